/*
 * Recording sink and hand-written DER for the loader's tests.
 */
#include "recorder.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct saip_capabilities every_capability = { .services = 0x3FFFFFFF, .max_major = 3 };

static int answer(struct recorder *r)
{
	r->calls++;
	return r->calls == r->fail_at ? r->fail_with : PE_OK;
}

static void put_span(struct recorder *r, const char *name, struct span s)
{
	if (!s.ptr)
		return;
	fprintf(r->out, " %s=", name);
	for (size_t i = 0; i < s.len; i++)
		fprintf(r->out, "%02X", s.ptr[i]);
}

static int on_header(void *ctx, const struct saip_header *h)
{
	struct recorder *r = ctx;

	fprintf(r->out, "header %u.%u services=%X", h->major, h->minor, h->mandatory_services);
	put_span(r, "type", h->profile_type);
	put_span(r, "iccid", h->iccid);
	fputc('\n', r->out);
	assert(h->iccid.len == sizeof(r->iccid));
	memcpy(r->iccid, h->iccid.ptr, sizeof(r->iccid));
	return answer(r);
}

static void fill_body(struct recorded_file *f)
{
	struct span fill = f->file.fill;

	f->body = malloc(f->file.size + 1);
	assert(f->body);
	for (uint32_t i = 0; i < f->file.size; i++) {
		if (!fill.ptr)
			f->body[i] = 0xFF;
		else if (i < fill.len)
			f->body[i] = fill.ptr[i];
		else
			f->body[i] = fill.ptr[f->file.fill_repeat ? i % fill.len : fill.len - 1];
	}
}

static int on_create(void *ctx, saip_file_id parent, const struct saip_file *file,
                     saip_file_id *ret_id)
{
	struct recorder *r = ctx;
	struct recorded_file *f = &r->files[r->file_count];

	assert(r->file_count < RECORDER_FILES);
	assert((parent == SAIP_NO_FILE) == (file->type == SAIP_MF));
	assert(parent == SAIP_NO_FILE || parent < r->file_count);
	*ret_id = (saip_file_id)r->file_count++;
	f->parent = parent;
	f->file = *file;
	fprintf(r->out, "create %u in %d: type=%d fid=%04X desc=%02X sfi=%u lcsi=%u arr=%04X/%u",
	        *ret_id, (int)parent, file->type, file->fid, file->descriptor, file->sfi,
	        file->lcsi, file->arr_fid, file->arr_record);
	fprintf(r->out, " size=%u max=%u records=%ux%u special=%02X details=%02X repeat=%d",
	        file->size, file->max_size, file->record_count, file->record_length,
	        file->special_information, file->file_details, file->fill_repeat);
	put_span(r, "aid", file->aid);
	put_span(r, "pins", file->pin_status_template);
	put_span(r, "fill", file->fill);
	put_span(r, "link", file->link_path);
	fputc('\n', r->out);
	if (file->link_path.ptr && file->link_path.len <= sizeof(f->link))
		memcpy(f->link, file->link_path.ptr, file->link_path.len);
	fill_body(f);
	return answer(r);
}

static int on_write(void *ctx, saip_file_id file, uint32_t offset, struct span content)
{
	struct recorder *r = ctx;
	struct recorded_file *f = &r->files[file];

	assert(file < r->file_count);
	fprintf(r->out, "write %u at %u", file, offset);
	put_span(r, "content", content);
	fputc('\n', r->out);
	if (f->file.type != SAIP_EF_BER_TLV) {
		assert(offset + content.len <= f->file.size);
		memcpy(f->body + offset, content.ptr, content.len);
	}
	return answer(r);
}

static saip_file_id on_find(void *ctx, saip_file_id parent, uint16_t fid)
{
	const struct recorder *r = ctx;

	for (size_t i = 0; i < r->file_count; i++) {
		if (r->files[i].parent == parent && r->files[i].file.fid == fid)
			return (saip_file_id)i;
	}
	return SAIP_NO_FILE;
}

static int on_pin(void *ctx, saip_file_id df, const struct saip_pin *pin)
{
	struct recorder *r = ctx;

	assert(r->pin_count < RECORDER_PINS);
	fprintf(r->out, "pin %02X in %u puk=%02X attributes=%u tries=%u/%u", pin->reference, df,
	        pin->unblock_reference, pin->attributes, pin->tries_left, pin->max_tries);
	put_span(r, "value", (struct span){ pin->value, sizeof(pin->value) });
	fputc('\n', r->out);
	r->pins[r->pin_count].df = df;
	r->pins[r->pin_count++].pin = *pin;
	return answer(r);
}

static int on_share(void *ctx, saip_file_id df, saip_file_id other)
{
	struct recorder *r = ctx;

	fprintf(r->out, "share pins of %u with %u\n", other, df);
	r->share_count++;
	return answer(r);
}

static int on_puk(void *ctx, const struct saip_puk *puk)
{
	struct recorder *r = ctx;

	fprintf(r->out, "puk %02X tries=%u/%u\n", puk->reference, puk->tries_left, puk->max_tries);
	r->puk_count++;
	return answer(r);
}

static int on_aka(void *ctx, saip_file_id adf, const struct saip_aka *aka)
{
	struct recorder *r = ctx;

	assert(r->aka_count < sizeof(r->akas) / sizeof(r->akas[0]));
	fprintf(r->out, "aka of %u: algorithm=%d", adf, aka->params.algorithm);
	put_span(r, "k", (struct span){ aka->params.k, aka->params.k_len });
	put_span(r, "mapped", aka->mapped_aid);
	fputc('\n', r->out);
	r->akas[r->aka_count].adf = adf;
	r->akas[r->aka_count++].aka = *aka;
	return answer(r);
}

static int on_element(void *ctx, uint32_t tag, struct span whole)
{
	struct recorder *r = ctx;

	assert(r->element_count < RECORDER_ELEMENTS);
	fprintf(r->out, "element %X", tag);
	put_span(r, "whole", whole);
	fputc('\n', r->out);
	r->elements[r->element_count++] = tag;
	return answer(r);
}

static int on_end(void *ctx)
{
	struct recorder *r = ctx;

	fprintf(r->out, "end\n");
	r->end_count++;
	return answer(r);
}

static const struct saip_sink_ops recorder_ops = {
	.header = on_header,
	.create_file = on_create,
	.write_file = on_write,
	.find_file = on_find,
	.pin = on_pin,
	.share_pins = on_share,
	.puk = on_puk,
	.aka = on_aka,
	.element = on_element,
	.end = on_end,
};

void recorder_start(struct recorder *r, const struct saip_capabilities *capabilities)
{
	memset(r, 0, sizeof(*r));
	r->out = open_memstream(&r->log, &r->log_len);
	assert(r->out);
	r->loader = saip_loader_new(&(struct saip_sink){ &recorder_ops, r }, capabilities);
	assert(r->loader);
}

void recorder_stop(struct recorder *r)
{
	saip_loader_free(r->loader);
	fclose(r->out);
	free(r->log);
	for (size_t i = 0; i < r->file_count; i++)
		free(r->files[i].body);
}

bool recorder_load(struct recorder *r, struct span package, size_t piece)
{
	bool ok;

	while (package.len > 0) {
		size_t n = piece && piece < package.len ? piece : package.len;
		/* A copy of its own, so that overreads are seen. */
		uint8_t *copy = malloc(n);

		assert(copy);
		memcpy(copy, package.ptr, n);
		saip_loader_feed(r->loader, (struct span){ copy, n });
		free(copy);
		package = (struct span){ package.ptr + n, package.len - n };
	}
	ok = saip_loader_finish(r->loader);
	fflush(r->out);
	return ok;
}

size_t recorder_statuses(const struct recorder *r)
{
	size_t n;

	saip_loader_status(r->loader, &n);
	return n;
}

int recorder_code(const struct recorder *r)
{
	size_t n;
	const struct saip_status *status = saip_loader_status(r->loader, &n);

	return n ? status[n - 1].code : PE_OK;
}

const struct recorded_file *recorder_find(const struct recorder *r, saip_file_id parent,
                                          uint16_t fid)
{
	for (size_t i = 0; i < r->file_count; i++) {
		if (r->files[i].parent == parent && r->files[i].file.fid == fid)
			return &r->files[i];
	}
	return NULL;
}

static unsigned int digit(char c)
{
	assert(isxdigit((unsigned char)c));
	return (unsigned int)(isdigit((unsigned char)c) ? c - '0' : toupper(c) - 'A' + 10);
}

/* Puts a length in front of what stands from mark on. */
static void put_length(struct package *p, size_t mark)
{
	size_t len = p->len - mark;
	size_t n = len < 0x80 ? 1 : len < 0x100 ? 2 : len < 0x10000 ? 3 : 4;

	assert(p->len + n <= sizeof(p->bytes));
	memmove(p->bytes + mark + n, p->bytes + mark, len);
	p->bytes[mark] = (uint8_t)(n == 1 ? len : 0x80 | (n - 1));
	for (size_t i = 1; i < n; i++)
		p->bytes[mark + i] = (uint8_t)(len >> 8 * (n - 1 - i));
	p->len += n;
}

void package_add(struct package *p, const char *text)
{
	size_t marks[16];
	size_t depth = 0;

	while (*text) {
		if (*text == '{') {
			assert(depth < sizeof(marks) / sizeof(marks[0]));
			marks[depth++] = p->len;
			text++;
		} else if (*text == '}') {
			assert(depth > 0);
			put_length(p, marks[--depth]);
			text++;
		} else if (isspace((unsigned char)*text)) {
			text++;
		} else {
			assert(p->len < sizeof(p->bytes));
			p->bytes[p->len++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
			text += 2;
		}
	}
	assert(depth == 0);
}

struct span package_span(const struct package *p)
{
	return (struct span){ p->bytes, p->len };
}

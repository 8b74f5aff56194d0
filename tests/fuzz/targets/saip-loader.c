/*
 * Fuzzes the profile loader with a sink that checks what the loader promises: parents and files
 * exist, and contents lie within bodies of known size. The first octet says in what pieces the
 * package is fed (0: at once).
 */
#include <stdlib.h>
#include <string.h>

#include "profiles/loader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES = 20000 };

struct counter {
	saip_file_id files;
	struct saip_file file[FILES]; /* spans are not looked at */
};

static int on_header(void *ctx, const struct saip_header *h)
{
	(void)ctx;
	return h->iccid.len == 10 ? PE_OK : (abort(), 0);
}

static int on_create(void *ctx, saip_file_id parent, const struct saip_file *file,
                     saip_file_id *ret_id)
{
	struct counter *c = ctx;

	if ((parent == SAIP_NO_FILE) != (file->type == SAIP_MF) ||
	    (parent != SAIP_NO_FILE && parent >= c->files))
		abort();
	if (file->record_length * file->record_count > file->size || file->aid.len > 16)
		abort();
	if (c->files == FILES)
		return PE_NOT_ENOUGH_MEMORY;
	c->file[c->files] = *file;
	*ret_id = c->files++;
	return PE_OK;
}

static int on_write(void *ctx, saip_file_id file, uint32_t offset, struct span content)
{
	const struct counter *c = ctx;

	if (file >= c->files || content.len == 0)
		abort();
	if (c->file[file].type != SAIP_EF_BER_TLV && offset + content.len > c->file[file].size)
		abort();
	return PE_OK;
}

static saip_file_id on_find(void *ctx, saip_file_id parent, uint16_t fid)
{
	const struct counter *c = ctx;

	if (parent >= c->files)
		abort();
	for (saip_file_id i = 0; i < c->files; i++) {
		if (c->file[i].fid == fid)
			return i;
	}
	return SAIP_NO_FILE;
}

static int on_pin(void *ctx, saip_file_id df, const struct saip_pin *pin)
{
	const struct counter *c = ctx;

	return df < c->files && pin->tries_left <= pin->max_tries ? PE_OK : (abort(), 0);
}

static int on_share(void *ctx, saip_file_id df, saip_file_id other)
{
	const struct counter *c = ctx;

	return df < c->files && other < c->files ? PE_OK : (abort(), 0);
}

static int on_puk(void *ctx, const struct saip_puk *puk)
{
	(void)ctx;
	return puk->tries_left <= puk->max_tries ? PE_OK : (abort(), 0);
}

static int on_aka(void *ctx, saip_file_id adf, const struct saip_aka *aka)
{
	const struct counter *c = ctx;

	return adf < c->files && aka->params.k_len <= 32 ? PE_OK : (abort(), 0);
}

static int on_element(void *ctx, uint32_t tag, struct span whole)
{
	(void)ctx;
	return whole.len > 0 && whole.ptr[0] == tag ? PE_OK : (abort(), 0);
}

static int on_end(void *ctx)
{
	(void)ctx;
	return PE_OK;
}

static const struct saip_sink_ops ops = {
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct saip_capabilities all = { .services = 0x3FFFFFFF, .max_major = 3 };
	struct counter *counter = calloc(1, sizeof(*counter));
	struct saip_sink sink = { &ops, counter };
	struct saip_loader *l = saip_loader_new(&sink, &all);
	struct saip_header header;
	size_t piece;

	if (counter && l && size > 0) {
		piece = data[0] ? data[0] : size;
		for (size_t at = 1; at < size; at += piece) {
			size_t n = size - at < piece ? size - at : piece;

			saip_loader_feed(l, (struct span){ data + at, n });
		}
		saip_loader_finish(l);
		saip_header_peek((struct span){ data + 1, size - 1 }, &header);
	}
	saip_loader_free(l);
	free(counter);
	return 0;
}

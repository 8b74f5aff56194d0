/*
 * Loads the package into a model, element by element, so that it is known where each file came
 * from. The card that takes it is one that can do everything.
 */
#include "profiles/check_internal.h"

#include "profiles/loader_internal.h"

#include <stdlib.h>
#include <string.h>

/* More than this no card has. */
enum { MEMORY_MAX = 4 << 20 };

enum { ALL_SERVICES = (int)((UINT32_C(1) << SAIP_SERVICES) - 1), NEWEST_MAJOR = 3 };

void check_use(struct check *c, enum saip_service service, const struct check_place *place)
{
	uint32_t bit = UINT32_C(1) << service;

	if (!(c->used & bit))
		c->first[service] = *place;
	c->used |= bit;
}

/* The place that the loader is at, in the element that it was given. */
static struct check_place here(const struct check *c)
{
	struct saip_position position = saip_loader_position(c->loader);
	struct check_place place = c->place;

	place.component = position.component;
	place.offset += position.offset;
	return place;
}

static int on_header(void *ctx, const struct saip_header *header)
{
	struct check *c = ctx;

	c->has_header = true;
	c->mandatory = header->mandatory_services;
	memcpy(c->iccid, header->iccid.ptr, sizeof(c->iccid)); /* 10 octets by contract */
	return PE_OK;
}

static struct check_file *add_file(struct check *c)
{
	size_t cap = c->file_cap ? 2 * c->file_cap : 256;
	struct check_file *files;

	if (c->file_count == c->file_cap) {
		files = realloc(c->files, cap * sizeof(*files));
		if (!files)
			return NULL;
		c->files = files;
		c->file_cap = cap;
	}
	memset(&c->files[c->file_count], 0, sizeof(*c->files));
	return &c->files[c->file_count++];
}

static void fill_body(struct check_file *f, const struct saip_file *file)
{
	for (uint32_t i = 0; i < file->size; i++) {
		size_t at = i;

		if (file->fill.len == 0) {
			f->body[i] = 0xFF;
			continue;
		}
		if (i >= file->fill.len)
			at = file->fill_repeat ? i % file->fill.len : file->fill.len - 1;
		f->body[i] = file->fill.ptr[at];
	}
}

/* An NAA is a service of the card, and so is a second one of its kind. */
static void use_naa(struct check *c, const struct check_file *f)
{
	const struct saip_naa *naa = check_naa_of(f);
	uint32_t bit;

	if (!naa)
		return;
	bit = UINT32_C(1) << naa->service;
	check_use(c, c->used & bit ? naa->multiple : naa->service, &f->place);
}

static saip_file_id on_find(void *ctx, saip_file_id parent, uint16_t fid)
{
	const struct check *c = ctx;
	const struct check_file *f = check_find(c, parent, fid);

	return f ? (saip_file_id)(f - c->files) : SAIP_NO_FILE;
}

static const char *name_of(const struct check_file *f)
{
	return f->place.component ? f->place.component : "another file";
}

/* The file behind a linkPath; NULL: there is none, which is an error. */
static const struct check_file *find_link(struct check *c, const struct check_file *f,
                                          struct span path)
{
	saip_file_id at = 0;

	for (size_t i = 0; i < path.len && at != SAIP_NO_FILE; i += 2) /* even, says the loader */
		at = on_find(c, at, (uint16_t)(path.ptr[i] << 8 | path.ptr[i + 1]));
	if (at == SAIP_NO_FILE) {
		check_error(c, &f->place, "file", "the linkPath leads to no file");
		return NULL;
	}
	if (check_is_directory(&c->files[at].file) != check_is_directory(&f->file))
		check_error(c, &f->place, "file", "the linkPath leads to %s",
		            check_is_directory(&f->file) ? "an EF" : "a directory");
	return &c->files[at];
}

/* What cards refuse although the loader lets it pass: it knows the new file only. */
static void check_new_file(struct check *c, const struct check_file *f, struct span link_path)
{
	const struct check_file *taken = f->file.fid ? check_find(c, f->parent, f->file.fid) : NULL;
	unsigned int depth = 0;

	for (saip_file_id at = f->parent; at != SAIP_NO_FILE; at = c->files[at].parent)
		depth++;
	if (depth > CHECK_DEPTH_MAX)
		check_error(c, &f->place, "file", "it lies below more than %d directories",
		            CHECK_DEPTH_MAX);
	if (taken && taken != f)
		check_error(c, &f->place, "file", "the file id %04X is taken by %s", f->file.fid,
		            name_of(taken));
	if (f->parent != SAIP_NO_FILE && c->files[f->parent].file.link_path.len > 0)
		check_error(c, &f->place, "file", "its directory shows the files of another one");
	if (f->file.size > SAIP_BODY_MAX || f->file.max_size > SAIP_BODY_MAX)
		check_error(c, &f->place, "size", "more than %d octets", SAIP_BODY_MAX);
	if (link_path.len > 0)
		find_link(c, f, link_path);
}

/* Memory for the body; a body that is too large has been reported. */
static int make_body(struct check *c, struct check_file *f, const struct saip_file *file)
{
	if (file->size == 0 || file->size > SAIP_BODY_MAX || file->type == SAIP_EF_BER_TLV)
		return PE_OK;
	if (file->size > MEMORY_MAX - c->memory)
		return PE_NOT_ENOUGH_MEMORY;
	c->memory += file->size;
	f->body = malloc(file->size);
	if (!f->body)
		return PE_MEMORY_FAILURE;
	fill_body(f, file);
	return PE_OK;
}

static int on_create(void *ctx, saip_file_id parent, const struct saip_file *file,
                     saip_file_id *ret_id)
{
	struct check *c = ctx;
	struct check_file *f = add_file(c);

	if (!f)
		return PE_MEMORY_FAILURE;
	f->place = here(c);
	f->listed = f->place.offset > c->place.offset;
	f->filled = file->link_path.len > 0;
	f->parent = parent;
	f->file = *file;
	f->pins_of = SAIP_NO_FILE;
	if (file->aid.len > sizeof(f->aid))
		return PE_INVALID_PARAMETER;
	if (file->pin_status_template.len > sizeof(f->pins)) {
		check_error(c, &f->place, "pin", "pinStatusTemplateDO names more than %zu PINs",
		            sizeof(f->pins));
		return PE_INVALID_PARAMETER;
	}
	if (file->aid.len > 0)
		memcpy(f->aid, file->aid.ptr, file->aid.len);
	if (file->pin_status_template.len > 0)
		memcpy(f->pins, file->pin_status_template.ptr, file->pin_status_template.len);
	check_new_file(c, f, file->link_path);
	use_naa(c, f);
	if (file->type == SAIP_EF_BER_TLV)
		check_use(c, SAIP_BER_TLV, &f->place);
	if (check_is_directory(file) && file->link_path.len > 0)
		check_use(c, SAIP_DF_LINK, &f->place);
	*ret_id = (saip_file_id)(c->file_count - 1);
	return make_body(c, f, file);
}

static int on_write(void *ctx, saip_file_id file, uint32_t offset, struct span content)
{
	struct check *c = ctx;
	struct check_file *f = &c->files[file];

	f->filled = true;
	if (f->body && offset <= f->file.size && content.len <= f->file.size - offset)
		memcpy(f->body + offset, content.ptr, content.len);
	return PE_OK;
}

/* What a user types: digits, then FF [ETSI TS 102 221 9.5.1]. */
static bool is_typed(const uint8_t value[8], size_t least)
{
	size_t n = 0;

	while (n < 8 && value[n] >= '0' && value[n] <= '9')
		n++;
	for (size_t i = n; i < 8; i++) {
		if (value[i] != 0xFF)
			return false;
	}
	return n >= least;
}

static int on_pin(void *ctx, saip_file_id df, const struct saip_pin *pin)
{
	enum { APPLICATION_LAST = 8, DIGITS_MIN = 4 };
	struct check *c = ctx;

	if ((pin->reference & 0x7F) <= APPLICATION_LAST && !is_typed(pin->value, DIGITS_MIN))
		check_error(c, &c->place, "pin",
		            "PIN %02X is not 4 to 8 digits in ASCII, filled up with FF",
		            pin->reference);

	c->files[df].has_pins = true;
	c->files[df].pin_references |= saip_reference_bit(pin->reference);
	return PE_OK;
}

static int on_share(void *ctx, saip_file_id df, saip_file_id other)
{
	struct check *c = ctx;

	c->files[df].has_pins = true;
	c->files[df].pins_of = other;
	return PE_OK;
}

static int on_puk(void *ctx, const struct saip_puk *puk)
{
	enum { DIGITS = 8 };
	struct check *c = ctx;

	if (!is_typed(puk->value, DIGITS))
		check_error(c, &c->place, "pin", "PUK %02X is not 8 digits in ASCII",
		            puk->reference);
	return PE_OK;
}

/* The loader knows that there is such an ADF, but not whether it has parameters. */
static void check_mapping(struct check *c, struct span aid)
{
	for (size_t i = 0; i < c->file_count; i++) {
		const struct check_file *f = &c->files[i];

		if (f->file.type == SAIP_ADF && f->has_aka &&
		    span_equal((struct span){ f->aid, f->file.aid.len }, aid))
			return;
	}
	check_error(c, &c->place, "aka", "the NAA of mappingSource has no akaParameter before it");
}

static int on_aka(void *ctx, saip_file_id adf, const struct saip_aka *aka)
{
	struct check *c = ctx;

	if (c->files[adf].has_aka)
		check_error(c, &c->place, "aka", "a second akaParameter for the same NAA");
	if (aka->mapped)
		check_mapping(c, aka->mapped_aid);
	c->files[adf].has_aka = true;
	if (aka->mapped)
		return PE_OK;
	if (aka->params.algorithm == AKA_MILENAGE)
		check_use(c, SAIP_MILENAGE, &c->place);
	else if (aka->params.algorithm == AKA_TUAK)
		check_use(c, aka->params.k_len == 32 ? SAIP_TUAK256 : SAIP_TUAK128, &c->place);
	else
		check_use(c, SAIP_USIM_TEST_ALGORITHM, &c->place);
	return PE_OK;
}

/* CDMA parameters belong to the CSIM that came last. */
static void note_cdma(struct check *c)
{
	for (size_t i = c->file_count; i > 0; i--) {
		struct check_file *f = &c->files[i - 1];

		const struct saip_naa *naa = check_naa_of(f);

		if (naa && naa->base == SAIP_BASE_CSIM) {
			f->has_aka = true;
			break;
		}
	}
	check_use(c, SAIP_CAVE, &c->place);
}

static int on_element(void *ctx, uint32_t tag, struct span whole)
{
	struct check *c = ctx;

	(void)whole;
	if (tag == SAIP_PE_CDMA_PARAMETER)
		note_cdma(c);
	if (tag == SAIP_PE_APPLICATION)
		check_use(c, SAIP_JAVACARD, &c->place);
	c->has_domain = c->has_domain || tag == SAIP_PE_SECURITY_DOMAIN;
	return PE_OK;
}

static int on_end(void *ctx)
{
	(void)ctx;
	return PE_OK;
}

static const struct saip_sink_ops model = {
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

/* The template of an element of files. */
static void note_template(struct check *c, struct span value)
{
	struct der_reader r = der_reader(value);
	struct der_tlv v;

	if (!saip_template_pe_find(c->place.tag) || !der_take(&r, 0xA0, &v) ||
	    !der_take(&r, 0x81, &v))
		return;
	for (size_t i = 0; saip_templates[i].files; i++) {
		if (span_equal(saip_templates[i].oid, v.value))
			c->templates |= UINT32_C(1) << i;
	}
}

/* Elements that extend an NAA need its service too. */
static void note_service(struct check *c)
{
	const struct saip_template_pe *pe = saip_template_pe_find(c->place.tag);

	if (pe && pe->service != SAIP_SERVICES && pe->makes == SAIP_BASE_NONE)
		check_use(c, (enum saip_service)pe->service, &c->place);
}

static const char *status_name(int code)
{
	for (const struct asn1_name *n = pe_status_code_names; n->name; n++) {
		if (n->value == (uint32_t)code)
			return n->name;
	}
	return "a status word";
}

static int32_t get_identification(struct check *c, struct span value)
{
	uint8_t memory[64];
	struct arena arena = { memory, sizeof(memory), 0 };
	struct der_reader r = der_reader(value);
	struct saip_pe_header header;
	struct asn1_error error;
	struct der_tlv v;

	if (c->place.tag == SAIP_PE_HEADER || !der_take(&r, 0xA0, &v) ||
	    !asn1_decode(&saip_pe_header_type, 0, v.value, &header, &arena, &error))
		return -1;
	return (int32_t)header.identification.v;
}

static void report_status(struct check *c, int code, bool goes_on)
{
	const char *why = saip_loader_position(c->loader).why;
	struct check_place place = here(c);

	if (goes_on)
		check_warn(c, &place, "load", "cards skip it with PEStatus %d, %s%s%s", code,
		           status_name(code), why ? ": " : "", why ? why : "");
	else
		check_error(c, &place, "load", "cards answer PEStatus %d, %s%s%s", code,
		            status_name(code), why ? ": " : "", why ? why : "");
}

/* One element. What has been said about it already is not said once more. */
static bool load_element(struct check *c, const struct der_tlv *element)
{
	const struct saip_status *status;
	size_t before, after;
	bool ok;

	c->place.number++;
	c->place.tag = element->tag;
	c->place.offset = (size_t)(element->whole.ptr - c->package.ptr);
	c->place.identification = get_identification(c, element->value);
	note_service(c);
	note_template(c, element->value);
	saip_loader_status(c->loader, &before);
	ok = saip_loader_feed(c->loader, element->whole);
	status = saip_loader_status(c->loader, &after);
	/* which PIN is missing where says the rule about PINs */
	if (after > before && status[after - 1].code == PE_PIN_CODE_MISSING &&
	    element->tag == SAIP_PE_END)
		return ok;
	if (after > before && check_element_name(element->tag) &&
	    (!c->first_error || c->place.number < c->first_error)) {
		report_status(c, status[after - 1].code, ok);
	}
	return ok;
}

bool check_load(struct check *c)
{
	static const struct saip_capabilities all = { ALL_SERVICES, NEWEST_MAJOR };
	const struct saip_sink sink = { &model, c };
	struct der_reader r = der_reader(c->package);
	struct der_tlv element;
	bool ok = true;

	c->place = (struct check_place){ .identification = -1 };
	c->loader = saip_loader_new(&sink, &all);
	c->out_of_memory = c->out_of_memory || !c->loader;
	if (c->out_of_memory)
		return false;
	while (ok && der_more(&r)) {
		ok = der_next(&r, &element) && load_element(c, &element);
	}
	/* the model is complete, even if what the loader checks at the end is wrong */
	return c->place.tag == SAIP_PE_END;
}

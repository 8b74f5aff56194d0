/*
 * Profile loader: cuts the stream into profile elements, checks their order, and hands each one to
 * its part of the loader [TCA Interoperable Profile Package 3.3, PEDefinitions; status codes of
 * PEStatus].
 */
#include "profiles/loader_internal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char no_mf[] = "there is no MF before it";

struct element_kind {
	uint32_t tag;
	bool needs_mf; /* it is about files, so the MF has to be there */
	int (*load)(struct saip_loader *l, struct span whole);
};

static const struct element_kind element_kinds[] = {
	{ SAIP_PE_GENERIC_FILE_MANAGEMENT, false, saip_load_file_management },
	{ SAIP_PE_PIN_CODES, true, saip_load_pins },
	{ SAIP_PE_PUK_CODES, false, saip_load_puks },
	{ SAIP_PE_AKA_PARAMETER, true, saip_load_aka },
	{ SAIP_PE_CDMA_PARAMETER, true, saip_load_cdma },
	{ SAIP_PE_SECURITY_DOMAIN, false, saip_load_security_domain },
	{ SAIP_PE_RFM, false, saip_load_rfm },
	{ SAIP_PE_APPLICATION, false, saip_load_application },
	{ SAIP_PE_NON_STANDARD, false, saip_load_non_standard },
	{ SAIP_PE_END, true, saip_load_end },
};

struct saip_loader *saip_loader_new(const struct saip_sink *sink,
                                    const struct saip_capabilities *capabilities)
{
	struct saip_loader *l = malloc(sizeof(*l));

	if (!l)
		return NULL;
	memset(l, 0, offsetof(struct saip_loader, element));
	l->sink = *sink;
	l->capabilities = *capabilities;
	l->mf = l->aka = l->current = SAIP_NO_FILE;
	for (size_t i = 0; i < A_COUNT(l->adf); i++)
		l->adf[i] = SAIP_NO_FILE;
	return l;
}

void saip_loader_free(struct saip_loader *l)
{
	if (!l)
		return;
	free(l->directories);
	/* Keys and PINs went through it. */
	explicit_bzero(l->element, l->element_most);
	explicit_bzero(l->arena, l->arena_most);
	explicit_bzero(l, offsetof(struct saip_loader, element));
	free(l);
}

struct arena saip_arena(struct saip_loader *l)
{
	return (struct arena){ l->arena, sizeof(l->arena), 0 };
}

int saip_decode(struct saip_loader *l, const struct asn1_type *type, uint32_t tag, struct span in,
                void *ret_out)
{
	struct arena arena = saip_arena(l);
	struct asn1_error error;
	bool ok = asn1_decode(type, tag, in, ret_out, &arena, &error);

	if (arena.used > l->arena_most)
		l->arena_most = arena.used;
	if (ok)
		return PE_OK;
	if (*error.field)
		l->position.component = error.field;
	return saip_refuse(l, PE_INVALID_REQUEST_FORMAT, error.why);
}

int saip_refuse(struct saip_loader *l, int code, const char *why)
{
	l->position.why = why;
	return code;
}

/* The last place is kept for what ends the loading. */
static void add_status(struct saip_loader *l, int code, int32_t identification)
{
	if (l->status_count >= SAIP_MAX_STATUS - (l->failed ? 0u : 1u))
		return;
	l->status[l->status_count++] = (struct saip_status){
		.code = code,
		.identification = identification,
		.additional = -1,
		.offset = l->position.offset ? (int32_t)l->position.offset : -1,
	};
}

static bool fail(struct saip_loader *l, int code, int32_t identification)
{
	l->failed = true;
	l->out_of_memory = code == PE_NOT_ENOUGH_MEMORY;
	add_status(l, code, identification);
	return false;
}

/* Codes that say "I cannot do this", which only matters where the element is mandated. */
static bool is_unsupported(int code)
{
	return code == PE_NOT_SUPPORTED || code == PE_RUNTIME_NOT_SUPPORTED ||
	       code == PE_LIB_NOT_SUPPORTED || code == PE_TEMPLATE_NOT_SUPPORTED ||
	       code == PE_FEATURE_NOT_SUPPORTED;
}

/*
 * Reads the PEHeader, component [0] of every element but the profile header. Elements of later
 * versions need not have one: they count as not mandated.
 */
static int read_pe_header(struct saip_loader *l, struct der_tlv element, bool known,
                          struct saip_pe_header *ret_header)
{
	struct der_reader r = der_reader(element.value);
	struct der_tlv v;

	*ret_header = (struct saip_pe_header){ 0 };
	if (!der_take(&r, 0xA0, &v))
		return known ? saip_refuse(l, PE_INVALID_REQUEST_FORMAT, "there is no PEHeader")
		             : PE_OK;
	return saip_decode(l, &saip_pe_header_type, 0, v.value, ret_header);
}

/* Notes an identification; false if it has been used before. */
static bool note_identification(struct saip_loader *l, uint32_t identification)
{
	uint8_t *octet = &l->identifications[identification / 8];
	uint8_t bit = (uint8_t)(1 << identification % 8);
	bool fresh = !(*octet & bit);

	*octet |= bit;
	return fresh;
}

void saip_at(struct saip_loader *l, const char *component, const uint8_t *at)
{
	l->position.why = NULL;
	l->position.component = component;
	l->position.offset = at ? (size_t)(at - l->element) : 0;
}

/* The components of an element of files, as far as it can be read. */
static struct der_reader components(struct span value)
{
	struct der_reader r = der_reader(value);
	struct der_tlv v;

	der_take(&r, 0xA0, &v);
	der_take(&r, 0x81, &v);
	return r;
}

/* True if the element would have made a directory. */
static bool makes_directory(const struct saip_template_pe *pe, struct span value)
{
	const struct saip_template *t = saip_template_newest(pe->tag);
	struct der_reader r = components(value);
	struct der_tlv v;

	for (size_t i = 0; i < t->count; i++) {
		bool listed = der_take(&r, saip_template_component(i), &v);

		if (saip_is_directory((enum saip_file_type)t->files[i].type) && (listed || i == 0))
			return true;
	}
	return false;
}

/* An element of files has been left out; if it was an NAA, what belongs to that is, too. */
static void skip_template(struct saip_loader *l, const struct saip_template_pe *pe,
                          struct span value)
{
	struct der_reader r = components(value);
	struct saip_file_item item;
	struct der_tlv v;

	if (makes_directory(pe, value))
		saip_skip_directory(l);
	if (pe->makes == SAIP_BASE_NONE)
		return;
	if (der_take(&r, saip_template_component(0), &v)) {
		r = der_reader(v.value);
		if (der_take(&r, 0xA1, &v) &&
		    saip_decode(l, &saip_file_item_type, 0, v.whole, &item) == PE_OK)
			saip_skip_adf(l, item.fcp);
	}
	saip_skip_naa(l, (enum saip_template_base)pe->makes);
}

/* An element of template files: once each, except those of NAAs. */
static int load_template(struct saip_loader *l, const struct saip_template_pe *pe,
                         struct span value)
{
	uint32_t bit = UINT32_C(1) << (pe - saip_template_pes);
	struct saip_position refused;
	int code;

	if (!pe->repeatable && (l->seen & bit))
		return saip_refuse(l, PE_INVALID_PARAMETER, "it may come only once");
	if (pe->base == SAIP_BASE_NONE && l->mf != SAIP_NO_FILE)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is an MF already");
	if (pe->base != SAIP_BASE_NONE && l->mf == SAIP_NO_FILE)
		return saip_refuse(l, PE_INVALID_PARAMETER, no_mf);
	if (saip_is_iot(l) ? pe->tag == SAIP_TEMPLATE_MF
	                   : pe->tag == SAIP_TEMPLATE_IOT || pe->tag == SAIP_TEMPLATE_OPT_IOT)
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   saip_is_iot(l) ? "iotOptions ask for PE-IoT in its place"
		                                  : "the header has no iotOptions");
	l->seen |= bit;
	if (saip_supports(l, pe->service))
		code = saip_load_files(l, pe, value);
	else
		code = saip_refuse(l, PE_NOT_SUPPORTED, "the card has no such application");
	refused = l->position;
	if (code != PE_OK)
		skip_template(l, pe, value);
	l->position = refused;
	return code;
}

static int load_element(struct saip_loader *l, struct der_tlv element)
{
	const struct saip_template_pe *pe = saip_template_pe_find(element.tag);

	if (pe)
		return load_template(l, pe, element.value);
	for (size_t i = 0; i < A_COUNT(element_kinds); i++) {
		const struct element_kind *kind = &element_kinds[i];

		if (kind->tag != element.tag)
			continue;
		if (kind->needs_mf && l->mf == SAIP_NO_FILE)
			return saip_refuse(l, PE_INVALID_PARAMETER, no_mf);
		return kind->load(l, element.whole);
	}
	return saip_refuse(l, PE_NOT_SUPPORTED, "unknown element");
}

/* True if the loader knows what an element with this tag looks like. */
static bool is_known(uint32_t tag)
{
	return (tag >= SAIP_PE_HEADER && tag <= SAIP_PE_END) || saip_template_pe_find(tag);
}

/* One whole element [SAIP 3.1: header first, end last, identification unique]. */
static bool process_element(struct saip_loader *l, struct der_tlv element)
{
	struct saip_pe_header header;
	int code;

	saip_at(l, NULL, NULL);
	l->identification = -1;
	l->has_directory = false;
	if (l->started == (element.tag == SAIP_PE_HEADER) || l->ended) {
		saip_refuse(l, PE_INVALID_REQUEST_FORMAT,
		            l->ended ? "it comes after the end" : "the header is first, and once");
		return fail(l, PE_INVALID_REQUEST_FORMAT, -1);
	}
	if (!l->started) {
		code = saip_load_header(l, element.whole);
		l->started = true;
		return code == PE_OK || fail(l, code, -1);
	}
	code = read_pe_header(l, element, is_known(element.tag), &header);
	if (code != PE_OK)
		return fail(l, code, -1);
	if (header.identification.set) {
		l->identification = (int32_t)header.identification.v;
		if (!note_identification(l, header.identification.v))
			return fail(l,
			            saip_refuse(l, PE_INVALID_PARAMETER,
			                        "another element has this identification"),
			            l->identification);
	}
	code = load_element(l, element);
	if (code == PE_OK)
		return true;
	if (header.mandated || !is_unsupported(code))
		return fail(l, code, l->identification);
	add_status(l, code, l->identification);
	return true;
}

/*
 * How many octets the element in the buffer still needs: of its header, one by one, as long as the
 * length is not known. 0: it is complete. SIZE_MAX: it can never be right.
 */
static size_t octets_missing(struct saip_loader *l, int *ret_code)
{
	struct span have = { l->element, l->element_len };
	uint32_t tag;
	size_t len;
	size_t header;

	switch (der_header(have, &tag, &len, &header)) {
	case DER_HEADER_SHORT:
		return 1;
	case DER_HEADER_BAD:
		*ret_code = saip_refuse(l, PE_INVALID_REQUEST_FORMAT, "malformed DER");
		return SIZE_MAX;
	case DER_HEADER_OK:
		break;
	}
	if (len > SAIP_MAX_ELEMENT - header) {
		*ret_code = saip_refuse(l, PE_NOT_ENOUGH_MEMORY, "the element is too large");
		return SIZE_MAX;
	}
	return header + len - l->element_len;
}

bool saip_loader_feed(struct saip_loader *l, struct span bytes)
{
	while (bytes.len > 0 && !l->failed) {
		struct der_tlv element;
		struct der_reader r;
		int code = PE_OK;
		size_t missing = octets_missing(l, &code);
		size_t n = missing < bytes.len ? missing : bytes.len;

		/* octets_missing() keeps element_len + missing within the buffer */
		memcpy(l->element + l->element_len, bytes.ptr, n);
		l->element_len += n;
		if (l->element_len > l->element_most)
			l->element_most = l->element_len;
		bytes = (struct span){ bytes.ptr + n, bytes.len - n };

		missing = octets_missing(l, &code);
		if (missing == SIZE_MAX)
			return fail(l, code, -1);
		if (missing > 0)
			continue;
		r = der_reader((struct span){ l->element, l->element_len });
		if (!der_next(&r, &element))
			return fail(l, PE_INVALID_REQUEST_FORMAT, -1);
		l->element_len = 0;
		process_element(l, element);
	}
	return !l->failed;
}

bool saip_loader_finish(struct saip_loader *l)
{
	if (l->failed)
		return false;
	if (!l->ended || l->element_len > 0) {
		saip_at(l, NULL, NULL);
		return fail(l,
		            saip_refuse(l, PE_INVALID_REQUEST_FORMAT,
		                        l->ended ? "something comes after the end"
		                                 : "the end is missing"),
		            -1);
	}
	return true;
}

const struct saip_status *saip_loader_status(const struct saip_loader *l, size_t *ret_n)
{
	*ret_n = l->status_count;
	return l->status;
}

struct saip_position saip_loader_position(const struct saip_loader *l)
{
	return l->position;
}

bool saip_loader_out_of_memory(const struct saip_loader *l)
{
	return l->out_of_memory;
}

/*
 * The sink: builds a UICC from what a profile package asks for [TCA Profile Package 8].
 */
#include "uicc_fs.h"

#include <stdlib.h>
#include <string.h>

enum {
	FILE_HEADER_MEMORY = 32, /* what a file takes besides its body */
	TRIES_MAX = 15,
	PE_FILE_EXISTS = 0x6A89, /* status word: file already exists */
};

static int install_header(void *ctx, const struct saip_header *header)
{
	struct uicc *u = ctx;

	if (u->has_header || header->iccid.len != sizeof(u->iccid))
		return PE_BAD_VALUES;
	memcpy(u->iccid, header->iccid.ptr, sizeof(u->iccid));
	u->has_header = true;
	if (header->connectivity_parameters.ptr &&
	    !uicc_add_element(u, UICC_ELEMENT_CONNECTIVITY, header->connectivity_parameters))
		return PE_NOT_ENOUGH_MEMORY;
	return PE_OK;
}

static int check_parent(const struct uicc *u, saip_file_id parent, const struct saip_file *file)
{
	if (file->type == SAIP_MF)
		return parent == UICC_NONE && u->file_count == 0 ? PE_OK : PE_INVALID_PARAMETER;
	if (parent >= u->file_count || !uicc_is_directory(&u->files[parent]) ||
	    u->files[parent].link != UICC_NONE || uicc_fs_depth(u, parent) >= UICC_DEPTH_MAX)
		return PE_INVALID_PARAMETER;
	if (file->type == SAIP_ADF && uicc_fs_adf_by_aid(u, file->aid) != UICC_NONE)
		return PE_FILE_EXISTS;
	if (file->fid && uicc_fs_child(u, parent, file->fid, true) != UICC_NONE)
		return PE_FILE_EXISTS;
	return PE_OK;
}

static bool has_records(enum saip_file_type type)
{
	return type == SAIP_EF_LINEAR || type == SAIP_EF_CYCLIC;
}

static int check_values(const struct saip_file *file)
{
	if (file->type == SAIP_ADF && (file->aid.len == 0 || file->aid.len > UICC_AID_MAX))
		return PE_INVALID_PARAMETER;
	if (file->pin_status_template.len > UICC_PIN_REFERENCES_MAX || file->sfi > 30)
		return PE_INVALID_PARAMETER;
	if (file->link_path.len)
		return PE_OK; /* sizes are those of the other file */
	if (has_records(file->type) &&
	    (file->record_length == 0 || file->record_length > UINT8_MAX ||
	     file->record_count == 0 ||
	     file->size != (uint32_t)file->record_length * file->record_count))
		return PE_INVALID_PARAMETER;
	if (file->type == SAIP_EF_TRANSPARENT && file->size == 0)
		return PE_INVALID_PARAMETER;
	return file->size > SAIP_BODY_MAX || file->max_size > SAIP_BODY_MAX ? PE_NOT_ENOUGH_MEMORY
	                                                                    : PE_OK;
}

/* The empty body: the pattern begins anew in each record [TS 102 222 6.3.2.2.2]. */
static void fill_body(uint8_t *body, const struct saip_file *file)
{
	const struct span fill = file->fill;
	size_t unit = has_records(file->type) ? file->record_length : file->size;

	if (fill.len <= 1) {
		memset(body, fill.len ? fill.ptr[0] : 0xFF, file->size);
		return;
	}
	for (size_t i = 0; i < file->size; i++) {
		size_t at = i % unit;

		if (at >= fill.len)
			at = file->fill_repeat ? at % fill.len : fill.len - 1;
		body[i] = fill.ptr[at];
	}
}

/* Finds the file that a link shares its body or children with, past a chain of links. */
static int resolve_link(const struct uicc *u, const struct saip_file *file, uint32_t *ret_target)
{
	const struct uicc_walk walk = { 0, UICC_NONE, true };
	bool directory = file->type == SAIP_DF || file->type == SAIP_ADF;
	uint32_t target = uicc_fs_walk(u, &walk, file->link_path, NULL);

	if (target == UICC_NONE)
		return SW_FILE_NOT_FOUND;
	target = uicc_fs_target(u, target);
	if (directory != uicc_is_directory(&u->files[target]))
		return PE_INVALID_PARAMETER;
	*ret_target = target;
	return PE_OK;
}

/* A link looks like the file behind it, except for its own id and access rules. */
static void copy_shape(struct uicc_file *f, const struct uicc_file *target)
{
	f->descriptor = target->descriptor;
	f->record_length = target->record_length;
	f->record_count = target->record_count;
	f->max_size = target->max_size;
	f->file_details = target->file_details;
	if (!uicc_is_directory(f))
		f->type = target->type;
}

static void copy_values(struct uicc_file *f, uint32_t parent, const struct saip_file *file)
{
	f->parent = parent;
	f->type = file->type;
	f->fid = file->fid;
	f->descriptor = file->descriptor;
	f->sfi = file->sfi;
	f->lcsi = file->lcsi;
	f->arr_fid = file->arr_fid;
	f->arr_record = file->arr_record;
	f->record_length = file->record_length;
	f->record_count = file->record_count;
	f->max_size = file->max_size;
	f->special_information = file->special_information;
	f->file_details = file->file_details;
	if (file->type == SAIP_ADF) {
		memcpy(f->aid, file->aid.ptr, file->aid.len);
		f->aid_len = (uint8_t)file->aid.len;
	}
	if (uicc_is_directory(f) && file->pin_status_template.len) {
		memcpy(f->pin_references, file->pin_status_template.ptr,
		       file->pin_status_template.len);
		f->pin_reference_count = (uint8_t)file->pin_status_template.len;
	}
}

static int install_file(void *ctx, saip_file_id parent, const struct saip_file *file,
                        saip_file_id *ret_id)
{
	struct uicc *u = ctx;
	uint32_t target = UICC_NONE;
	struct uicc_file *f;
	size_t memory;
	int r = check_values(file);

	if (r == PE_OK)
		r = check_parent(u, parent, file);
	if (r == PE_OK && file->link_path.len)
		r = resolve_link(u, file, &target);
	if (r != PE_OK)
		return r;
	/* A BER-TLV file is charged with what it may grow to. */
	memory = file->max_size > file->size ? file->max_size : file->size;
	if (!uicc_charge(u, FILE_HEADER_MEMORY + (target == UICC_NONE ? memory : 0)))
		return PE_NOT_ENOUGH_MEMORY;
	f = uicc_add_file(u);
	if (!f)
		return PE_MEMORY_FAILURE;
	copy_values(f, parent, file);
	f->link = target;
	if (target != UICC_NONE) {
		copy_shape(f, &u->files[target]);
	} else if (!uicc_is_directory(f)) {
		f->body = malloc(memory ? memory : 1);
		if (!f->body)
			return PE_MEMORY_FAILURE;
		if (f->type != SAIP_EF_BER_TLV) { /* which begins without objects */
			fill_body(f->body, file);
			f->size = file->size;
		} else {
			f->max_size = (uint32_t)memory;
		}
	}
	*ret_id = u->file_count - 1;
	return PE_OK;
}

static int install_content(void *ctx, saip_file_id file, uint32_t offset, struct span content)
{
	struct uicc *u = ctx;
	struct uicc_file *f;
	size_t limit;

	if (file >= u->file_count || uicc_is_directory(&u->files[file]))
		return PE_INVALID_PARAMETER;
	f = &u->files[uicc_fs_target(u, file)];
	limit = f->type == SAIP_EF_BER_TLV ? f->max_size : f->size;
	if (offset > limit || content.len > limit - offset)
		return PE_INVALID_PARAMETER;
	if (content.len == 0)
		return PE_OK;
	if (offset > f->size)
		memset(f->body + f->size, 0, offset - f->size);
	memcpy(f->body + offset, content.ptr, content.len);
	if (offset + content.len > f->size)
		f->size = offset + (uint32_t)content.len;
	return PE_OK;
}

static saip_file_id install_find(void *ctx, saip_file_id parent, uint16_t fid)
{
	const struct uicc *u = ctx;

	if (parent == UICC_NONE)
		return u->file_count && fid == UICC_FID_MF ? 0 : UICC_NONE;
	return parent < u->file_count ? uicc_fs_child(u, parent, fid, true) : UICC_NONE;
}

static bool is_global(uint8_t reference)
{
	return reference && !(reference & 0x80);
}

static int install_pin(void *ctx, saip_file_id df, const struct saip_pin *pin)
{
	struct uicc *u = ctx;
	struct uicc_pin *p;

	/* Global keys belong to the MF, local ones to a DF or ADF. */
	if (df >= u->file_count || !uicc_is_directory(&u->files[df]) || pin->reference == 0 ||
	    is_global(pin->reference) != (u->files[df].type == SAIP_MF) ||
	    pin->max_tries > TRIES_MAX || pin->tries_left > pin->max_tries)
		return PE_INVALID_PARAMETER;
	if (pin->unblock_reference && !uicc_puk_find(u, pin->unblock_reference))
		return PE_PIN_CODE_MISSING;
	for (uint32_t i = 0; i < u->pin_count; i++) {
		if (u->pins[i].df == df && u->pins[i].reference == pin->reference)
			return PE_INVALID_PARAMETER;
	}
	if (!uicc_charge(u, sizeof(*p)))
		return PE_NOT_ENOUGH_MEMORY;
	p = uicc_add_pin(u);
	if (!p)
		return PE_MEMORY_FAILURE;
	p->df = df;
	p->reference = pin->reference;
	memcpy(p->value, pin->value, sizeof(p->value));
	p->unblock_reference = pin->unblock_reference;
	p->attributes = pin->attributes;
	p->max_tries = pin->max_tries;
	p->tries_left = pin->tries_left;
	return PE_OK;
}

static int install_shared_pins(void *ctx, saip_file_id df, saip_file_id other)
{
	struct uicc *u = ctx;

	if (df >= u->file_count || other >= u->file_count || df == other ||
	    !uicc_is_directory(&u->files[df]) || !uicc_is_directory(&u->files[other]))
		return PE_INVALID_PARAMETER;
	if (u->files[other].pins_from != UICC_NONE)
		other = u->files[other].pins_from;
	u->files[df].pins_from = other;
	return PE_OK;
}

static int install_puk(void *ctx, const struct saip_puk *puk)
{
	struct uicc *u = ctx;
	struct uicc_puk *p;

	if (puk->reference == 0 || uicc_puk_find(u, puk->reference) || puk->max_tries > TRIES_MAX ||
	    puk->tries_left > puk->max_tries)
		return PE_INVALID_PARAMETER;
	if (!uicc_charge(u, sizeof(*p)))
		return PE_NOT_ENOUGH_MEMORY;
	p = uicc_add_puk(u);
	if (!p)
		return PE_MEMORY_FAILURE;
	p->reference = puk->reference;
	memcpy(p->value, puk->value, sizeof(p->value));
	p->max_tries = puk->max_tries;
	p->tries_left = puk->tries_left;
	return PE_OK;
}

/* Sequence numbers and limits have 43 bits. */
static bool sqn_in_range(const uint8_t sqn[6])
{
	return sqn[0] <= 0x07;
}

static int check_algorithm(const struct saip_aka *aka)
{
	struct aka_params lengths = { .algorithm = aka->params.algorithm };
	size_t k_len = aka->params.k_len;

	switch (aka->params.algorithm) {
	case AKA_MILENAGE:
	case AKA_TEST:
		if (k_len != AKA_KEY_LEN)
			return PE_INVALID_PARAMETER;
		break;
	case AKA_TUAK:
		if (k_len != AKA_KEY_LEN && k_len != 2 * AKA_KEY_LEN)
			return PE_INVALID_PARAMETER;
		break;
	default:
		return PE_FEATURE_NOT_SUPPORTED;
	}
	return uicc_aka_set_options(&lengths, aka->algorithm_options, aka->keccak_rounds)
	               ? PE_OK
	               : PE_INVALID_PARAMETER;
}

static int check_aka(const struct uicc *u, const struct saip_aka *aka, uint32_t *ret_source)
{
	if (!sqn_in_range(aka->sqn_delta) || !sqn_in_range(aka->sqn_age_limit))
		return PE_INVALID_PARAMETER;
	for (int i = 0; i < SAIP_SQN_ARRAY; i++) {
		if (!sqn_in_range(aka->sqn_init[i]))
			return PE_INVALID_PARAMETER;
	}
	if (aka->mapped) {
		uint32_t adf = uicc_fs_adf_by_aid(u, aka->mapped_aid);
		const struct uicc_aka *source = adf == UICC_NONE ? NULL : uicc_aka_find(u, adf);

		if (!source)
			return PE_INVALID_PARAMETER;
		*ret_source = source->adf;
		return PE_OK;
	}
	*ret_source = UICC_NONE;
	return check_algorithm(aka);
}

static int install_aka(void *ctx, saip_file_id adf, const struct saip_aka *aka)
{
	struct uicc *u = ctx;
	uint32_t source;
	struct uicc_aka *a;
	int r;

	if (adf >= u->file_count || u->files[adf].type != SAIP_ADF || uicc_aka_find(u, adf))
		return PE_INVALID_PARAMETER;
	r = check_aka(u, aka, &source);
	if (r != PE_OK)
		return r;
	if (!uicc_charge(u, sizeof(*a)))
		return PE_NOT_ENOUGH_MEMORY;
	a = uicc_add_aka(u);
	if (!a)
		return PE_MEMORY_FAILURE;
	a->adf = adf;
	a->source = source;
	a->mapping_options = aka->mapping_options;
	uicc_sqn_set(a, aka, source == UICC_NONE ? NULL : uicc_aka_find(u, source));
	if (source != UICC_NONE)
		return PE_OK;
	a->params = aka->params;
	a->algorithm_options = aka->algorithm_options;
	a->keccak_rounds = aka->keccak_rounds;
	a->has_counter_max = aka->has_counter_max;
	memcpy(a->counter_max, aka->counter_max, sizeof(a->counter_max));
	uicc_aka_set_options(&a->params, a->algorithm_options, a->keccak_rounds);
	return PE_OK;
}

static int install_element(void *ctx, uint32_t tag, struct span whole)
{
	struct uicc *u = ctx;

	if (!uicc_charge(u, whole.len))
		return PE_NOT_ENOUGH_MEMORY;
	return uicc_add_element(u, tag, whole) ? PE_OK : PE_MEMORY_FAILURE;
}

static int install_end(void *ctx)
{
	const struct uicc *u = ctx;

	return u->has_header && u->file_count ? PE_OK : PE_INVALID_PARAMETER;
}

struct saip_sink uicc_sink(struct uicc *u)
{
	static const struct saip_sink_ops ops = {
		.header = install_header,
		.create_file = install_file,
		.write_file = install_content,
		.find_file = install_find,
		.pin = install_pin,
		.share_pins = install_shared_pins,
		.puk = install_puk,
		.aka = install_aka,
		.element = install_element,
		.end = install_end,
	};

	return (struct saip_sink){ &ops, u };
}

size_t uicc_memory(const struct uicc *u)
{
	return u->memory;
}

struct span uicc_connectivity_parameters(const struct uicc *u)
{
	for (uint32_t i = 0; i < u->element_count; i++) {
		if (u->elements[i].tag == UICC_ELEMENT_CONNECTIVITY)
			return (struct span){ u->elements[i].der, u->elements[i].len };
	}
	return (struct span){ NULL, 0 };
}

struct span uicc_iccid(const struct uicc *u)
{
	return (struct span){ u->has_header ? u->iccid : NULL,
		              u->has_header ? sizeof(u->iccid) : 0 };
}

bool uicc_has_test_keys(const struct uicc *u)
{
	static const uint8_t zero[sizeof(u->akas->params.k)] = { 0 };

	for (uint32_t i = 0; i < u->aka_count; i++) {
		const struct uicc_aka *a = &u->akas[i];

		if (a->source == UICC_NONE && a->params.algorithm != AKA_TEST &&
		    memcmp(a->params.k, zero, a->params.k_len) != 0)
			return false;
	}
	return u->aka_count > 0;
}

/*
 * Rules about access: each file's rule exists, and what the rule asks for can be verified
 * [ETSI TS 102 221 9.2, 9.5.1, 11.1.1.4.7].
 */
#include "profiles/check_internal.h"

#include "profiles/loader_internal.h"

enum {
	AM_MIN = 0x80, /* access mode DOs: 80 to 8F */
	AM_MAX = 0x8F,
	SC_USER = 0xA4,
	SC_OR = 0xA0,
	SC_AND = 0xAF,
	KEY_REFERENCE = 0x83,
	EMPTY = 0xFF,
	LOCAL = 0x80,
	UNIVERSAL_PIN = 0x11,
};

/* The EF.ARR that a file refers to: in its directory, or in one above. */
static const struct check_file *find_rules(const struct check *c, const struct check_file *f)
{
	saip_file_id at = check_is_directory(&f->file) ? (saip_file_id)(f - c->files) : f->parent;

	for (; at != SAIP_NO_FILE; at = c->files[at].parent) {
		const struct check_file *arr = check_find(c, at, f->file.arr_fid);

		if (arr)
			return arr;
	}
	return NULL;
}

/* The PINs that can be verified in a directory: its own, or of the next one above that has some. */
static uint32_t get_references(const struct check *c, saip_file_id directory)
{
	uint32_t references = c->files[0].pin_references; /* the MF's are global */

	for (; directory != SAIP_NO_FILE; directory = c->files[directory].parent) {
		const struct check_file *d = &c->files[directory];

		if (!d->has_pins)
			continue;
		if (d->pins_of != SAIP_NO_FILE)
			d = &c->files[d->pins_of];
		return references | d->pin_references;
	}
	return references;
}

static bool has_reference(const struct check *c, const struct check_file *f, uint8_t reference)
{
	saip_file_id at = check_is_directory(&f->file) ? (saip_file_id)(f - c->files) : f->parent;

	return reference == UNIVERSAL_PIN ||
	       (get_references(c, at) & saip_reference_bit(reference));
}

/* Security condition DOs, and those inside of AND and OR; false: one names a PIN that is not there. */
static bool check_condition(const struct check *c, const struct check_file *f,
                            const struct der_tlv *v, uint8_t *ret_reference)
{
	struct der_reader r = der_reader(v->value);
	struct der_tlv inner;

	if (v->tag == SC_USER) {
		if (!der_find(v->value, KEY_REFERENCE, &inner) || inner.value.len != 1)
			return true;
		*ret_reference = inner.value.ptr[0];
		return has_reference(c, f, inner.value.ptr[0]);
	}
	if (v->tag != SC_OR && v->tag != SC_AND)
		return true;
	while (der_more(&r) && der_next(&r, &inner)) {
		/* conditions in conditions are as deep as a record is long */
		if (!check_condition(c, f, &inner, ret_reference))
			return false;
	}
	return true;
}

/* One record of EF.ARR, as the file's rule. */
static void check_rule(struct check *c, const struct check_file *f, struct span record)
{
	struct der_reader r;
	uint8_t reference = 0;
	struct der_tlv v;
	size_t pairs = 0;

	while (record.len > 0 && record.ptr[record.len - 1] == EMPTY)
		record.len--;
	r = der_reader(record);
	while (der_more(&r) && der_next(&r, &v)) {
		bool mode = v.tag >= AM_MIN && v.tag <= AM_MAX;

		pairs += mode;
		if (!mode && !check_condition(c, f, &v, &reference)) {
			check_error(c, &f->place, "pin",
			            "record %u of EF.ARR asks for PIN %02X, which is not defined "
			            "here",
			            f->file.arr_record, reference);
			return;
		}
	}
	if (r.bad || pairs == 0)
		check_error(c, &f->place, "arr", "record %u of EF.ARR %s", f->file.arr_record,
		            pairs ? "is malformed" : "holds no rule");
}

static void check_file_rule(struct check *c, const struct check_file *f)
{
	const struct check_file *arr = find_rules(c, f);
	size_t length;

	if (!arr || !arr->body) {
		check_error(c, &f->place, "arr", "there is no EF.ARR %04X for it", f->file.arr_fid);
		return;
	}
	if (f->file.arr_record > arr->file.record_count) {
		check_error(c, &f->place, "arr", "EF.ARR %04X has no record %u", f->file.arr_fid,
		            f->file.arr_record);
		return;
	}
	length = arr->file.record_length;
	check_rule(c, f, (struct span){ arr->body + (f->file.arr_record - 1u) * length, length });
}

/* The PIN status template DO: references as they stand, none twice. */
static void check_pin_status(struct check *c, const struct check_file *f)
{
	for (size_t i = 0; i < f->file.pin_status_template.len; i++) {
		if (!has_reference(c, f, f->pins[i]))
			check_error(c, &f->place, "pin",
			            "pinStatusTemplateDO names PIN %02X, which is not defined here",
			            f->pins[i]);
	}
	if (f->file.pin_status_template.len == 0 && f->file.link_path.len == 0)
		check_warn(c, &f->place, "pin", "there is no pinStatusTemplateDO");
}

void check_access(struct check *c)
{
	for (size_t i = 0; i < c->file_count; i++) {
		const struct check_file *f = &c->files[i];

		check_file_rule(c, f);
		if (check_is_directory(&f->file))
			check_pin_status(c, f);
	}
}

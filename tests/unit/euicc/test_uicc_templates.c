/*
 * Every version of every template, with each of its components, through the loader into a UICC; a
 * terminal then finds each file with the attributes and the contents that its row says. What the rows
 * say is compared with an independent source elsewhere (test_templates.c)
 * [TCA SAIP 3.3 annex A; TS 102 221 11.1.1.4].
 */
#include "uicc_expect.h"

#include <stdlib.h>
#include <string.h>

#include "asn1/asn1.h"
#include "profiles/loader.h"
#include "profiles/saip_pe.h"
#include "profiles/templates.h"

enum {
	PACKAGE_MAX = 65536,
	GIVEN_LENGTH = 20, /* of a body or record where the package has to give it */
	GIVEN_RECORDS = 2,
	GIVEN_SIZE = 10,
	GIVEN_RULE = 2,
	GIVEN_FID = 0x6FA0, /* and the following ones */
	MAXIMUM_SIZE = 64,
	RULES = 14,
	DETAILS_MAX = 16,
};

/* EF.ARR of 14 records: reading is allowed always. */
#define RULE     "\x80\x01\x01\x90\x00"
#define RULES_14 RULE RULE RULE RULE RULE RULE RULE RULE RULE RULE RULE RULE RULE RULE
#define RULE_LEN 5

/* Octets that grow. */
struct bytes {
	uint8_t b[PACKAGE_MAX];
	size_t len;
};

static void put(struct bytes *to, uint32_t tag, const void *value, size_t len)
{
	const struct span v = { value, len };
	struct der_writer w = { to->b + to->len, der_size(tag, len), 0 };

	assert_true(to->len + der_size(tag, len) <= sizeof(to->b));
	der_put_tlv(&w, tag, v);
	to->len += w.len;
}

static void put_header(struct bytes *to, uint8_t identification)
{
	const uint8_t header[] = { 0x80, 0x00, 0x81, 0x01, identification };

	put(to, 0xA0, header, sizeof(header));
}

static bool is_directory(const struct saip_template_file *f)
{
	return saip_is_directory((enum saip_file_type)f->type);
}

static bool has_records(const struct saip_template_file *f)
{
	return f->type == SAIP_EF_LINEAR || f->type == SAIP_EF_CYCLIC;
}

static bool is_rules(const struct saip_template_file *f)
{
	return strncmp(f->name, "ef-arr", 6) == 0;
}

/* ---- what a file is to be: its row, and what the package says where the row says nothing ---- */

struct wanted {
	uint16_t fid;
	uint8_t arr;
	uint32_t size, length, records;
};

static struct wanted wanted_file(const struct saip_template_file *f, size_t row)
{
	struct wanted w = { .fid = f->fid ? f->fid : (uint16_t)(GIVEN_FID + row),
		            .arr = f->arr ? f->arr : GIVEN_RULE };

	if (is_directory(f) || f->type == SAIP_EF_BER_TLV)
		return w;
	if (!has_records(f)) {
		w.size = f->size ? f->size : GIVEN_SIZE;
		return w;
	}
	w.length = is_rules(f) ? RULE_LEN : f->size ? f->size : GIVEN_LENGTH;
	w.records = is_rules(f) ? RULES : f->records ? f->records : GIVEN_RECORDS;
	w.size = w.length * w.records;
	return w;
}

static void put_u16(struct bytes *to, uint32_t tag, uint32_t value)
{
	const uint8_t octets[] = { (uint8_t)(value >> 8), (uint8_t)value };

	put(to, tag, octets, sizeof(octets));
}

/* The Fcp, with no more than what has to be given. */
static void put_fcp(struct bytes *to, const struct saip_template_file *f, size_t row,
                    struct span aid)
{
	const struct wanted w = wanted_file(f, row);
	const uint8_t descriptor[] = { f->type == SAIP_EF_CYCLIC ? 0x46 : 0x42, 0x21, 0x00,
		                       (uint8_t)w.length };
	const uint8_t rule[] = { 0x6F, 0x06, w.arr };
	const uint8_t maximum[] = { 0x86, 0x01, MAXIMUM_SIZE };
	static struct bytes fcp;

	fcp.len = 0;
	if (has_records(f) && w.length != f->size)
		put(&fcp, 0x82, descriptor, sizeof(descriptor));
	if (f->fid == 0 && f->type != SAIP_ADF)
		put_u16(&fcp, 0x83, w.fid);
	if (f->type == SAIP_ADF && aid.ptr)
		put(&fcp, 0x84, aid.ptr, aid.len);
	if (f->arr == 0)
		put(&fcp, 0x8B, rule, sizeof(rule));
	if (w.size && (f->size == 0 || (has_records(f) && w.records != f->records)))
		put_u16(&fcp, 0x80, w.size);
	if (is_directory(f))
		put(&fcp, 0xC6, "", 0);
	if (f->type == SAIP_EF_BER_TLV)
		put(&fcp, 0xA5, maximum, sizeof(maximum));
	if (fcp.len > 0)
		put(to, 0xA1, fcp.b, fcp.len);
}

/* An element with all components of its template. */
static void put_element(struct bytes *to, const struct saip_template *t, uint8_t identification,
                        struct span aid)
{
	static struct bytes element, file;

	element.len = 0;
	put_header(&element, identification);
	put(&element, 0x81, t->oid.ptr, t->oid.len);
	for (size_t row = 0; row < t->count; row++) {
		file.len = 0;
		put_fcp(&file, &t->files[row], row, aid);
		if (is_rules(&t->files[row]))
			put(&file, 0x83, RULES_14, sizeof(RULES_14) - 1);
		put(&element, saip_template_component(row), file.b, file.len);
	}
	put(to, t->tag, element.b, element.len);
}

/* EF.ARR 6F06 in the MF, for directories that have none. */
static void put_common_rules(struct bytes *to)
{
	static struct bytes element, groups, group, fcp;

	element.len = groups.len = group.len = fcp.len = 0;
	put(&fcp, 0x82, "\x42\x21\x00\x05", 4);
	put(&fcp, 0x83, "\x6F\x06", 2);
	put(&fcp, 0x8B, "\x2F\x06\x01", 3);
	put_u16(&fcp, 0x80, RULES * RULE_LEN);
	put(&group, 0x62, fcp.b, fcp.len);
	put(&group, 0x81, RULES_14, sizeof(RULES_14) - 1);
	put(&groups, 0x30, group.b, group.len);
	put_header(&element, 0x50);
	put(&element, 0xA1, groups.b, groups.len);
	put(to, SAIP_PE_GENERIC_FILE_MANAGEMENT, element.b, element.len);
}

static void put_profile_header(struct bytes *to, bool iot)
{
	static struct bytes h;

	h.len = 0;
	put(&h, 0x80, "\x03", 1);
	put(&h, 0x81, "\x03", 1);
	put(&h, 0x83, "\x89\x88\x99\x97\x00\x00\x00\x00\x01\x4F", 10);
	put(&h, 0xA5, "", 0);
	put(&h, 0xA6, "", 0);
	if (iot)
		put(&h, 0xA9, "\x80\x07\x10\x02\xFF\xFF\xFF\xFF\x89", 9);
	put(to, SAIP_PE_HEADER, h.b, h.len);
}

/* ---- packages ---- */

static const uint8_t usim_aid[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };
static const uint8_t isim_aid[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04 };
static const uint8_t csim_aid[] = { 0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02 };
static const uint8_t iot_aid[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10,
	                           0x02, 0xFF, 0xFF, 0xFF, 0xFF, 0x89 };

static struct span aid_of(enum saip_template_base base)
{
	switch (base) {
	case SAIP_BASE_ISIM:
		return SPAN(isim_aid);
	case SAIP_BASE_CSIM:
		return SPAN(csim_aid);
	default:
		return SPAN(usim_aid);
	}
}

static uint32_t base_tag(const struct saip_template_pe *pe)
{
	switch ((enum saip_template_base)pe->base) {
	case SAIP_BASE_NONE:
	case SAIP_BASE_MF:
		return 0;
	case SAIP_BASE_ISIM:
		return 0xB5;
	case SAIP_BASE_CSIM:
		return 0xB9;
	default:
		return pe->tag == SAIP_TEMPLATE_OPT_IOT ? SAIP_TEMPLATE_IOT : 0xB3;
	}
}

static void make_package(struct bytes *to, const struct saip_template *t)
{
	const struct saip_template_pe *pe = saip_template_pe_find(t->tag);
	bool iot = t->tag == SAIP_TEMPLATE_IOT || t->tag == SAIP_TEMPLATE_OPT_IOT;
	uint32_t base = base_tag(pe);
	static struct bytes end;

	to->len = end.len = 0;
	put_profile_header(to, iot);
	if (!iot && pe->base != SAIP_BASE_NONE)
		put_element(to, saip_template_newest(SAIP_TEMPLATE_MF), 0x40, SPAN(usim_aid));
	if (t->tag == SAIP_TEMPLATE_IOT || pe->base == SAIP_BASE_NONE)
		put_element(to, t, 0x41, (struct span){ NULL, 0 });
	if (base == SAIP_TEMPLATE_IOT)
		put_element(to, saip_template_newest(base), 0x42, (struct span){ NULL, 0 });
	put_common_rules(to);
	if (base && base != SAIP_TEMPLATE_IOT)
		put_element(to, saip_template_newest(base), 0x43,
		            aid_of((enum saip_template_base)pe->base));
	if (pe->base != SAIP_BASE_NONE)
		put_element(to, t, 0x44, aid_of((enum saip_template_base)pe->makes));
	put_header(&end, 0x45);
	put(to, SAIP_PE_END, end.b, end.len);
}

static struct uicc *install(const struct saip_template *t)
{
	static const struct saip_capabilities all = { .services = 0x3FFFFFFF, .max_major = 3 };
	static struct bytes package;
	struct uicc *u = uicc_new(0);
	struct saip_sink sink = uicc_sink(u);
	struct saip_loader *l = saip_loader_new(&sink, &all);
	const struct saip_status *status;
	size_t n;

	assert_non_null(u);
	assert_non_null(l);
	make_package(&package, t);
	saip_loader_feed(l, (struct span){ package.b, package.len });
	if (!saip_loader_finish(l)) {
		const struct saip_position at = saip_loader_position(l);

		status = saip_loader_status(l, &n);
		fail_msg("template of %s, element %02X, %s: %d, %s", t->files[0].name,
		         (unsigned int)status[n - 1].identification, at.component,
		         status[n - 1].code, at.why);
	}
	saip_loader_free(l);
	return u;
}

/* ---- the terminal ---- */

/* Where a template's files lie: in an ADF, or below the MF. */
static void select_base(struct uicc_terminal *t, const struct saip_template *template,
                        char path[64])
{
	const struct saip_template_pe *pe = saip_template_pe_find(template->tag);
	bool iot = template->tag == SAIP_TEMPLATE_IOT || template->tag == SAIP_TEMPLATE_OPT_IOT;
	enum saip_template_base base = (enum saip_template_base)(
	        pe->makes != SAIP_BASE_NONE ? pe->makes : pe->base);
	struct span aid = iot ? SPAN(iot_aid) : aid_of(base);
	char command[64];
	int n = snprintf(command, sizeof(command), "00A4040C%02zX", aid.len);

	path[0] = '\0';
	if (base == SAIP_BASE_NONE || base == SAIP_BASE_MF)
		return;
	for (size_t i = 0; i < aid.len; i++)
		n += snprintf(command + n, sizeof(command) - (size_t)n, "%02X", aid.ptr[i]);
	assert_int_equal(terminal_send(t, command), 0x9000);
	strcpy(path, "7FFF");
}

/* Value of an item of the FCP that the last answer holds; absent: there is none. */
static struct span fcp_item(const struct uicc_terminal *t, uint32_t tag)
{
	struct der_tlv fcp, v;

	if (!der_whole((struct span){ t->data, t->len }, 0x62, &fcp) ||
	    !der_find(fcp.value, tag, &v))
		return (struct span){ NULL, 0 };
	return v.value;
}

static uint32_t number(struct span s)
{
	uint32_t v = 0;

	for (size_t i = 0; i < s.len; i++)
		v = v << 8 | s.ptr[i];
	return v;
}

static void check_fcp(const struct uicc_terminal *t, const struct saip_template_file *f,
                      const struct wanted *w)
{
	static const uint8_t descriptors[] = { 0x78, 0x78, 0x78, 0x41, 0x42, 0x46, 0x79 };
	struct span descriptor = fcp_item(t, 0x82), rule = fcp_item(t, 0x8B);
	struct span sfi = fcp_item(t, 0x88), proprietary = fcp_item(t, 0xA5);
	struct der_tlv special = { 0 };

	assert_int_equal(descriptor.ptr[0], descriptors[f->type]);
	assert_int_equal(rule.ptr[rule.len - 1], w->arr);
	assert_int_equal(number(fcp_item(t, 0x8A)), 5);
	if (f->type != SAIP_ADF)
		assert_int_equal(number(fcp_item(t, 0x83)), w->fid);
	if (is_directory(f))
		return;
	assert_int_equal(sfi.len ? sfi.ptr[0] >> 3 : 0, f->sfi);
	assert_int_equal(number(fcp_item(t, 0x80)), w->size);
	if (has_records(f)) {
		assert_int_equal(descriptor.ptr[2] << 8 | descriptor.ptr[3], w->length);
		assert_int_equal(descriptor.ptr[4], w->records);
	}
	if (f->type == SAIP_EF_BER_TLV)
		return;
	if (proprietary.ptr)
		der_find(proprietary, 0xC0, &special);
	assert_int_equal(number(special.value), f->flags & SAIP_HIGH ? 0x80 : 0);
}

/* The body, or the first record, as the template fills it. */
static void check_content(struct uicc_terminal *t, const struct saip_template_file *f,
                          const struct wanted *w)
{
	size_t length = has_records(f) ? w->length : w->size;
	char command[16];
	uint16_t sw;

	if (is_directory(f) || f->type == SAIP_EF_BER_TLV || is_rules(f))
		return;
	length = length < 255 ? length : 255;
	snprintf(command, sizeof(command), has_records(f) ? "00B20104%02zX" : "00B00000%02zX",
	         length);
	sw = terminal_send(t, command);
	if (sw != 0x9000)
		fail_msg("%s: %04X", f->name, sw);
	assert_int_equal(t->len, length);
	for (size_t i = 0; i < length; i++) {
		size_t at = i < f->fill.len          ? i
		            : f->flags & SAIP_REPEAT ? i % f->fill.len
		                                     : f->fill.len - 1;
		uint8_t octet = f->fill.ptr ? f->fill.ptr[at] : 0xFF;

		if (t->data[i] != octet)
			fail_msg("%s: octet %zu is %02X instead of %02X", f->name, i, t->data[i],
			         octet);
	}
}

static void check_file(struct uicc_terminal *t, const struct saip_template_file *f,
                       const struct wanted *w, const char *path)
{
	char command[80];
	uint16_t sw;

	if (f->type == SAIP_MF)
		snprintf(command, sizeof(command), "00A40004023F00");
	else
		snprintf(command, sizeof(command), "00A40804%02zX%s", strlen(path) / 2, path);
	sw = terminal_send(t, command);
	if (sw != 0x9000)
		fail_msg("%s, %s: %04X", f->name, command, sw);
	check_fcp(t, f, w);
	check_content(t, f, w);
}

static size_t check_template(const struct saip_template *template)
{
	struct uicc *u = install(template);
	char base[64], directory[64], path[64];
	struct uicc_terminal t;

	terminal_init(&t, u);
	select_base(&t, template, base);
	strcpy(directory, base);
	for (size_t row = 0; row < template->count; row++) {
		const struct saip_template_file *f = &template->files[row];
		const struct wanted w = wanted_file(f, row);

		if (f->type == SAIP_MF || f->type == SAIP_ADF) {
			/* the root of what follows */
			strcpy(directory, f->type == SAIP_MF ? "" : "7FFF");
			strcpy(base, directory);
			snprintf(path, sizeof(path), "7FFF");
		} else if (is_directory(f)) {
			snprintf(directory, sizeof(directory), "%.40s%04X", base, w.fid);
			strcpy(path, directory);
			if (row == 0)
				strcpy(base, directory);
		} else {
			snprintf(path, sizeof(path), "%.40s%04X", directory, w.fid);
		}
		check_file(&t, f, &w, path);
	}
	uicc_free(u);
	return template->count;
}

static void test_templates(void **state)
{
	size_t files = 0;

	(void)state;
	for (const struct saip_template *t = saip_templates; t->files; t++)
		files += check_template(t);
	assert_true(files > 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_templates),
	};

	return cmocka_run_group_tests_name("uicc-templates", tests, NULL, NULL);
}

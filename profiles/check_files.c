/*
 * Rules about files: content that the templates leave to the package, sizes that the specifications
 * fix, and EF.DIR [TCA Interoperable Profile Package 3.3 annex A; ETSI TS 102 221 13; TS 31.102 4].
 */
#include "profiles/check_internal.h"

#include "profiles/loader_internal.h"

#include <stdlib.h>

enum { FID_DIR = 0x2F00, FID_IMSI = 0x6F07, DIR_TEMPLATE = 0x61, DIR_AID = 0x4F };

/* Lengths of the body, or of a record. */
struct known_size {
	uint16_t fid;
	uint32_t parent_tag; /* element that makes the ADF; 0: below the MF */
	uint16_t min, max;   /* max 0: any */
};

static const struct known_size known_sizes[] = {
	{ 0x2F05, 0, 2, 0 },        /* EF.PL */
	{ 0x2FE2, 0, 10, 10 },      /* EF.ICCID */
	{ 0x2F08, 0, 5, 0 },        /* EF.UMPC */
	{ 0x6F05, 0xB3, 2, 0 },     /* EF.LI */
	{ 0x6F07, 0xB3, 9, 9 },     /* EF.IMSI */
	{ 0x6F08, 0xB3, 33, 33 },   /* EF.Keys */
	{ 0x6F09, 0xB3, 33, 33 },   /* EF.KeysPS */
	{ 0x6F31, 0xB3, 1, 1 },     /* EF.HPPLMN */
	{ 0x6F3C, 0xB3, 176, 176 }, /* EF.SMS */
	{ 0x6F40, 0xB3, 14, 0 },    /* EF.MSISDN */
	{ 0x6F42, 0xB3, 28, 0 },    /* EF.SMSP */
	{ 0x6F46, 0xB3, 17, 17 },   /* EF.SPN */
	{ 0x6F5B, 0xB3, 6, 6 },     /* EF.START-HFN */
	{ 0x6F5C, 0xB3, 3, 3 },     /* EF.THRESHOLD */
	{ 0x6F73, 0xB3, 14, 14 },   /* EF.PSLOCI */
	{ 0x6F78, 0xB3, 2, 2 },     /* EF.ACC */
	{ 0x6F7E, 0xB3, 11, 11 },   /* EF.LOCI */
	{ 0x6FAD, 0xB3, 4, 0 },     /* EF.AD */
	{ 0x6FE3, 0xB3, 18, 18 },   /* EF.EPSLOCI */
	{ 0x6FAD, 0xB5, 3, 0 },     /* EF.AD of the ISIM */
};

static void check_content(struct check *c, const struct check_file *f)
{
	const struct saip_template_file *row = check_row(f);

	/* a BER-TLV file without objects is complete */
	if (row && (row->flags & SAIP_GIVEN) && !f->filled && f->file.type != SAIP_EF_BER_TLV)
		check_warn(c, &f->place, "content",
		           "the template wants the package to give content");
}

static void check_size(struct check *c, const struct check_file *f)
{
	const struct check_file *parent = &c->files[f->parent];
	uint32_t tag = parent->file.type == SAIP_ADF ? parent->place.tag : 0;
	uint32_t size = f->file.record_length ? f->file.record_length : f->file.size;

	if (parent->file.type == SAIP_DF || !f->body)
		return;
	for (size_t i = 0; i < A_COUNT(known_sizes); i++) {
		const struct known_size *k = &known_sizes[i];

		if (k->fid != f->file.fid || k->parent_tag != tag)
			continue;
		if (size < k->min || (k->max && size > k->max))
			check_error(c, &f->place, "size", "%u octets, but it takes %s%u",
			            (unsigned int)size, k->max ? "" : "at least ",
			            (unsigned int)k->min);
	}
}

/* The AID in a record of EF.DIR; absent: there is none. */
static struct span get_dir_aid(struct span record)
{
	struct der_reader r = der_reader(record);
	struct der_tlv application, aid;

	if (!der_take(&r, DIR_TEMPLATE, &application) ||
	    !der_find(application.value, DIR_AID, &aid))
		return (struct span){ NULL, 0 };
	return aid.value;
}

static struct span get_aid(const struct check_file *f)
{
	return (struct span){ f->aid, f->file.aid.len };
}

/* True if an AID is that of an ADF. */
static bool has_adf(const struct check *c, struct span aid)
{
	for (size_t i = 0; i < c->file_count; i++) {
		if (c->files[i].file.type == SAIP_ADF && span_equal(get_aid(&c->files[i]), aid))
			return true;
	}
	return false;
}

/* EF.DIR lists the NAAs of the profile, and nothing else. */
static void check_dir(struct check *c, const struct check_file *dir)
{
	size_t length = dir->file.record_length;

	for (size_t i = 0; length && i < dir->file.record_count; i++) {
		struct span aid = get_dir_aid((struct span){ dir->body + i * length, length });

		if (aid.ptr && !has_adf(c, aid))
			check_warn(c, &dir->place, "dir", "record %zu names an AID without an ADF",
			           i + 1);
	}
	for (size_t i = 0; i < c->file_count; i++) {
		const struct check_file *f = &c->files[i];
		bool found = f->file.type != SAIP_ADF;

		for (size_t k = 0; length && k < dir->file.record_count; k++) {
			struct span record = { dir->body + k * length, length };

			found = found || span_equal(get_dir_aid(record), get_aid(f));
		}
		if (!found)
			check_warn(c, &f->place, "dir", "EF.DIR does not list this AID");
	}
}

/* EF.IMSI: length, parity, 6 to 15 digits, and F to the end [TS 31.102 4.2.2]. */
static bool is_imsi(const uint8_t *body, size_t size)
{
	enum { ODD = 0x09, EVEN = 0x01, DIGITS_MIN = 6, DIGITS_MAX = 15 };
	size_t digits = 0;

	if (size < 2 || body[0] < 1 || body[0] >= size)
		return false;
	while (digits < 2 * (size - 1) - 1) {
		size_t at = digits + 1;
		uint8_t digit = at % 2 ? body[1 + at / 2] >> 4 : body[1 + at / 2] & 0x0F;

		if (digit > 9)
			break;
		digits++;
	}
	for (size_t at = digits + 1; at < 2 * (size - 1); at++) {
		if ((at % 2 ? body[1 + at / 2] >> 4 : body[1 + at / 2] & 0x0F) != 0x0F)
			return false;
	}
	return digits >= DIGITS_MIN && digits <= DIGITS_MAX && body[0] == 1 + digits / 2 &&
	       (body[1] & 0x0F) == (digits % 2 ? ODD : EVEN);
}

static void check_imsi(struct check *c, const struct check_file *f)
{
	const struct saip_naa *naa = check_naa_of(&c->files[f->parent]);

	if (f->file.fid == FID_IMSI && f->body && f->filled && naa && naa->base == SAIP_BASE_USIM &&
	    !is_imsi(f->body, f->file.size))
		check_error(c, &f->place, "imsi",
		            "not 6 to 15 digits with their length and parity");
}

/* A short id that an EF before it has: selecting it by that gives the other one. */
static void check_sfi(struct check *c, const struct check_file *f)
{
	for (const struct check_file *g = c->files; f->file.sfi && g < f; g++) {
		if (g->parent != f->parent || check_is_directory(&g->file) ||
		    g->file.sfi != f->file.sfi)
			continue;
		check_error(c, &f->place, "sfi", "EF %04X has the short id %02X too", g->file.fid,
		            g->file.sfi);
		return;
	}
}

void check_files(struct check *c)
{
	const struct check_file *dir = check_find(c, 0, FID_DIR);

	for (size_t i = 0; i < c->file_count; i++) {
		if (check_is_directory(&c->files[i].file))
			continue;
		check_content(c, &c->files[i]);
		check_size(c, &c->files[i]);
		check_imsi(c, &c->files[i]);
		check_sfi(c, &c->files[i]);
	}
	if (dir && dir->body)
		check_dir(c, dir);
}

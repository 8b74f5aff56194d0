/*
 * Access rules: EF.ARR records in expanded format [TS 102 221 9.2.4, 9.2.5, ISO 7816-4 5.4.3.3].
 */
#include "uicc_fs.h"

#include <string.h>

enum {
	TAG_AM_BYTE = 0x80, /* first of the access mode data objects, 80 to 8F */
	TAG_AM_INS = 0x84,  /* access mode: list of INS codes */
	TAG_AM_LAST = 0x8F,
	TAG_SC_ALWAYS = 0x90,
	TAG_SC_NEVER = 0x97,
	TAG_SC_OR = 0xA0,
	TAG_SC_CRT = 0xA4,
	TAG_SC_AND = 0xAF,
	TAG_KEY_REFERENCE = 0x83,
	TAG_USAGE = 0x95,
	USAGE_PIN = 0x08, /* user authentication, knowledge based */
	NESTING_MAX = 4,
};

struct condition {
	const struct uicc *u;
	uint32_t df;                      /* where local key references are looked up */
	const struct uicc_domain *domain; /* of remote management, NULL: the terminal asks */
};

/* A record is padded with FF (or 00), which is no tag. */
static bool next_object(struct der_reader *r, struct der_tlv *ret_tlv)
{
	return der_more(r) && *r->p != 0xFF && *r->p != 0x00 && der_next(r, ret_tlv);
}

static bool domain_grants(const struct uicc_domain *d, uint8_t reference)
{
	enum { ADM_FIRST = 0x0A, ADM_LAST = 0x0E };

	if (d->kind == UICC_DOMAIN_ALL)
		return true;
	return reference >= ADM_FIRST && reference <= ADM_LAST &&
	       (d->keys & 1U << (reference - ADM_FIRST));
}

static bool key_is_verified(const struct condition *c, struct span crt)
{
	struct der_tlv key, usage;

	if (!der_find(crt, TAG_KEY_REFERENCE, &key) || key.value.len != 1 ||
	    !der_find(crt, TAG_USAGE, &usage) || usage.value.len != 1 ||
	    !(usage.value.ptr[0] & USAGE_PIN))
		return false;
	return (c->domain && domain_grants(c->domain, key.value.ptr[0])) ||
	       uicc_pin_satisfied(c->u, c->df, key.value.ptr[0]);
}

static bool holds(const struct condition *c, const struct der_tlv *sc, unsigned int depth);

/* How many of the conditions in a template hold; all of them if *ret_all. */
static size_t count_holding(const struct condition *c, struct span list, unsigned int depth,
                            bool *ret_all)
{
	struct der_reader r = der_reader(list);
	struct der_tlv sc;
	size_t holding = 0, n = 0;

	while (der_next(&r, &sc)) {
		n++;
		holding += holds(c, &sc, depth);
	}
	*ret_all = n > 0 && holding == n;
	return holding;
}

static bool holds(const struct condition *c, const struct der_tlv *sc, unsigned int depth)
{
	bool all;

	if (depth == NESTING_MAX)
		return false;
	switch (sc->tag) {
	case TAG_SC_ALWAYS:
		return true;
	case TAG_SC_CRT:
		return key_is_verified(c, sc->value);
	case TAG_SC_OR:
		return count_holding(c, sc->value, depth + 1, &all) > 0;
	case TAG_SC_AND:
		count_holding(c, sc->value, depth + 1, &all);
		return all;
	case TAG_SC_NEVER:
	default:
		return false;
	}
}

static bool mode_covers(const struct der_tlv *am, enum uicc_access access)
{
	if (am->tag == TAG_AM_BYTE)
		return access <= 0xFF && am->value.len == 1 && (am->value.ptr[0] & access);
	return am->tag == TAG_AM_INS && access > 0xFF &&
	       memchr(am->value.ptr, access & 0xFF, am->value.len) != NULL;
}

/* A rule is an access mode followed by its conditions; one that covers it and holds is enough. */
static bool rules_allow(const struct condition *c, struct span record, enum uicc_access access)
{
	struct der_reader r = der_reader(record);
	struct der_tlv object;
	bool covered = false, conditions = false, holding = false;

	while (next_object(&r, &object)) {
		if (object.tag >= TAG_AM_BYTE && object.tag <= TAG_AM_LAST) {
			if (covered && conditions && holding)
				return true;
			covered = mode_covers(&object, access);
			conditions = false;
			holding = true;
		} else {
			conditions = true;
			holding = holding && covered && holds(c, &object, 0);
		}
	}
	return covered && conditions && holding && !r.bad;
}

/* EF.ARR is searched for in the file's directory and then upwards [TS 102 221 9.2.7]. */
static struct span find_record(const struct uicc *u, const struct uicc_file *f, uint32_t start)
{
	for (uint32_t df = start; df != UICC_NONE; df = u->files[df].parent) {
		uint32_t id = uicc_fs_child(u, df, f->arr_fid, false);
		const struct uicc_file *arr = id == UICC_NONE ? NULL : &u->files[id];

		if (!arr || arr->type != SAIP_EF_LINEAR)
			continue;
		if (f->arr_record > arr->record_count)
			break;
		return (struct span){ uicc_file_body(u, id).ptr +
			                      (size_t)(f->arr_record - 1) * arr->record_length,
			              arr->record_length };
	}
	return (struct span){ NULL, 0 };
}

static uint8_t key_level(struct span crt)
{
	struct der_tlv key;

	if (!der_find(crt, TAG_KEY_REFERENCE, &key) || key.value.len != 1)
		return UICC_LEVEL_NEVER;
	if ((key.value.ptr[0] & 0x7F) > 0x08)
		return UICC_LEVEL_ADM;
	return key.value.ptr[0] & 0x80 ? UICC_LEVEL_CHV2 : UICC_LEVEL_CHV1;
}

/* OR: the lowest level inside; AND: the highest. */
static uint8_t condition_level(const struct der_tlv *sc, unsigned int depth)
{
	struct der_reader r = der_reader(sc->value);
	bool any = sc->tag == TAG_SC_OR;
	uint8_t level = any ? UICC_LEVEL_NEVER : UICC_LEVEL_ALWAYS;
	struct der_tlv inner;

	if (sc->tag == TAG_SC_ALWAYS)
		return UICC_LEVEL_ALWAYS;
	if (sc->tag == TAG_SC_CRT)
		return key_level(sc->value);
	if ((sc->tag != TAG_SC_OR && sc->tag != TAG_SC_AND) || depth == NESTING_MAX)
		return UICC_LEVEL_NEVER;
	while (der_next(&r, &inner)) {
		uint8_t one = condition_level(&inner, depth + 1);

		if (any ? one < level : one > level)
			level = one;
	}
	return level;
}

uint8_t uicc_access_level(const struct uicc *u, uint32_t file, enum uicc_access access)
{
	const struct uicc_file *f = &u->files[file];
	struct der_reader r = der_reader(find_record(u, f, f->parent));
	uint8_t level = UICC_LEVEL_NEVER;
	struct der_tlv object;
	bool covered = false;

	while (f->arr_record && next_object(&r, &object)) {
		uint8_t one;

		if (object.tag >= TAG_AM_BYTE && object.tag <= TAG_AM_LAST) {
			covered = mode_covers(&object, access);
			continue;
		}
		one = condition_level(&object, 0);
		if (covered && one < level)
			level = one;
	}
	return level;
}

bool uicc_access_allowed(const struct uicc *u, uint32_t df, uint32_t file, enum uicc_access access)
{
	const struct uicc_file *f = &u->files[file];
	const struct condition c = { u, df, uicc_remote_domain(u, file) };
	uint32_t start = f->parent == UICC_NONE ? file : f->parent;

	if (c.domain && c.domain->kind == UICC_DOMAIN_NONE)
		return false;
	return f->arr_record && rules_allow(&c, find_record(u, f, start), access);
}

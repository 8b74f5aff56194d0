/*
 * Directories and applications of the package, as far as later elements depend on them: which one
 * pinCodes and akaParameter are for, and whether the PINs that a directory lists exist
 * [TCA Interoperable Profile Package 3.3, PE-PINCodes, PE-AKAParameter; PINs: ETSI TS 102 221 9.5.1;
 * AIDs: ETSI TS 101 220 annex E].
 */
#include "profiles/loader_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
	UNIVERSAL_PIN = 0x11, /* pinCodes has no name for it: it is not asked for here */
	UNKNOWN_PIN = 1,      /* in a mask: a reference that is none */
	FIRST_DIRECTORIES = 16,
};

static const struct saip_naa naas[] = {
	{ SAIP_BASE_USIM,
	  SAIP_USIM,
	  SAIP_MULTIPLE_USIM,
	  { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 } },
	{ SAIP_BASE_ISIM,
	  SAIP_ISIM,
	  SAIP_MULTIPLE_ISIM,
	  { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04 } },
	{ SAIP_BASE_CSIM,
	  SAIP_CSIM,
	  SAIP_MULTIPLE_CSIM,
	  { 0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02 } },
};

const struct saip_naa *saip_naa_find(enum saip_template_base base)
{
	for (size_t i = 0; i < A_COUNT(naas); i++) {
		if (naas[i].base == base)
			return &naas[i];
	}
	return NULL;
}

const struct saip_naa *saip_naa_by_aid(struct span aid)
{
	for (size_t i = 0; i < A_COUNT(naas); i++) {
		if (aid.len >= sizeof(naas[i].aid) &&
		    memcmp(aid.ptr, naas[i].aid, sizeof(naas[i].aid)) == 0)
			return &naas[i];
	}
	return NULL;
}

int saip_check_naa(struct saip_loader *l, const struct saip_naa *naa, bool another)
{
	if (!saip_supports(l, naa->service))
		return saip_refuse(l, PE_NOT_SUPPORTED, "the card has no such application");
	if ((another || l->adf[naa->base] != SAIP_NO_FILE) && !saip_supports(l, naa->multiple))
		return saip_refuse(l, PE_FEATURE_NOT_SUPPORTED,
		                   "the card takes one application of a kind");
	return PE_OK;
}

void saip_note_naa(struct saip_loader *l, enum saip_template_base base, saip_file_id adf)
{
	l->adf[base] = l->adf[SAIP_BASE_NAA] = adf;
	if (base != SAIP_BASE_CSIM)
		l->aka = adf;
}

void saip_skip_naa(struct saip_loader *l, enum saip_template_base base)
{
	l->adf[base] = l->adf[SAIP_BASE_NAA] = SAIP_NO_FILE;
	l->skipped |= UINT32_C(1) << base | UINT32_C(1) << SAIP_BASE_NAA;
	if (base != SAIP_BASE_CSIM) {
		l->aka = SAIP_NO_FILE;
		l->aka_skipped = true;
	}
}

void saip_skip_adf(struct saip_loader *l, const struct saip_fcp *fcp)
{
	if (fcp->df_name.ptr) /* a name that is taken stays what it is */
		saip_name_add(l, SAIP_NAME_SKIPPED, fcp->df_name);
	if (fcp->file_id.ptr && l->skipped_count < SAIP_SKIPPED)
		l->skipped_fids[l->skipped_count++] = (uint16_t)(fcp->file_id.ptr[0] << 8 |
		                                                 fcp->file_id.ptr[1]);
}

void saip_skip_directory(struct saip_loader *l)
{
	l->current = SAIP_NO_FILE;
	l->current_skipped = true;
}

/* The PINs that a directory lists, as a mask. */
static uint32_t listed_pins(struct span pin_status_template)
{
	uint32_t listed = 0;

	for (size_t i = 0; i < pin_status_template.len; i++) {
		uint8_t reference = pin_status_template.ptr[i];
		uint32_t bit = saip_reference_bit(reference);

		if (reference != UNIVERSAL_PIN)
			listed |= bit ? bit : UNKNOWN_PIN;
	}
	return listed;
}

/* Makes room for one more. */
static bool reserve(struct saip_loader *l)
{
	size_t cap = l->directory_cap ? 2 * l->directory_cap : FIRST_DIRECTORIES;
	struct saip_directory *directories;

	if (l->directory_count < l->directory_cap)
		return true;
	directories = realloc(l->directories, cap * sizeof(*directories));
	if (!directories)
		return false;
	l->directories = directories;
	l->directory_cap = cap;
	return true;
}

int saip_note_directory(struct saip_loader *l, saip_file_id id, saip_file_id parent,
                        struct span pin_status_template)
{
	const struct saip_directory *above;
	size_t place = l->directory_count;

	if (!reserve(l))
		return saip_refuse(l, PE_MEMORY_FAILURE, "no memory");
	above = saip_directory(l, parent);
	l->directories[l->directory_count++] = (struct saip_directory){
		.id = id,
		.parent = above ? (size_t)(above - l->directories) : place,
		.pins_of = place,
		.listed = listed_pins(pin_status_template),
		.identification = l->identification,
	};
	if (!l->has_directory) {
		l->current = id;
		l->current_skipped = false;
	}
	l->has_directory = true;
	return PE_OK;
}

struct saip_directory *saip_directory(const struct saip_loader *l, saip_file_id id)
{
	for (size_t i = l->directory_count; i > 0; i--) { /* mostly it is one of the last */
		if (l->directories[i - 1].id == id)
			return &l->directories[i - 1];
	}
	return NULL;
}

/* The PINs that can be verified in a directory: global ones of the MF, local ones here and above. */
static uint32_t defined_pins(const struct saip_loader *l, const struct saip_directory *at)
{
	const struct saip_directory *all = l->directories;
	uint32_t defined = all[0].defined & SAIP_GLOBAL_PINS;

	while (at != all) {
		defined |= all[at->pins_of].defined & SAIP_LOCAL_PINS;
		at = &all[at->parent];
	}
	return defined;
}

int saip_check_pins(struct saip_loader *l)
{
	for (size_t i = 0; i < l->directory_count; i++) {
		struct saip_directory *d = &l->directories[i];
		uint32_t missing = d->listed & ~defined_pins(l, d);
		int code = missing ? saip_default_pins(l, d, &missing) : PE_OK;

		if (code == PE_OK && missing)
			code = saip_refuse(l, PE_PIN_CODE_MISSING,
			                   "a PIN of its pinStatusTemplateDO is not defined");
		if (code != PE_OK) {
			l->identification = d->identification;
			return code;
		}
	}
	return PE_OK;
}

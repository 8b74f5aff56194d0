/*
 * Rules about network access applications: their names, their keys, SUCI calculation, and who may
 * manage the profile [TCA Interoperable Profile Package 3.3; TS 31.102 4.4.11.8].
 */
#include "profiles/check_internal.h"

#include "profiles/loader_internal.h"

enum {
	FID_DF_5GS = 0x5FC0,
	FID_SUCI_INFO_5GS = 0x4F07,
	FID_DF_SAIP = 0x5FD0,
	FID_SUCI_INFO_SAIP = 0x4F01,
	SCHEMES = 0xA0,
	KEYS = 0xA1,
	KEY_ID = 0x80,
	KEY = 0x81,
	PROFILE_A = 1,
	PROFILE_B = 2,
	KEY_A_LEN = 32,
	KEY_B_COMPRESSED = 33,
	KEY_B_LEN = 65,
};

const struct saip_naa *check_naa_of(const struct check_file *f)
{
	const struct saip_template_pe *pe = saip_template_pe_find(f->place.tag);

	if (f->file.type != SAIP_ADF)
		return NULL;
	return pe ? saip_naa_find((enum saip_template_base)pe->makes)
	          : saip_naa_by_aid((struct span){ f->aid, f->file.aid.len });
}

static void check_naa(struct check *c, const struct check_file *f)
{
	const struct saip_naa *naa = check_naa_of(f);
	struct span start = { f->aid, sizeof(naa->aid) };

	if (!naa)
		return;
	if (!f->has_aka)
		check_error(c, &f->place, "aka", "no %s for this NAA",
		            naa->base == SAIP_BASE_CSIM ? "cdmaParameter" : "akaParameter");
	if (!span_equal(start, SPAN(naa->aid)))
		check_warn(c, &f->place, "aid", "the AID is not one of %s",
		           check_element_name(f->place.tag));
}

/* True if the key list has a key at this index, of a length that fits the scheme. */
static bool has_key(struct span keys, uint8_t index, uint8_t scheme)
{
	struct der_reader r = der_reader(keys);
	struct der_tlv id, key;

	for (uint8_t i = 1; der_take(&r, KEY_ID, &id) && der_take(&r, KEY, &key); i++) {
		if (i == index)
			return scheme == PROFILE_A ? key.value.len == KEY_A_LEN
			                           : key.value.len == KEY_B_COMPRESSED ||
			                                     key.value.len == KEY_B_LEN;
	}
	return false;
}

/* EF.SUCI_Calc_Info: pairs of scheme and key index, and the keys. */
static void check_suci_info(struct check *c, const struct check_file *f, bool on_card)
{
	struct der_reader r;
	struct der_tlv schemes, keys = { 0 };

	if (!f || !f->body || f->body[0] == 0xFF)
		return;
	r = der_reader((struct span){ f->body, f->file.size });
	if (!der_take(&r, SCHEMES, &schemes) || schemes.value.len % 2) {
		check_error(c, &f->place, "suci", "no list of protection schemes");
		return;
	}
	der_take(&r, KEYS, &keys);
	for (size_t i = 0; i < schemes.value.len; i += 2) {
		uint8_t scheme = schemes.value.ptr[i];
		uint8_t index = schemes.value.ptr[i + 1];

		if (scheme != PROFILE_A && scheme != PROFILE_B)
			continue;
		if (on_card)
			check_use(c,
			          scheme == PROFILE_A ? SAIP_PROFILE_A_X25519 : SAIP_PROFILE_B_P256,
			          &f->place);
		if (!has_key(keys.value, index, scheme))
			check_error(c, &f->place, "suci", "no key %u that fits scheme %u", index,
			            scheme);
	}
}

static void check_suci(struct check *c, saip_file_id adf)
{
	const struct check_file *df = check_find(c, adf, FID_DF_5GS);

	if (df)
		check_suci_info(c, check_find(c, (saip_file_id)(df - c->files), FID_SUCI_INFO_5GS),
		                false);
	df = check_find(c, adf, FID_DF_SAIP);
	if (df)
		check_suci_info(c, check_find(c, (saip_file_id)(df - c->files), FID_SUCI_INFO_SAIP),
		                true);
}

void check_naas(struct check *c)
{
	for (size_t i = 0; i < c->file_count; i++) {
		if (c->files[i].file.type != SAIP_ADF)
			continue;
		check_naa(c, &c->files[i]);
		check_suci(c, (saip_file_id)i);
	}
	if (!c->has_domain)
		check_warn(c, NULL, "mno-sd",
		           "no securityDomain: the operator cannot manage the profile");
}

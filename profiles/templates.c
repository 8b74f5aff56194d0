/*
 * Which templates exist, and how they are found [TCA Interoperable Profile Package 3.3, annex A and
 * PEDefinitions].
 */
#include "profiles/saip_pe.h"
#include "profiles/templates_rows.h"

/* Every template's identifier is 2.23.143.1.2.<template>[.<version>]. */
#define OID(tail) FILL("\x67\x81\x0F\x01\x02" tail)

#define ROWS(table)          saip_files_##table, A_COUNT(saip_files_##table)
#define FIRST_ROWS(table, n) saip_files_##table, n

/* clang-format off */
const struct saip_template saip_templates[] = {
	{ OID("\x01"),     0xB0,   ROWS(mf),                 true },
	{ OID("\x02"),     0xB1,   ROWS(cd),                 false },
	{ OID("\x03"),     0xB2,   FIRST_ROWS(telecom, 38),  false },
	{ OID("\x03\x02"), 0xB2,   ROWS(telecom),            false },
	{ OID("\x04"),     0xB3,   ROWS(usim_v1),            true },
	{ OID("\x04\x02"), 0xB3,   ROWS(usim),               true },
	{ OID("\x05"),     0xB4,   FIRST_ROWS(opt_usim, 74), false },
	{ OID("\x05\x02"), 0xB4,   FIRST_ROWS(opt_usim, 85), false },
	{ OID("\x05\x03"), 0xB4,   ROWS(opt_usim),           false },
	{ OID("\x08"),     0xB5,   ROWS(isim),               true },
	{ OID("\x09"),     0xB6,   FIRST_ROWS(opt_isim, 9),  false },
	{ OID("\x09\x02"), 0xB6,   ROWS(opt_isim),           false },
	{ OID("\x06"),     0xB7,   ROWS(phonebook),          false },
	{ OID("\x07"),     0xB8,   ROWS(gsm_access),         false },
	{ OID("\x0A"),     0xB9,   ROWS(csim),               true },
	{ OID("\x0A\x02"), 0xB9,   ROWS(csim),               true },
	{ OID("\x0B"),     0xBA,   ROWS(opt_csim),           false },
	{ OID("\x0B\x02"), 0xBA,   ROWS(opt_csim),           false },
	{ OID("\x0C"),     0xBB,   ROWS(eap),                false },
	{ OID("\x0D"),     0xBC,   FIRST_ROWS(5gs_v2, 11),   false },
	{ OID("\x0D\x02"), 0xBC,   ROWS(5gs_v2),             false },
	{ OID("\x0D\x03"), 0xBC,   ROWS(5gs_v3),             false },
	{ OID("\x0D\x04"), 0xBC,   ROWS(5gs),                false },
	{ OID("\x0E"),     0xBD,   ROWS(saip),               false },
	{ OID("\x0F"),     0xBE,   ROWS(snpn),               false },
	{ OID("\x10"),     0xBF1F, ROWS(5gprose),            false },
	{ OID("\x11"),     0xBF20, ROWS(iot),                true },
	{ OID("\x12"),     0xBF21, ROWS(opt_iot),            false },
	{ NONE, 0, NULL, 0, false },
};

const struct saip_template_pe saip_template_pes[] = {
	{ 0xB0, "mf", "mf-header", SAIP_BASE_NONE, SAIP_BASE_NONE, SAIP_SERVICES, false },
	{ 0xB1, "cd", "cd-header", SAIP_BASE_MF, SAIP_BASE_NONE, SAIP_SERVICES, false },
	{ 0xB2, "telecom", "telecom-header", SAIP_BASE_MF, SAIP_BASE_NONE, SAIP_SERVICES, false },
	{ 0xB3, "usim", "usim-header", SAIP_BASE_MF, SAIP_BASE_USIM, SAIP_USIM, true },
	{ 0xB4, "opt-usim", "optusim-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM, true },
	{ 0xB5, "isim", "isim-header", SAIP_BASE_MF, SAIP_BASE_ISIM, SAIP_ISIM, true },
	{ 0xB6, "opt-isim", "optisim-header", SAIP_BASE_ISIM, SAIP_BASE_NONE, SAIP_ISIM, true },
	{ 0xB7, "phonebook", "phonebook-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM, true },
	{ 0xB8, "gsm-access", "gsm-access-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM,
	  true },
	{ 0xB9, "csim", "csim-header", SAIP_BASE_MF, SAIP_BASE_CSIM, SAIP_CSIM, true },
	{ 0xBA, "opt-csim", "optcsim-header", SAIP_BASE_CSIM, SAIP_BASE_NONE, SAIP_CSIM, true },
	{ 0xBB, "eap", "eap-header", SAIP_BASE_NAA, SAIP_BASE_NONE, SAIP_EAP, true },
	{ 0xBC, "df-5gs", "df-5gs-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM, true },
	{ 0xBD, "df-saip", "df-saip-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM, true },
	{ 0xBE, "df-snpn", "df-snpn-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM, true },
	{ 0xBF1F, "df-5gprose", "df-5g-prose-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM,
	  true },
	{ 0xBF20, "iot", "iot-header", SAIP_BASE_NONE, SAIP_BASE_USIM, SAIP_USIM, false },
	{ 0xBF21, "opt-iot", "optiot-header", SAIP_BASE_USIM, SAIP_BASE_NONE, SAIP_USIM, false },
	{ 0, NULL, NULL, 0, 0, 0, false },
};
/* clang-format on */

const struct saip_template_pe *saip_template_pe_find(uint32_t tag)
{
	for (const struct saip_template_pe *pe = saip_template_pes; pe->name; pe++) {
		if (pe->tag == tag)
			return pe;
	}
	return NULL;
}

const struct saip_template *saip_template_find(struct span oid)
{
	for (const struct saip_template *t = saip_templates; t->files; t++) {
		if (span_equal(t->oid, oid))
			return t;
	}
	return NULL;
}

const struct saip_template *saip_template_newest(uint32_t tag)
{
	const struct saip_template *newest = NULL;

	for (const struct saip_template *t = saip_templates; t->files; t++) {
		if (t->tag == tag)
			newest = t;
	}
	return newest;
}

uint32_t saip_template_component(size_t row)
{
	uint32_t number = (uint32_t)row + 2;

	return number < 31 ? 0xA0 | number : 0xBF00 | number;
}

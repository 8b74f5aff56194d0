/*
 * GET IDENTITY: the SUCI, calculated on the card [TS 31.102 4.4.11.8, 4.4.11.11, 4.4.12.2, 7.5,
 * TS 24.501 9.11.3.4, TS 23.003 28.7.3, TS 33.501 C.3].
 */
#include "uicc_cmd.h"

#include "crypto/suci.h"

#include <string.h>

enum {
	FID_IMSI = 0x6F07,
	FID_AD = 0x6FAD,
	FID_DF_5GS = 0x5FC0,
	FID_SUPI_NAI = 0x4F09,
	FID_ROUTING_INDICATOR = 0x4F0A,
	FID_DF_SAIP = 0x5FD0,
	FID_SUCI_CALC_INFO = 0x4F01,

	SERVICE_SUCI = 124,
	SERVICE_SUCI_ON_CARD = 125,
	SERVICE_SUPI_NAI = 130,

	CONTEXT_SUCI = 0x01, /* P2; 02 would be non-seamless WLAN offload */
	TAG_SUCI = 0xA1,
	TAG_SCHEMES = 0xA0,
	TAG_KEYS = 0xA1,
	TAG_KEY_ID = 0x80,
	TAG_KEY = 0x81,
	TAG_NETWORK_SPECIFIC = 0x80, /* in EF.SUPI_NAI */

	TYPE_IMSI = 0x01, /* octet 4 of the 5GS mobile identity: SUPI format, SUCI */
	TYPE_NETWORK_SPECIFIC = 0x11,
	DIGIT_NONE = 0x0F,
	IMSI_DIGITS_MAX = 15,
	INPUT_MAX = 128, /* octets of a user name */
	SUCI_MAX = 512,
};

/* How the subscription identifier is concealed. */
struct protection {
	enum suci_scheme scheme;
	uint8_t key_id;
	struct span key;
};

/* Body of a transparent EF in this DF of the application (0: directly in it); absent without. */
static struct span body_of(const struct uicc *u, uint32_t adf, uint16_t df, uint16_t fid)
{
	uint32_t id = df ? uicc_fs_child(u, adf, df, false) : adf;

	if (id != UICC_NONE)
		id = uicc_fs_child(u, id, fid, false);
	if (id == UICC_NONE || u->files[id].type != SAIP_EF_TRANSPARENT)
		return (struct span){ NULL, 0 };
	return uicc_file_body(u, id);
}

/* ---- which scheme ---- */

/* Key number `index`, from 1, of the list in EF.SUCI_Calc_Info. */
static bool find_key(struct span info, uint8_t index, struct protection *p)
{
	struct der_tlv keys, id, key;
	struct der_reader r;

	if (!der_find(info, TAG_KEYS, &keys))
		return false;
	r = der_reader(keys.value);
	while (der_take(&r, TAG_KEY_ID, &id) && der_take(&r, TAG_KEY, &key)) {
		if (--index > 0)
			continue;
		if (id.value.len != 1)
			return false;
		p->key_id = id.value.ptr[0];
		p->key = key.value;
		return true;
	}
	return false;
}

/* The first scheme of the priority list that the card can do; without one the null scheme. */
static struct protection choose_protection(const struct uicc *u, uint32_t adf)
{
	struct span info = body_of(u, adf, FID_DF_SAIP, FID_SUCI_CALC_INFO);
	struct protection p = { .scheme = SUCI_NULL };
	struct der_tlv schemes;

	if (!info.ptr || !der_find(info, TAG_SCHEMES, &schemes))
		return p;
	for (size_t i = 0; i + 1 < schemes.value.len; i += 2) {
		uint8_t scheme = schemes.value.ptr[i], index = schemes.value.ptr[i + 1];

		if (scheme == SUCI_NULL)
			return p;
		if (scheme > SUCI_PROFILE_B || !index || !find_key(info, index, &p))
			continue;
		p.scheme = (enum suci_scheme)scheme;
		return p;
	}
	return p;
}

/* ---- the subscription identifier ---- */

/* Digits of EF.IMSI: a length, then nibbles, the first of which is parity [TS 31.102 4.2.2]. */
static size_t imsi_digits(struct span body, uint8_t ret_digits[IMSI_DIGITS_MAX])
{
	size_t n = 0, len = body.len ? body.ptr[0] : 0;

	if (len + 1 > body.len)
		return 0;
	for (size_t i = 1; i < 2 * len && n < IMSI_DIGITS_MAX; i++) {
		uint8_t octet = body.ptr[1 + i / 2];
		uint8_t digit = i % 2 ? octet >> 4 : octet & 0x0F;

		if (digit > 9)
			break;
		ret_digits[n++] = digit;
	}
	return n;
}

/* Length of the MNC, from EF.AD; 2 if that does not say. */
static size_t mnc_length(const struct uicc *u, uint32_t adf)
{
	struct span ad = body_of(u, adf, 0, FID_AD);

	return ad.len >= 4 && (ad.ptr[3] & 0x0F) == 3 ? 3 : 2;
}

/* Two octets; not provisioned: the digit 0 [TS 31.102 4.4.11.11]. */
static void routing_indicator(const struct uicc *u, uint32_t adf, uint8_t ret_octets[2])
{
	struct span ri = body_of(u, adf, FID_DF_5GS, FID_ROUTING_INDICATOR);
	bool given = ri.len >= 2 && (ri.ptr[0] & 0x0F) <= 9;

	ret_octets[0] = given ? ri.ptr[0] : 0xF0;
	ret_octets[1] = given ? ri.ptr[1] : 0xFF;
}

static uint8_t pair(uint8_t low, uint8_t high)
{
	return (uint8_t)(high << 4 | low);
}

/* Octets 4 to 11, and the scheme output [TS 24.501 figure 9.11.3.4.3]. */
static struct sw suci_of_imsi(const struct uicc *u, uint32_t adf, uint8_t *suci, size_t *ret_len)
{
	struct protection p = choose_protection(u, adf);
	uint8_t digits[IMSI_DIGITS_MAX + 1], msin[IMSI_DIGITS_MAX / 2 + 1];
	size_t n = imsi_digits(body_of(u, adf, 0, FID_IMSI), digits), mnc = mnc_length(u, adf);
	size_t len = 0, out, first = 3 + mnc;

	if (n <= first)
		return SW(SW_CONDITIONS);
	digits[n] = DIGIT_NONE;
	for (size_t i = first; i < n; i += 2)
		msin[len++] = pair(digits[i], digits[i + 1]);
	suci[0] = TYPE_IMSI;
	suci[1] = pair(digits[0], digits[1]);
	suci[2] = pair(digits[2], mnc == 3 ? digits[5] : DIGIT_NONE);
	suci[3] = pair(digits[3], digits[4]);
	routing_indicator(u, adf, suci + 4);
	suci[6] = (uint8_t)p.scheme;
	suci[7] = p.key_id;
	if (suci_conceal(p.scheme, p.key, &u->random, (struct span){ msin, len }, suci + 8,
	                 SUCI_MAX - 8, &out) < 0)
		return SW(SW_TECHNICAL);
	*ret_len = 8 + out;
	return SW(SW_OK);
}

/* ---- network specific identifiers ---- */

/* Text growing in the SUCI's buffer; what does not fit sets `full`. */
struct text {
	uint8_t *buf;
	size_t len;
	bool full;
};

static void put_text(struct text *t, struct span s)
{
	if (s.len > SUCI_MAX - t->len) {
		t->full = true;
		return;
	}
	if (s.len)
		memcpy(t->buf + t->len, s.ptr, s.len);
	t->len += s.len;
}

static void put_string(struct text *t, const char *s)
{
	put_text(t, (struct span){ (const uint8_t *)s, strlen(s) });
}

static void put_hex(struct text *t, struct span s)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < s.len; i++) {
		const uint8_t two[2] = { (uint8_t)digits[s.ptr[i] >> 4],
			                 (uint8_t)digits[s.ptr[i] & 15] };

		put_text(t, SPAN(two));
	}
}

static void put_decimal(struct text *t, uint8_t n)
{
	uint8_t digits[3];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (uint8_t)('0' + n % 10);
		n /= 10;
	} while (n);
	put_text(t, (struct span){ digits + at, sizeof(digits) - at });
}

/* Up to four digits. */
static void put_routing_indicator(struct text *t, const struct uicc *u, uint32_t adf)
{
	uint8_t octets[2];

	routing_indicator(u, adf, octets);
	for (size_t i = 0; i < 4; i++) {
		uint8_t digit = i % 2 ? octets[i / 2] >> 4 : octets[i / 2] & 0x0F;
		const uint8_t character = (uint8_t)('0' + digit);

		if (digit > 9)
			break;
		put_text(t, (struct span){ &character, 1 });
	}
}

/* The user's part: in the clear, or public key, ciphertext and tag in hexadecimal. */
static bool put_concealed(struct text *t, const struct uicc *u, const struct protection *p,
                          struct span user)
{
	enum { TAG_LEN = 8 };
	uint8_t output[INPUT_MAX + SUCI_OVERHEAD_MAX];
	size_t len, key_len;

	if (p->scheme == SUCI_NULL) {
		put_string(t, ".userid");
		put_text(t, user);
		return true;
	}
	if (user.len > INPUT_MAX ||
	    suci_conceal(p->scheme, p->key, &u->random, user, output, sizeof(output), &len) < 0)
		return false;
	key_len = len - user.len - TAG_LEN;
	put_string(t, ".hnkey");
	put_decimal(t, p->key_id);
	put_string(t, ".ecckey");
	put_hex(t, (struct span){ output, key_len });
	put_string(t, ".cip");
	put_hex(t, (struct span){ output + key_len, user.len });
	put_string(t, ".mac");
	put_hex(t, (struct span){ output + len - TAG_LEN, TAG_LEN });
	return true;
}

/* Octet 4, and an NAI made of type, routing indicator, scheme, concealed user and realm. */
static struct sw suci_of_nai(const struct uicc *u, uint32_t adf, struct span nai, uint8_t *suci,
                             size_t *ret_len)
{
	struct protection p = choose_protection(u, adf);
	struct text t = { .buf = suci, .len = 1 };
	const uint8_t *at = nai.len ? memchr(nai.ptr, '@', nai.len) : NULL;
	struct span user = { nai.ptr, at ? (size_t)(at - nai.ptr) : nai.len };

	suci[0] = TYPE_NETWORK_SPECIFIC;
	put_string(&t, "type1.rid");
	put_routing_indicator(&t, u, adf);
	put_string(&t, ".schid");
	put_decimal(&t, (uint8_t)p.scheme);
	if (!put_concealed(&t, u, &p, user))
		return SW(SW_TECHNICAL);
	put_text(&t, (struct span){ nai.ptr + user.len, nai.len - user.len });
	*ret_len = t.len;
	return SW(t.full ? SW_TECHNICAL : SW_OK);
}

struct sw uicc_cmd_get_identity(const struct uicc_call *call)
{
	const struct uicc *u = call->u;
	uint32_t adf = call->c->adf;
	uint8_t suci[SUCI_MAX], buf[SUCI_MAX + 4];
	struct der_writer w = { buf, sizeof(buf), 0 };
	struct der_tlv nai;
	size_t len;
	struct sw sw;

	if (call->apdu->p1)
		return SW(SW_WRONG_P1P2);
	if (adf == UICC_NONE || uicc_fs_adf_of(u, call->c->df) != adf ||
	    !uicc_has_service(u, adf, SERVICE_SUCI) ||
	    !uicc_has_service(u, adf, SERVICE_SUCI_ON_CARD))
		return SW(SW_CONDITIONS);
	if (call->apdu->p2 != CONTEXT_SUCI)
		return SW(SW_FUNCTION_NOT_SUPPORTED);
	if (!uicc_application_pin_satisfied(u, adf))
		return SW(SW_SECURITY_STATUS);
	if (!uicc_has_service(u, adf, SERVICE_SUPI_NAI))
		sw = suci_of_imsi(u, adf, suci, &len);
	else if (der_find(body_of(u, adf, FID_DF_5GS, FID_SUPI_NAI), TAG_NETWORK_SPECIFIC, &nai))
		sw = suci_of_nai(u, adf, nai.value, suci, &len);
	else
		sw = SW(SW_CONDITIONS);
	if (sw.v != SW_OK)
		return sw;
	der_put_tlv(&w, TAG_SUCI, (struct span){ suci, len });
	return uicc_put_exact(call, der_written(&w));
}

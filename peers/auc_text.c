/* The authentication centre's subscribers as text, and hostapd's requests to it. */
#include "peers/auc_text.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

enum {
	TRIPLETS_MAX = 3,
	EAP_KEY_LEN = 16,      /* CK and IK in EAP-AKA [RFC 4187 6.4] */
	EAP_RES_MAX = 16,      /* RES [RFC 4187 10.8] */
	FIELD_MAX = 2 * 32 + 1 /* digits of the longest key, and a 0 */
};

/* What is left of a text of fields with one character between them. */
struct fields {
	const char *next; /* NULL: none left */
	char separator;
};

/* The next field's text; empty where there is none. False if it is longer than any we know. */
static bool take(struct fields *f, char ret_text[FIELD_MAX])
{
	const char *end = f->next ? strchr(f->next, f->separator) : NULL;
	size_t len = 0;

	if (f->next)
		len = end ? (size_t)(end - f->next) : strlen(f->next);
	if (len >= FIELD_MAX)
		return false;
	if (len)
		memcpy(ret_text, f->next, len);
	ret_text[len] = '\0';
	f->next = end ? end + 1 : NULL;
	return true;
}

static int digit_value(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) % 16 : -1;
}

/* The next field as octets; an empty one has none. */
static bool take_hex(struct fields *f, uint8_t *ret_bytes, size_t cap, size_t *ret_len)
{
	char text[FIELD_MAX];
	size_t len;

	if (!take(f, text))
		return false;
	len = strlen(text);
	if (len % 2 || len / 2 > cap)
		return false;
	for (size_t i = 0; i < len; i++) {
		const int digit = digit_value(text[i]);

		if (digit < 0)
			return false;
		ret_bytes[i / 2] = (uint8_t)(ret_bytes[i / 2] << 4 | digit);
	}
	*ret_len = len / 2;
	return true;
}

/* The next field, which must have this many octets. */
static bool take_octets(struct fields *f, uint8_t *ret_bytes, size_t len)
{
	size_t got;

	return take_hex(f, ret_bytes, len, &got) && got == len;
}

/* The next field as a decimal number of one octet; 0 for an empty one. */
static bool take_number(struct fields *f, uint8_t *ret_number)
{
	char text[FIELD_MAX];
	const bool ok = take(f, text);

	if (!ok || strlen(text) > 2 || strspn(text, "0123456789") != strlen(text))
		return false;
	*ret_number = (uint8_t)strtoul(text, NULL, 10);
	return true;
}

/* The next field as an IMSI; auc_add() and auc_find() judge its digits. */
static bool take_imsi(struct fields *f, char ret_imsi[AUC_IMSI_MAX + 1])
{
	char text[FIELD_MAX];

	if (!take(f, text) || strlen(text) > AUC_IMSI_MAX)
		return false;
	memcpy(ret_imsi, text, strlen(text) + 1);
	return true;
}

static bool take_algorithm(struct fields *f, enum aka_algorithm *ret_algorithm)
{
	static const struct {
		const char *name;
		enum aka_algorithm algorithm;
	} names[] = {
		{ "milenage", AKA_MILENAGE },
		{ "tuak", AKA_TUAK },
		{ "test", AKA_TEST },
	};
	char text[FIELD_MAX];

	if (!take(f, text))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, text) == 0) {
			*ret_algorithm = names[i].algorithm;
			return true;
		}
	}
	return false;
}

/* OPC and what follows it, with their defaults. */
static bool take_options(struct fields *f, struct auc_subscriber *s)
{
	static const uint8_t amf_default[2] = { 0x80, 0x00 };
	uint8_t sqn[AKA_SQN_LEN] = { 0 };
	size_t opc_len = 0, amf_len = 0, sqn_len = 0;
	const size_t opc_expected = s->params.algorithm == AKA_MILENAGE ? 16
	                            : s->params.algorithm == AKA_TUAK   ? 32
	                                                                : 0;

	if (!take_hex(f, s->params.opc, opc_expected, &opc_len) || opc_len != opc_expected ||
	    !take_hex(f, s->amf, sizeof(s->amf), &amf_len) ||
	    !take_hex(f, sqn, sizeof(sqn), &sqn_len) || !take_number(f, &s->params.res_len))
		return false;
	if (amf_len == 0)
		memcpy(s->amf, amf_default, sizeof(amf_default));
	else if (amf_len != sizeof(s->amf))
		return false;
	for (size_t i = 0; i < sqn_len; i++)
		s->sqn = s->sqn << 8 | sqn[i];
	return !f->next;
}

int auc_text_add(struct auc *auc, const char *subscriber)
{
	struct fields f = { subscriber, ':' };
	struct auc_subscriber s = { 0 };
	int r = -EINVAL;

	aka_params_default(&s.params);
	if (take_imsi(&f, s.imsi) && take_algorithm(&f, &s.params.algorithm) &&
	    take_hex(&f, s.params.k, sizeof(s.params.k), &s.params.k_len) && take_options(&f, &s))
		r = auc_add(auc, &s);
	OPENSSL_cleanse(&s, sizeof(s));
	return r;
}

/* An answer that grows; AUC_TEXT_MAX is enough for the longest. */
struct answer {
	char *text;
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void put(struct answer *a, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(a->text + a->len, AUC_TEXT_MAX - a->len, format, args);
	va_end(args);
	assert(n >= 0 && (size_t)n < AUC_TEXT_MAX - a->len);
	a->len += (size_t)n;
}

static void put_hex(struct answer *a, char before, const uint8_t *bytes, size_t len)
{
	put(a, "%c", before);
	for (size_t i = 0; i < len; i++)
		put(a, "%02x", bytes[i]);
}

static int answer_aka(struct auc *auc, const char *imsi, struct fields *f, struct answer *a)
{
	struct auc_vector v = { 0 };
	int r = f->next ? -EINVAL : auc_make_vector(auc, imsi, &v);

	if (r < 0 && r != -ENOENT)
		return r;
	put(a, "AKA-RESP-AUTH %s", imsi);
	/* Longer keys and responses have no place in EAP. */
	if (r == -ENOENT || v.keys.ck_len != EAP_KEY_LEN || v.keys.ik_len != EAP_KEY_LEN ||
	    v.keys.res_len > EAP_RES_MAX) {
		put(a, " FAILURE");
	} else {
		put_hex(a, ' ', v.rand, sizeof(v.rand));
		put_hex(a, ' ', v.autn, sizeof(v.autn));
		put_hex(a, ' ', v.keys.ik, EAP_KEY_LEN);
		put_hex(a, ' ', v.keys.ck, EAP_KEY_LEN);
		put_hex(a, ' ', v.keys.res, v.keys.res_len);
	}
	OPENSSL_cleanse(&v, sizeof(v));
	return 0;
}

static int answer_auts(struct auc *auc, const char *imsi, struct fields *f, struct answer *a)
{
	uint8_t auts[AKA_AUTS_LEN], rand[AKA_RAND_LEN];
	int r = -EINVAL;

	(void)a;
	if (take_octets(f, auts, sizeof(auts)) && take_octets(f, rand, sizeof(rand)) && !f->next)
		r = auc_resynchronise(auc, imsi, rand, auts);
	return r == 1 ? -EBADMSG : r;
}

static int answer_sim(struct auc *auc, const char *imsi, struct fields *f, struct answer *a)
{
	uint8_t count = 0;

	if (!take_number(f, &count) || f->next)
		return -EINVAL;
	if (count == 0 || count > TRIPLETS_MAX)
		count = TRIPLETS_MAX;
	put(a, "SIM-RESP-AUTH %s", imsi);
	for (uint8_t i = 0; i < count; i++) {
		struct auc_triplet t;
		const int r = auc_make_triplet(auc, imsi, &t);

		if (r == -ENOENT) {
			put(a, " FAILURE");
			break;
		}
		if (r < 0)
			return r;
		put_hex(a, ' ', t.kc, sizeof(t.kc));
		put_hex(a, ':', t.sres, sizeof(t.sres));
		put_hex(a, ':', t.rand, sizeof(t.rand));
	}
	return 0;
}

int auc_text_answer(struct auc *auc, const char *request, char ret_answer[AUC_TEXT_MAX])
{
	static const struct {
		const char *name;
		int (*answer)(struct auc *auc, const char *imsi, struct fields *f,
		              struct answer *a);
	} requests[] = {
		{ "AKA-REQ-AUTH", answer_aka },
		{ "AKA-AUTS", answer_auts },
		{ "SIM-REQ-AUTH", answer_sim },
	};
	struct fields f = { request, ' ' };
	char name[FIELD_MAX], imsi[AUC_IMSI_MAX + 1], text[AUC_TEXT_MAX];
	struct answer a = { text, 0 };
	int r = -EINVAL;

	if (!take(&f, name) || !take_imsi(&f, imsi) || !imsi[0])
		return r;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		if (strcmp(requests[i].name, name) == 0)
			r = requests[i].answer(auc, imsi, &f, &a);
	}
	if (r < 0)
		return r;
	if (a.len)
		memcpy(ret_answer, text, a.len + 1);
	return (int)a.len;
}

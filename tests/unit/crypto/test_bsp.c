/* BSP, SCP03t [SGP.22 2.5.3, 5.5, Annex G] against a trace of an SM-DP+ of another make. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "bsp_trace.h"
#include "crypto/bsp.h"
#include "hex.h"

enum { MAX = 2048 };

#define EID "89049032123451234512345678901235"

static const char mcv_hex[] = "406d507b448a699e7a36a38494debbde";
static const char enc_hex[] = "472f5bfadd97f21d34f3ce9b51b92751";
static const char mac_hex[] = "9ec07f5b36a13e12a991d66e294e6242";

/* Session keys first; the replaced keys come in the third segment's plaintext. */
static const struct step {
	uint8_t tag;
	const char *plain, *sealed;
} session_steps[] = {
	{ 0x87, "bf2400", "8718f6fe031e4b9cfe87c8e1e62f3fde85c49412d7722a6a2d89" },
	{ 0x88,
	  "bf252d5a0a98001032547698103214910947534d415f54455354921147534d415f544553545f50524f46494c"
	  "45950100",
	  "8838bf252d5a0a98001032547698103214910947534d415f54455354921147534d415f544553545f50524f46"
	  "494c459501008a62cc9adbb5ccbc" },
	{ 0x87,
	  "bf26368010000102030405060708090a0b0c0d0e0f8110010102030405060708090a0b0c0d0e0f8210020102"
	  "030405060708090a0b0c0d0e0f",
	  "8748a14c800a001992351cd46ad2945654674369701d82b7b46567652bc8fbed234939fc57fba748015525fd"
	  "6c651e9d3d1330652d42a0cfad950e912122af4ec5362d3c0bc535729c40" },
};

static const struct step profile_steps[] = {
	{ 0x86, trace_plain_1, trace_sealed_1 },
	{ 0x86, trace_plain_2, trace_sealed_2 },
};

static struct bsp *from_hex(const char *mcv, const char *enc, const char *mac)
{
	uint8_t m[16], e[16], a[16];
	struct bsp *b = NULL;

	unhex(mcv, m, sizeof(m));
	unhex(enc, e, sizeof(e));
	unhex(mac, a, sizeof(a));
	assert_int_equal(bsp_new_from_keys(SPAN(m), SPAN(e), SPAN(a), &b), 0);
	return b;
}

static void replace(struct bsp *b)
{
	uint8_t m[16], e[16], a[16];

	unhex("000102030405060708090a0b0c0d0e0f", m, sizeof(m));
	unhex("010102030405060708090a0b0c0d0e0f", e, sizeof(e));
	unhex("020102030405060708090a0b0c0d0e0f", a, sizeof(a));
	assert_int_equal(bsp_replace_keys(b, SPAN(m), SPAN(e), SPAN(a)), 0);
}

static int open_bytes(struct bsp *b, const uint8_t *bytes, size_t n, uint8_t *plain, size_t *len)
{
	struct der_reader r = der_reader((struct span){ bytes, n });
	struct der_tlv t;

	/* Bytes that are no element never reach the channel. */
	if (!der_next(&r, &t) || der_more(&r))
		return 1;
	return bsp_open(b, &t, plain, len);
}

static void seal_steps(struct bsp *b, const struct step *steps, size_t n)
{
	uint8_t plain[MAX], sealed[MAX], out[MAX];
	size_t plain_len, sealed_len, len;

	for (size_t i = 0; i < n; i++) {
		plain_len = unhex(steps[i].plain, plain, sizeof(plain));
		sealed_len = unhex(steps[i].sealed, sealed, sizeof(sealed));
		assert_int_equal(
		        bsp_seal(b, steps[i].tag, (struct span){ plain, plain_len }, out, &len), 0);
		assert_int_equal(len, sealed_len);
		assert_memory_equal(out, sealed, len);
	}
}

static void open_steps(struct bsp *b, const struct step *steps, size_t n)
{
	uint8_t plain[MAX], sealed[MAX], out[MAX];
	size_t plain_len, sealed_len, len;

	for (size_t i = 0; i < n; i++) {
		plain_len = unhex(steps[i].plain, plain, sizeof(plain));
		sealed_len = unhex(steps[i].sealed, sealed, sizeof(sealed));
		assert_int_equal(open_bytes(b, sealed, sealed_len, out, &len), 0);
		assert_int_equal(len, plain_len);
		assert_memory_equal(out, plain, len);
	}
}

static void test_derivation(void **state)
{
	static const struct {
		const char *secret, *eid, *mcv, *enc, *mac;
	} rows[] = {
		{ "c9a993dd4879a8f7161f2085410edd4f9652f1df37be097ba96ba2ca6be528fe", EID, mcv_hex,
		  enc_hex, mac_hex },
		{ "8902dca391bbb22570fe60c176076246f568b1941265dff1d729e63039658089",
		  "89049032123451234512345678901335", "734bc93ddb10c71c5ad13d420dc08b5b",
		  "d782d575b22a38334556a3d9a1e2ae6b", "a35addc192ae8f934e2932116c7e89e7" },
	};
	uint8_t secret[32], eid[16], host[8], want[16], mcv[16], enc[16], mac[16];
	struct bsp *b;

	(void)state;
	memset(host, 0x80, sizeof(host));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unhex(rows[i].secret, secret, sizeof(secret));
		unhex(rows[i].eid, eid, sizeof(eid));
		assert_int_equal(bsp_new(SPAN(secret), 0x88, 16, SPAN(host), SPAN(eid), &b), 0);
		bsp_keys(b, mcv, enc, mac);
		unhex(rows[i].mcv, want, sizeof(want));
		assert_memory_equal(mcv, want, 16);
		unhex(rows[i].enc, want, sizeof(want));
		assert_memory_equal(enc, want, 16);
		unhex(rows[i].mac, want, sizeof(want));
		assert_memory_equal(mac, want, 16);
		bsp_free(b);
	}
}

static void test_bad_parameters(void **state)
{
	uint8_t secret[32] = { 0 }, eid[16] = { 0 }, big[200] = { 0 }, key[16] = { 0 };
	struct bsp *b = NULL;

	(void)state;
	assert_int_equal(bsp_new(SPAN(secret), 0x88, 32, SPAN(eid), SPAN(eid), &b), -EINVAL);
	assert_int_equal(bsp_new(SPAN(secret), 0x88, 16, SPAN(big), SPAN(eid), &b), -EINVAL);
	assert_int_equal(bsp_new(SPAN(secret), 0x88, 16, (struct span){ big, 100 }, SPAN(eid), &b),
	                 -EINVAL);
	assert_int_equal(bsp_new_from_keys(SPAN(key), SPAN(key), (struct span){ key, 15 }, &b),
	                 -EINVAL);
	assert_int_equal(bsp_new_from_keys((struct span){ 0 }, SPAN(key), SPAN(key), &b), -EINVAL);
	assert_null(b);
	bsp_free(NULL);
}

/* The MAC-only segment uses up a counter, or the third segment would not come out right. */
static void test_seal_trace(void **state)
{
	struct bsp *b = from_hex(mcv_hex, enc_hex, mac_hex);

	(void)state;
	seal_steps(b, session_steps, 3);
	replace(b);
	seal_steps(b, profile_steps, 2);
	bsp_free(b);
}

static void test_open_trace(void **state)
{
	struct bsp *b = from_hex(mcv_hex, enc_hex, mac_hex);

	(void)state;
	open_steps(b, session_steps, 3);
	replace(b);
	open_steps(b, profile_steps, 2);
	bsp_free(b);
}

/* A bit in any byte, header and MAC included, and afterwards the channel stays shut. */
static void test_flipped_bits(void **state)
{
	uint8_t sealed[MAX], out[MAX];
	size_t len, sealed_len = unhex(session_steps[0].sealed, sealed, sizeof(sealed));

	(void)state;
	for (size_t bit = 0; bit < 8 * sealed_len; bit++) {
		struct bsp *b = from_hex(mcv_hex, enc_hex, mac_hex);

		sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(open_bytes(b, sealed, sealed_len, out, &len), 1);
		sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
		/* If the damage was seen below the channel, the channel has not seen it. */
		if (bit >= 16)
			assert_int_equal(open_bytes(b, sealed, sealed_len, out, &len), 1);
		bsp_free(b);
	}
}

static void test_truncated(void **state)
{
	uint8_t sealed[MAX], cut[MAX], out[MAX];
	size_t len, n = unhex(session_steps[1].sealed, sealed, sizeof(sealed));

	(void)state;
	for (size_t keep = 0; keep + 2 < n; keep++) {
		struct bsp *b = from_hex(mcv_hex, enc_hex, mac_hex);

		/* A well-formed element, shorter than it was sealed. */
		memcpy(cut, sealed, n);
		cut[1] = (uint8_t)keep;
		assert_int_equal(open_bytes(b, cut, keep + 2, out, &len), 1);
		bsp_free(b);
	}
}

static void test_order_and_replay(void **state)
{
	uint8_t first[MAX], second[MAX], out[MAX];
	size_t len, n1 = unhex(trace_sealed_1, first, sizeof(first)),
	            n2 = unhex(trace_sealed_2, second, sizeof(second));
	struct bsp *b = from_hex(mcv_hex, enc_hex, mac_hex);

	(void)state;
	replace(b);
	assert_int_equal(open_bytes(b, second, n2, out, &len), 1);
	bsp_free(b);
	b = from_hex(mcv_hex, enc_hex, mac_hex);
	replace(b);
	assert_int_equal(open_bytes(b, first, n1, out, &len), 0);
	assert_int_equal(open_bytes(b, first, n1, out, &len), 1);
	bsp_free(b);
}

/* A segment with any body and tag, MACed as the first of the session, by libcrypto. */
static size_t forge(uint8_t tag, const uint8_t *body, size_t len, uint8_t *ret_segment)
{
	uint8_t key[16], data[16 + 2 + 127], mac[16];
	size_t n;

	unhex(mcv_hex, data, 16);
	unhex(mac_hex, key, sizeof(key));
	data[16] = tag;
	data[17] = (uint8_t)(len + 8);
	memcpy(data + 18, body, len);
	assert_non_null(EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, key, sizeof(key), data,
	                          18 + len, mac, sizeof(mac), &n));
	memcpy(ret_segment, data + 16, 2 + len);
	memcpy(ret_segment + 2 + len, mac, 8);
	return 2 + len + 8;
}

/* Right MAC, wrong inside: no whole block, no padding, a tag that is no segment. */
static void test_wrong_inside(void **state)
{
	static const struct {
		uint8_t tag;
		size_t len;
		int result;
	} rows[] = {
		{ 0x86, 0, 1 },  { 0x86, 15, 1 }, { 0x86, 17, 1 }, { 0x86, 32, 1 }, { 0x87, 16, 1 },
		{ 0x88, 15, 0 }, { 0x88, 0, 0 },  { 0x85, 16, 1 }, { 0x89, 16, 1 }, { 0x30, 16, 1 },
	};
	uint8_t body[32] = { 0 }, out[MAX], segment[MAX];
	size_t len, n;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bsp *card = from_hex(mcv_hex, enc_hex, mac_hex);

		n = forge(rows[i].tag, body, rows[i].len, segment);
		assert_int_equal(open_bytes(card, segment, n, out, &len), rows[i].result);
		bsp_free(card);
	}
}

/* One block of AES in the hands of libcrypto, with the session's S-ENC. */
static void aes(const uint8_t in[16], uint8_t ret_out[16])
{
	uint8_t key[16];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	unhex(enc_hex, key, sizeof(key));
	assert_non_null(ctx);
	assert_true(EVP_EncryptInit_ex2(ctx, EVP_aes_128_ecb(), key, NULL, NULL));
	assert_true(EVP_EncryptUpdate(ctx, ret_out, &n, in, 16));
	EVP_CIPHER_CTX_free(ctx);
}

/* What the first segment of the session holds if this is its text with its padding; CBC. */
static void encrypt_first(const uint8_t *plain, size_t len, uint8_t *ret_body)
{
	const uint8_t counter[16] = { [15] = 1 };
	uint8_t chain[16];

	aes(counter, chain);
	for (size_t at = 0; at < len; at += 16) {
		for (size_t i = 0; i < 16; i++)
			chain[i] ^= plain[at + i];
		aes(chain, ret_body + at);
		memcpy(chain, ret_body + at, 16);
	}
}

/* Right MAC, whole blocks: the last one must end in 80 and zeroes, but for no more than itself. */
static void test_padding(void **state)
{
#define TEXT15  "00112233445566778899AABBCCDDEE"
#define TEXT16  TEXT15 "FF"
#define ZEROS15 "000000000000000000000000000000"
	static const struct {
		const char *plain;
		int result;
		size_t len;
	} rows[] = {
		{ "80" ZEROS15, 0, 0 },          { TEXT15 "80", 0, 15 },
		{ TEXT16 "80" ZEROS15, 0, 16 },  { "00" ZEROS15, 1, 0 },
		{ TEXT15 "00", 1, 0 },           { TEXT15 "01", 1, 0 },
		{ "01" ZEROS15, 1, 0 },          { TEXT16 "00" ZEROS15, 1, 0 },
		{ TEXT15 "8000" ZEROS15, 1, 0 }, { "00" ZEROS15 "00" ZEROS15, 1, 0 },
	};
	uint8_t plain[32], body[32], out[MAX], segment[MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bsp *card = from_hex(mcv_hex, enc_hex, mac_hex);
		const size_t blocks = unhex(rows[i].plain, plain, sizeof(plain));
		size_t n, len = 0;
		int r;

		encrypt_first(plain, blocks, body);
		n = forge(0x86, body, blocks, segment);
		r = open_bytes(card, segment, n, out, &len);
		if (r != rows[i].result || (r == 0 && len != rows[i].len))
			print_message("%s: %d, %zu octets\n", rows[i].plain, r, len);
		assert_int_equal(r, rows[i].result);
		if (r == 0) {
			assert_int_equal(len, rows[i].len);
			assert_memory_equal(out, plain, len);
		}
		bsp_free(card);
	}
}

static void test_wrong_tag(void **state)
{
	uint8_t sealed[MAX], out[MAX];
	size_t len, n = unhex(session_steps[0].sealed, sealed, sizeof(sealed));

	(void)state;
	for (unsigned int tag = 0x80; tag <= 0x8F; tag++) {
		struct bsp *card = from_hex(mcv_hex, enc_hex, mac_hex);

		sealed[0] = (uint8_t)tag;
		assert_int_equal(open_bytes(card, sealed, n, out, &len), tag != 0x87);
		if (tag < 0x86 || tag > 0x88)
			assert_int_equal(bsp_seal(card, (uint8_t)tag, SPAN(out), sealed, &len),
			                 -EINVAL);
		bsp_free(card);
	}
}

/* All lengths around the block and the length octets, both kinds. */
static void test_lengths(void **state)
{
	uint8_t plain[1100], segment[1200], out[1200];
	struct bsp *server = from_hex(mcv_hex, enc_hex, mac_hex);
	struct bsp *card = from_hex(mcv_hex, enc_hex, mac_hex);
	size_t n, len;

	(void)state;
	memset(plain, 0, sizeof(plain)); /* zeros look most like padding */
	for (size_t i = 0; i <= sizeof(plain); i += i < 300 ? 1 : 50) {
		for (uint8_t tag = 0x86; tag <= 0x88; tag++) {
			assert_int_equal(
			        bsp_seal(server, tag, (struct span){ plain, i }, segment, &n), 0);
			assert_true(n <= i + 32);
			assert_int_equal(open_bytes(card, segment, n, out, &len), 0);
			assert_int_equal(len, i);
			assert_memory_equal(out, plain, i);
		}
	}
	bsp_free(server);
	bsp_free(card);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_derivation),       cmocka_unit_test(test_bad_parameters),
		cmocka_unit_test(test_seal_trace),       cmocka_unit_test(test_open_trace),
		cmocka_unit_test(test_flipped_bits),     cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_order_and_replay), cmocka_unit_test(test_wrong_inside),
		cmocka_unit_test(test_padding),          cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_wrong_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* AES-CMAC [NIST SP 800-38B] against RFC 4493 and libcrypto. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/params.h>

#include "crypto/cmac.h"
#include "hex.h"

/* RFC 4493 4, examples 1 to 4. */
static void test_rfc4493(void **state)
{
	static const struct {
		size_t len;
		const char *mac;
	} rows[] = {
		{ 0, "bb1d6929e95937287fa37d129b756746" },
		{ 16, "070a16b46b4d4144f79bdd9dd04a287c" },
		{ 40, "dfa66747de9ae63030ca32611497c827" },
		{ 64, "51f0bebf7e3b9d92fc49741779363cfe" },
	};
	uint8_t key[16], message[64], want[16], got[16];
	struct cmac c = { 0 };

	(void)state;
	unhex("2b7e151628aed2a6abf7158809cf4f3c", key, sizeof(key));
	unhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	      "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
	      message, sizeof(message));
	assert_int_equal(cmac_set_key(&c, key), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct span whole = { message, rows[i].len };
		const struct span parts[] = { { message, rows[i].len / 3 },
			                      { message, 0 },
			                      { message + rows[i].len / 3,
			                        rows[i].len - rows[i].len / 3 } };

		unhex(rows[i].mac, want, sizeof(want));
		assert_int_equal(cmac_run(&c, &whole, 1, got), 0);
		assert_memory_equal(got, want, sizeof(want));
		assert_int_equal(cmac_run(&c, parts, 3, got), 0);
		assert_memory_equal(got, want, sizeof(want));
	}
	cmac_clear(&c);
	assert_null(c.cbc);
}

/* Every length around the runs that go to the cipher at once, cut in two anywhere. */
static void test_against_libcrypto(void **state)
{
	char cipher[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
	uint8_t key[16], message[1100], want[16], got[16];
	struct cmac c = { 0 };
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(message); i++)
		message[i] = (uint8_t)(i * 31 + 7);
	for (uint8_t round = 0; round < 4; round++) {
		/* Keys whose subkeys carry and do not. */
		for (size_t i = 0; i < sizeof(key); i++)
			key[i] = (uint8_t)(i * 17 + round * 89);
		assert_int_equal(cmac_set_key(&c, key), 0);
		for (size_t len = 0; len < sizeof(message); len++) {
			size_t cut = len * round / 4;
			const struct span parts[] = { { message, cut },
				                      { message + cut, len - cut } };

			assert_true(EVP_MAC_init(ctx, key, sizeof(key), params));
			assert_true(EVP_MAC_update(ctx, message, len));
			assert_true(EVP_MAC_final(ctx, want, &n, sizeof(want)));
			assert_int_equal(cmac_run(&c, parts, 2, got), 0);
			assert_memory_equal(got, want, sizeof(want));
		}
	}
	cmac_clear(&c);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc4493),
		cmocka_unit_test(test_against_libcrypto),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The test PKI: making, saving and loading it, EIDs in its range, cards personalised from it
 * [SGP.22 4.5.2, SGP.26, SGP.29].
 */
#include "fixture.h"

#include "euicc/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const suffixes[] = { "NIST", "BRP" };

static const struct crypto_random rnd = { NULL, NULL };

struct place {
	char folder[32];
	struct pki pki;
};

static int setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(p->folder, sizeof(p->folder), "/tmp/softeuicc-pki-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	assert_int_equal(pki_generate(&rnd, &p->pki), 0);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	char path[320];
	struct dirent *e;
	DIR *d = opendir(p->folder);

	while (d && (e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", p->folder, e->d_name);
		unlink(path);
	}
	if (d)
		closedir(d);
	rmdir(p->folder);
	pki_free(&p->pki);
	free(p);
	return 0;
}

static struct span file(const struct pki *p, const char *kind, const char *who, size_t curve)
{
	char name[64];

	snprintf(name, sizeof(name), "%s_%s_ECDSA_%s.der", kind, who, suffixes[curve]);
	return pki_get(p, name);
}

static struct cert certificate(const struct pki *p, const char *who, size_t curve)
{
	struct cert c;

	assert_true(cert_parse(file(p, "CERT", who, curve), &c));
	return c;
}

static void expect_key(const struct pki *p, const char *who, size_t curve)
{
	struct cert c = certificate(p, who, curve);
	struct ec_private key;

	assert_int_equal(ec_private_from_der(file(p, "SK", who, curve), &key), 0);
	assert_int_equal(key.pub.curve, c.key.curve);
	assert_memory_equal(key.pub.point, c.key.point, EC_POINT_LEN);
}

static void test_generate(void **state)
{
	static const char *const members[] = { "CI", "EUM", "S_SM_DPauth", "S_SM_DPpb" };
	const struct place *p = *state;

	for (size_t curve = 0; curve < 2; curve++) {
		struct cert ci = certificate(&p->pki, "CI", curve);
		struct cert eum = certificate(&p->pki, "EUM", curve);
		struct cert auth = certificate(&p->pki, "S_SM_DPauth", curve);
		struct cert pb = certificate(&p->pki, "S_SM_DPpb", curve);

		assert_int_equal(cert_check_ci(&ci, 0), CERT_OK);
		assert_int_equal(cert_check_eum(&eum, &ci, 0), CERT_OK);
		assert_int_equal(cert_check_server(&auth, &ci, CERT_ROLE_DP_AUTH, 0), CERT_OK);
		assert_int_equal(cert_check_server(&pb, &ci, CERT_ROLE_DP_PB, 0), CERT_OK);
		assert_true(span_equal(auth.san_rid, pb.san_rid));
		for (size_t i = 0; i < A_COUNT(members); i++)
			expect_key(&p->pki, members[i], curve);
	}
}

static void test_folder(void **state)
{
	struct place *p = *state;
	struct pki loaded;
	struct stat st;
	char path[320];

	assert_int_equal(pki_save_folder(&p->pki, p->folder), 0);
	assert_int_equal(pki_load_folder(p->folder, &loaded), 0);
	assert_int_equal(loaded.n, p->pki.n);
	for (size_t i = 0; i < p->pki.n; i++) {
		const struct pki_file *f = &p->pki.files[i];

		assert_true(span_equal(pki_get(&loaded, f->name), (struct span){ f->der, f->len }));
		snprintf(path, sizeof(path), "%s/%s", p->folder, f->name);
		assert_int_equal(stat(path, &st), 0);
		if (strncmp(f->name, "SK_", 3) == 0) /* keys are nobody else's business */
			assert_int_equal(st.st_mode & 077, 0);
	}
	pki_free(&loaded);
	assert_null(pki_get(&loaded, "CERT_CI_ECDSA_NIST.der").ptr);
	assert_int_equal(pki_load_folder("/nonexistent", &loaded), -ENOENT);
	assert_int_equal(pki_save_folder(&p->pki, "/dev/null/x"), -ENOTDIR);
	/* A new CI would be the end of all that the old one has signed. */
	assert_int_equal(softeuicc_pki_create(p->folder, NULL), -EEXIST);
}

/* The store makes its PKI once. */
static void test_store(void **state)
{
	struct softeuicc_store *s;
	struct pki one, two;

	(void)state;
	assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
	assert_int_equal(pki_load_store(s, &rnd, &one), 0);
	assert_int_equal(pki_load_store(s, &rnd, &two), 0);
	assert_false(s->in_transaction);
	assert_int_equal(one.n, two.n);
	assert_true(span_equal(pki_get(&one, "SK_CI_ECDSA_BRP.der"),
	                       pki_get(&two, "SK_CI_ECDSA_BRP.der")));
	pki_free(&one);
	pki_free(&two);
	softeuicc_store_close(s);
}

static void test_eids(void **state)
{
	const struct place *p = *state;
	char one[EID_DIGITS + 1], two[EID_DIGITS + 1];
	uint8_t octets[EID_LEN];

	assert_false(pki_own_eid(&p->pki, one)); /* a new PKI has no eUICC of its own */
	assert_int_equal(pki_random_eid(&p->pki, &rnd, one), 0);
	assert_int_equal(pki_random_eid(&p->pki, &rnd, two), 0);
	assert_true(eid_parse(one, octets));
	assert_int_equal(strncmp(one, "89049032", 8), 0);
	assert_string_not_equal(one, two);
	assert_false(eid_parse("89049032123451234512345678901236", octets));
	assert_false(eid_parse("8904903212345123451234567890123", octets));
	assert_false(eid_parse("890490321234512345123456789012355", octets));
	assert_false(eid_parse("8904903212345123451234567890123A", octets));
}

/* ---- personalisation ---- */

static void expect_signing(struct softeuicc_card *card, const char *eid)
{
	for (size_t i = 0; i < card->n_credentials; i++) {
		const struct credential *c = &card->credentials[i];
		const struct span text = { (const uint8_t *)"text", 4 };
		uint8_t signature[EC_SIGNATURE_LEN];

		if (!c->can_sign)
			continue;
		assert_int_equal(ec_sign(&c->key, &text, 1, signature), 0);
		assert_int_equal(ec_verify(&c->euicc.key, &text, 1, SPAN(signature)), 0);
		assert_int_equal(cert_check_euicc_chain(&c->euicc, &c->eum, &c->ci, eid, 0),
		                 CERT_OK);
	}
}

/* Makes a card from the folder and opens it; returns the number of credentials that can sign. */
static size_t personalise(const char *folder, const char *eid, const char *expected_eid)
{
	const struct softeuicc_card_options options = { .pki = folder, .eid = eid };
	struct softeuicc_store *s;
	struct softeuicc_card *card;
	const char *error = "";
	char got[EID_DIGITS + 1];
	size_t n = 0;

	assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
	if (softeuicc_card_create(s, &options, NULL, &error) != 0)
		fail_msg("%s: %s", folder, error);
	assert_int_equal(softeuicc_card_open(s, NULL, NULL, &card), 0);
	hex_encode(SPAN(card->eid), got);
	if (expected_eid)
		assert_string_equal(got, expected_eid);
	expect_signing(card, got);
	for (size_t i = 0; i < card->n_credentials; i++)
		n += card->credentials[i].can_sign;
	softeuicc_card_close(card);
	softeuicc_store_close(s);
	return n;
}

static void remove_file(const struct place *p, const char *name)
{
	char path[320];

	snprintf(path, sizeof(path), "%s/%s", p->folder, name);
	assert_int_equal(unlink(path), 0);
}

static void write_file(const struct place *p, const char *name, struct span der)
{
	char path[320];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", p->folder, name);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(der.ptr, 1, der.len, f), der.len);
	assert_int_equal(fclose(f), 0);
}

static void expect_no_card(const char *folder, int error)
{
	const struct softeuicc_card_options options = { .pki = folder };
	struct softeuicc_store *s;
	const char *why = NULL;

	assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
	assert_int_equal(softeuicc_card_create(s, &options, NULL, &why), error);
	assert_non_null(why);
	assert_false(s->in_transaction);
	softeuicc_store_close(s);
}

static void test_personalise(void **state)
{
	struct place *p = *state;

	assert_int_equal(pki_save_folder(&p->pki, p->folder), 0);
	assert_int_equal(personalise(p->folder, NULL, NULL), 2);
	assert_int_equal(personalise(p->folder, FIXTURE_EID, FIXTURE_EID), 2);
	/* Without the EUM's key a curve only verifies; without both there is no card. */
	remove_file(p, "SK_EUM_ECDSA_NIST.der");
	assert_int_equal(personalise(p->folder, NULL, NULL), 1);
	remove_file(p, "SK_EUM_ECDSA_BRP.der");
	expect_no_card(p->folder, -ENOENT);
	remove_file(p, "CERT_CI_ECDSA_NIST.der");
	remove_file(p, "CERT_CI_ECDSA_BRP.der");
	expect_no_card(p->folder, -ENOENT);
	expect_no_card("/nonexistent", -ENOENT);
}

/* Files that are something else: no card, and the reason says which [SGP.22 4.5.2.1]. */
static void test_wrong_files(void **state)
{
	static const char keys[] =
	        "PKI: the keys of EUM or eUICC do not go with their certificates";
	static const struct {
		const char *name, *other; /* NULL: no DER */
		const char *error;
	} rows[] = {
		{ "CERT_CI_ECDSA_NIST.der", NULL, "PKI: CI certificate (NIST): bad format" },
		{ "CERT_CI_ECDSA_BRP.der", "CERT_EUM_ECDSA_BRP.der",
		  "PKI: CI certificate (BRP): bad signature" },
		{ "CERT_CI_ECDSA_BRP.der", "CERT_S_SM_DPpb_ECDSA_BRP.der",
		  "PKI: CI certificate (BRP): bad extension" },
		{ "CERT_CI_ECDSA_NIST.der", "CERT_CI_ECDSA_BRP.der",
		  "PKI: EUM certificate (NIST): bad signature" },
		{ "CERT_EUM_ECDSA_NIST.der", "CERT_CI_ECDSA_NIST.der",
		  "PKI: EUM certificate (NIST): wrong issuer" },
		{ "CERT_EUM_ECDSA_NIST.der", "CERT_S_SM_DPauth_ECDSA_NIST.der",
		  "PKI: EUM certificate (NIST): bad extension" },
		{ "SK_EUM_ECDSA_NIST.der", "SK_CI_ECDSA_NIST.der",
		  "PKI: eUICC certificate (NIST): bad signature" },
		{ "SK_EUM_ECDSA_NIST.der", NULL, keys },
	};
	static const uint8_t no_der[] = { 0x30 };
	struct place *p = *state;

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		const struct softeuicc_card_options options = { .pki = p->folder };
		const struct span der = rows[i].other ? pki_get(&p->pki, rows[i].other)
		                                      : SPAN(no_der);
		struct softeuicc_store *s;
		const char *why = "";

		assert_int_equal(pki_save_folder(&p->pki, p->folder), 0);
		write_file(p, rows[i].name, der);
		assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
		assert_int_equal(softeuicc_card_create(s, &options, NULL, &why), -EINVAL);
		assert_string_equal(why, rows[i].error);
		softeuicc_store_close(s);
	}
}

/* Issues an eUICC certificate with this common name to a new key, as the PKI's own. */
static void write_own(const struct place *p, const char *common_name, bool its_key)
{
	const struct cert_template tmpl = { .role = CERT_ROLE_EUICC,
		                            .common_name = common_name,
		                            .organization = "softeuicc Test EUM",
		                            .eid = FIXTURE_EID };
	struct cert eum = certificate(&p->pki, "EUM", 0);
	struct ec_private eum_key, key;
	uint8_t der[8192];
	size_t len;

	assert_int_equal(ec_private_from_der(file(&p->pki, "SK", "EUM", 0), &eum_key), 0);
	assert_int_equal(ec_generate(EC_CURVE_P256, &rnd, &key), 0);
	assert_int_equal(cert_issue(&tmpl, &key.pub, &eum, &eum_key, &rnd, der, sizeof(der), &len),
	                 0);
	assert_int_equal(len > 2048, strlen(common_name) > 1000);
	write_file(p, "CERT_EUICC_ECDSA_NIST.der", (struct span){ der, len });
	assert_int_equal(ec_private_to_der(its_key ? &key : &eum_key, der, sizeof(der), &len), 0);
	write_file(p, "SK_EUICC_ECDSA_NIST.der", (struct span){ der, len });
}

/* An eUICC's own certificate needs its own key, and no more room than there is. */
static void test_own_files(void **state)
{
	static const char wrong[] =
	        "PKI: the keys of EUM or eUICC do not go with their certificates";
	static char long_name[1576]; /* the certificate has 2049 octets or more */
	struct place *p = *state;
	struct {
		const char *common_name;
		bool its_key;
		const char *error;
	} rows[] = { { "eUICC", true, NULL },
		     { "eUICC", false, wrong },
		     { long_name, true, wrong } };

	memset(long_name, 'a', sizeof(long_name) - 1);
	assert_int_equal(pki_save_folder(&p->pki, p->folder), 0);
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		const struct softeuicc_card_options options = { .pki = p->folder };
		struct softeuicc_store *s;
		const char *why = NULL;

		write_own(p, rows[i].common_name, rows[i].its_key);
		assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
		assert_int_equal(softeuicc_card_create(s, &options, NULL, &why),
		                 rows[i].error ? -EINVAL : 0);
		if (rows[i].error)
			assert_string_equal(why, rows[i].error);
		softeuicc_store_close(s);
	}
}

static void test_create_errors(void **state)
{
	static const struct {
		struct softeuicc_card_options options;
		int error;
	} cases[] = {
		{ { .eid = "1" }, -EINVAL },
		{ { .eid = "89049032123451234512345678901236" }, -EINVAL },
		{ { .persona = "no such persona" }, -ENOENT },
		{ { .persona = "/dev/null" }, -ENOENT },
		{ { .name = "default" }, -EEXIST },
	};
	struct softeuicc_store *s;

	(void)state;
	assert_int_equal(softeuicc_store_open(":memory:", &s), 0);
	assert_int_equal(
	        softeuicc_card_create(s, &(struct softeuicc_card_options){ 0 }, NULL, NULL), 0);
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		const char *why = NULL;

		assert_int_equal(softeuicc_card_create(s, &cases[i].options, NULL, &why),
		                 cases[i].error);
		assert_non_null(why);
	}
	assert_int_equal(softeuicc_card_remove(s, NULL), 0);
	assert_int_equal(softeuicc_card_remove(s, NULL), -ENOENT);
	softeuicc_store_close(s);
}

/* The published SGP.26 set: its own eUICC, and others minted with its EUM's key. */
static void test_sgp26(void **state)
{
	static const char *const sets[] = { "nist", "brp" };
	char folder[512];

	(void)state;
	for (size_t i = 0; i < A_COUNT(sets); i++) {
		char eid[EID_DIGITS + 1];
		struct pki pki;

		fixture_testdata(folder, "sgp26", sets[i]);
		assert_int_equal(pki_load_folder(folder, &pki), 0);
		assert_true(pki_own_eid(&pki, eid));
		assert_string_equal(eid, "89049032123451234512345678901235");
		pki_free(&pki);
		assert_int_equal(personalise(folder, NULL, eid), 1);
		eid[10] = '7';
		eid_set_check_digits(eid);
		assert_int_equal(personalise(folder, eid, eid), 1);
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_generate),          TEST(test_folder),
		cmocka_unit_test(test_store), TEST(test_eids),
		TEST(test_personalise),       TEST(test_wrong_files),
		TEST(test_own_files),         cmocka_unit_test(test_create_errors),
		cmocka_unit_test(test_sgp26),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The test PKI: files by their SGP.26 names, generation, and personalisation of cards.
 */
#include "pki.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILE_MAX = 65536, CERT_MAX = 2048, KEY_MAX = 512 };

/* EUM range of SGP.26; private PKIs use it too: such EIDs are recognisably test ones. */
#define TEST_EIN "89049032"

static const struct {
	enum ec_curve curve;
	const char *suffix;
} curves[] = {
	{ EC_CURVE_P256, "NIST" },
	{ EC_CURVE_BP256, "BRP" },
};

enum { N_CURVES = sizeof(curves) / sizeof(curves[0]) };

void pki_free(struct pki *p)
{
	for (size_t i = 0; i < p->n; i++) {
		explicit_bzero(p->files[i].der, p->files[i].len);
		free(p->files[i].name);
		free(p->files[i].der);
	}
	free(p->files);
	*p = (struct pki){ 0 };
}

struct span pki_get(const struct pki *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->files[i].name, name) == 0)
			return (struct span){ p->files[i].der, p->files[i].len };
	return (struct span){ NULL, 0 };
}

static int add_file(struct pki *p, const char *name, struct span der)
{
	struct pki_file *files = realloc(p->files, (p->n + 1) * sizeof(*files));
	struct pki_file f = { strdup(name), malloc(der.len ? der.len : 1), der.len };

	if (files)
		p->files = files;
	if (!files || !f.name || !f.der) {
		free(f.name);
		free(f.der);
		return -ENOMEM;
	}
	memcpy(f.der, der.ptr, der.len);
	p->files[p->n++] = f;
	return 0;
}

enum { NAME_MAX_LEN = 64 };

/* "CERT_EUM_ECDSA_NIST.der" of "CERT", "EUM" and a curve. */
static const char *file_name(const char *kind, const char *who, size_t curve,
                             char buf[NAME_MAX_LEN])
{
	snprintf(buf, NAME_MAX_LEN, "%.8s_%.24s_ECDSA_%s.der", kind, who, curves[curve].suffix);
	return buf;
}

static struct span get_cert(const struct pki *p, const char *who, size_t curve)
{
	char name[NAME_MAX_LEN];

	return pki_get(p, file_name("CERT", who, curve, name));
}

bool pki_has_ci(const struct pki *p)
{
	for (size_t i = 0; i < N_CURVES; i++)
		if (get_cert(p, "CI", i).ptr)
			return true;
	return false;
}

static struct span get_key(const struct pki *p, const char *who, size_t curve)
{
	char name[NAME_MAX_LEN];

	return pki_get(p, file_name("SK", who, curve, name));
}

/* ---- generation ---- */

static const struct {
	const char *who; /* file names CERT_who and SK_who */
	struct cert_template tmpl;
} members[] = {
	{ "CI",
	  { .role = CERT_ROLE_CI,
	    .common_name = "softeuicc Test CI",
	    .organization = "softeuicc",
	    .country = "XX",
	    .rid = "2.999.1" } },
	{ "EUM",
	  { .role = CERT_ROLE_EUM,
	    .common_name = "softeuicc Test EUM",
	    .organization = "softeuicc Test EUM",
	    .country = "XX",
	    .permitted_ein = TEST_EIN,
	    .rid = "2.999.5" } },
	{ "S_SM_DPauth",
	  { .role = CERT_ROLE_DP_AUTH,
	    .common_name = "softeuicc Test SM-DP+",
	    .organization = "softeuicc",
	    .rid = "2.999.10" } },
	{ "S_SM_DPpb",
	  { .role = CERT_ROLE_DP_PB,
	    .common_name = "softeuicc Test SM-DP+",
	    .organization = "softeuicc",
	    .rid = "2.999.10" } },
};

static int add_member(struct pki *p, size_t member, size_t curve, const struct crypto_random *rnd,
                      const struct ec_private *ci_key)
{
	const char *who = members[member].who;
	char name[NAME_MAX_LEN];
	uint8_t buf[CERT_MAX];
	size_t len;
	struct cert ci;
	EC_PRIVATE_AUTO own = { 0 };
	const struct ec_private *key = ci_key;
	bool is_ci = members[member].tmpl.role == CERT_ROLE_CI;
	int r = 0;

	if (!is_ci) {
		r = ec_generate(curves[curve].curve, rnd, &own);
		key = &own;
	}
	if (r == 0 && !is_ci && !cert_parse(get_cert(p, "CI", curve), &ci))
		r = -EINVAL;
	if (r == 0)
		r = cert_issue(&members[member].tmpl, &key->pub, is_ci ? NULL : &ci, ci_key, rnd,
		               buf, sizeof(buf), &len);
	if (r < 0)
		return r;
	r = add_file(p, file_name("CERT", who, curve, name), (struct span){ buf, len });
	if (r == 0)
		r = ec_private_to_der(key, buf, sizeof(buf), &len);
	if (r < 0)
		return r;
	r = add_file(p, file_name("SK", who, curve, name), (struct span){ buf, len });
	explicit_bzero(buf, sizeof(buf));
	return r;
}

int pki_generate(const struct crypto_random *rnd, struct pki *ret_pki)
{
	struct pki p = { 0 };
	int r = 0;

	for (size_t c = 0; c < N_CURVES && r == 0; c++) {
		EC_PRIVATE_AUTO ci_key = { 0 };

		r = ec_generate(curves[c].curve, rnd, &ci_key);
		for (size_t m = 0; m < sizeof(members) / sizeof(members[0]) && r == 0; m++)
			r = add_member(&p, m, c, rnd, &ci_key);
	}
	if (r < 0) {
		pki_free(&p);
		return r;
	}
	*ret_pki = p;
	return 0;
}

/* ---- folders ---- */

static int load_file(struct pki *p, int dir, const char *name)
{
	uint8_t *buf;
	ssize_t n;
	int r;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	buf = malloc(FILE_MAX);
	n = buf ? read(fd, buf, FILE_MAX) : -1;
	close(fd);
	r = n < 0 ? -EIO : add_file(p, name, (struct span){ buf, (size_t)n });
	free(buf);
	return r;
}

int pki_load_folder(const char *folder, struct pki *ret_pki)
{
	struct pki p = { 0 };
	struct dirent *e;
	int r = 0;
	DIR *d = opendir(folder);

	if (!d)
		return -errno;
	while (r == 0 && (e = readdir(d))) {
		size_t n = strlen(e->d_name);

		if (n > 4 && strcmp(e->d_name + n - 4, ".der") == 0)
			r = load_file(&p, dirfd(d), e->d_name);
	}
	closedir(d);
	if (r < 0) {
		pki_free(&p);
		return r;
	}
	*ret_pki = p;
	return 0;
}

static int save_file(int dir, const struct pki_file *f)
{
	bool secret = strncmp(f->name, "SK_", 3) == 0;
	int fd = openat(dir, f->name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	                secret ? 0600 : 0644);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, f->der, f->len);
	if (close(fd) < 0 || n != (ssize_t)f->len)
		return -EIO;
	return 0;
}

int pki_save_folder(const struct pki *p, const char *folder)
{
	int dir, r = 0;

	if (mkdir(folder, 0755) < 0 && errno != EEXIST)
		return -errno;
	dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	for (size_t i = 0; i < p->n && r == 0; i++)
		r = save_file(dir, &p->files[i]);
	close(dir);
	return r;
}

/* ---- the store's private PKI ---- */

static int load_rows(struct softeuicc_store *s, struct pki *p)
{
	STORE_STMT *stmt = store_query(s, "SELECT name, der FROM pki_file ORDER BY name", "");
	int r;

	while ((r = store_step(stmt)) == 1) {
		r = add_file(p, (const char *)sqlite3_column_text(stmt, 0), store_blob(stmt, 1));
		if (r < 0)
			break;
	}
	return r;
}

static int save_rows(struct softeuicc_store *s, const struct pki *p)
{
	int r = 0;

	for (size_t i = 0; i < p->n && r == 0; i++)
		r = store_exec(s, "INSERT INTO pki_file (name, der) VALUES (?, ?)", "tb",
		               p->files[i].name, (struct span){ p->files[i].der, p->files[i].len });
	return r;
}

int pki_load_store(struct softeuicc_store *s, const struct crypto_random *rnd, struct pki *ret_pki)
{
	struct pki p = { 0 };
	/* Two processes may ask a new store for its PKI at once: the write lock comes first. */
	bool outer = s->in_transaction;
	int r = store_begin(s);

	if (r == 0)
		r = load_rows(s, &p);
	if (r == 0 && p.n == 0) {
		r = pki_generate(rnd, &p);
		if (r == 0)
			r = save_rows(s, &p);
	}
	if (!outer) {
		if (r == 0)
			r = store_commit(s);
		else
			store_rollback(s);
	}
	if (r < 0) {
		pki_free(&p);
		return r;
	}
	*ret_pki = p;
	return 0;
}

/* ---- personalisation ---- */

static bool own_certificate(const struct pki *p, size_t curve, struct cert *ret_cert)
{
	return get_key(p, "EUICC", curve).ptr && cert_parse(get_cert(p, "EUICC", curve), ret_cert);
}

static bool names_eid(const struct cert *c, const char *eid)
{
	return c->subject_serial_number.ptr && c->subject_serial_number.len == EID_DIGITS &&
	       memcmp(c->subject_serial_number.ptr, eid, EID_DIGITS) == 0;
}

bool pki_own_eid(const struct pki *p, char ret_eid[EID_DIGITS + 1])
{
	struct cert c;

	for (size_t i = 0; i < N_CURVES; i++) {
		if (!own_certificate(p, i, &c) || c.subject_serial_number.len != EID_DIGITS)
			continue;
		memcpy(ret_eid, c.subject_serial_number.ptr, EID_DIGITS);
		ret_eid[EID_DIGITS] = '\0';
		return true;
	}
	return false;
}

/* Digits that the EUM's name constraint (or its permitted EINs) fixes. */
static void eum_range(const struct pki *p, char ret_ein[EID_DIGITS + 1])
{
	memcpy(ret_ein, TEST_EIN, sizeof(TEST_EIN));
	for (size_t i = 0; i < N_CURVES; i++) {
		struct cert eum;
		struct span ein;

		if (cert_parse(get_cert(p, "EUM", i), &eum) && cert_permitted_ein(&eum, &ein) &&
		    ein.len < EID_DIGITS - 2) {
			memcpy(ret_ein, ein.ptr, ein.len);
			ret_ein[ein.len] = '\0';
			return;
		}
	}
}

int pki_random_eid(const struct pki *p, const struct crypto_random *rnd,
                   char ret_eid[EID_DIGITS + 1])
{
	char eid[EID_DIGITS + 1] = { 0 };
	uint8_t bytes[EID_DIGITS];
	int r = crypto_random_fill(rnd, bytes, sizeof(bytes));

	if (r < 0)
		return r;
	eum_range(p, eid);
	for (size_t i = strlen(eid); i < EID_DIGITS; i++)
		eid[i] = (char)('0' + bytes[i] % 10);
	eid_set_check_digits(eid);
	memcpy(ret_eid, eid, sizeof(eid));
	return 0;
}

static bool is_key_of(const struct ec_private *key, const struct cert *c)
{
	return key->pub.curve == c->key.curve &&
	       memcmp(key->pub.point, c->key.point, EC_POINT_LEN) == 0;
}

/* The eUICC certificate and key for one curve: the PKI's own or a minted one. 0, 1 none, -errno. */
static int make_credential(const struct pki *p, size_t curve, const char *eid,
                           const struct crypto_random *rnd, uint8_t cert[CERT_MAX], size_t *ret_len,
                           struct ec_private *ret_key)
{
	struct cert_template tmpl = {
		.role = CERT_ROLE_EUICC, .common_name = "softeuicc", .country = "XX", .eid = eid
	};
	struct cert c, eum;
	char organization[256];
	EC_PRIVATE_AUTO eum_key = { 0 };
	int r;

	if (own_certificate(p, curve, &c) && names_eid(&c, eid)) {
		if (c.whole.len > CERT_MAX)
			return -EINVAL;
		memcpy(cert, c.whole.ptr, c.whole.len);
		*ret_len = c.whole.len;
		r = ec_private_from_der(get_key(p, "EUICC", curve), ret_key);
		return r == 0 && !is_key_of(ret_key, &c) ? -EINVAL : r;
	}
	if (!get_key(p, "EUM", curve).ptr || !cert_parse(get_cert(p, "EUM", curve), &eum))
		return 1;
	r = ec_private_from_der(get_key(p, "EUM", curve), &eum_key);
	if (r == 0)
		r = ec_generate(curves[curve].curve, rnd, ret_key);
	if (r < 0)
		return r;
	/* The EUM's name constraint wants its own organization in the eUICC's subject. */
	snprintf(organization, sizeof(organization), "%.*s", (int)eum.subject_organization.len,
	         (const char *)eum.subject_organization.ptr);
	tmpl.organization = organization;
	return cert_issue(&tmpl, &ret_key->pub, &eum, &eum_key, rnd, cert, CERT_MAX, ret_len);
}

/* What a card has of one CI; without a key it only verifies. */
struct personal {
	struct span ci, eum, euicc, key;
};

/* The verdict on a chain, and whose certificate it is about [SGP.22 4.5.2.1]. */
static enum cert_verdict judge(const struct personal *c, const char *eid, bool checked,
                               const char **ret_whose)
{
	struct cert ci, eum, euicc;
	const int64_t now = time(NULL);
	enum cert_verdict v;

	*ret_whose = "CI";
	if (!cert_parse(c->ci, &ci))
		return CERT_BAD_FORMAT;
	v = checked ? cert_check_ci(&ci, now) : CERT_OK;
	if (v != CERT_OK || !c->key.ptr)
		return v;
	*ret_whose = "EUM";
	if (!cert_parse(c->eum, &eum))
		return CERT_BAD_FORMAT;
	v = checked ? cert_check_eum(&eum, &ci, now) : CERT_OK;
	if (v != CERT_OK)
		return v;
	*ret_whose = "eUICC";
	if (!cert_parse(c->euicc, &euicc))
		return CERT_BAD_FORMAT;
	return checked ? cert_check_euicc_chain(&euicc, &eum, &ci, eid, now) : CERT_OK;
}

static int check_personal(const struct personal *c, const char *eid, bool checked, size_t curve,
                          struct softeuicc_store *s, const char **ret_error)
{
	const char *whose;
	const enum cert_verdict v = judge(c, eid, checked, &whose);

	if (v == CERT_OK)
		return 0;
	snprintf(s->error, sizeof(s->error), "PKI: %s certificate (%s): %s", whose,
	         curves[curve].suffix, cert_verdict_name(v));
	*ret_error = s->error;
	return -EINVAL;
}

static int add_credential(struct softeuicc_store *s, int64_t card_id, int64_t position,
                          const struct personal *c)
{
	return store_exec(s,
	                  "INSERT INTO credential (card_id, position, ci_cert, eum_cert,"
	                  " euicc_cert, euicc_key) VALUES (?, ?, ?, ?, ?, ?)",
	                  "iibbbb", card_id, position, c->ci, c->eum, c->euicc, c->key);
}

int pki_personalise(const struct pki *p, struct softeuicc_store *s, int64_t card_id,
                    const char eid[EID_DIGITS + 1], bool checked, const struct crypto_random *rnd,
                    const char **ret_error)
{
	int64_t position = 0;
	size_t usable = 0;

	for (size_t i = 0; i < N_CURVES; i++) {
		struct personal c = { .ci = get_cert(p, "CI", i) };
		uint8_t cert[CERT_MAX];
		size_t len = 0;
		EC_PRIVATE_AUTO key = { 0 };
		int r;

		if (!c.ci.ptr)
			continue;
		*ret_error = "PKI: the keys of EUM or eUICC do not go with their certificates";
		r = make_credential(p, i, eid, rnd, cert, &len, &key);
		if (r == 0) {
			usable++;
			c.eum = get_cert(p, "EUM", i);
			c.euicc = (struct span){ cert, len };
			c.key = SPAN(key.scalar);
		}
		if (r >= 0)
			r = check_personal(&c, eid, checked, i, s, ret_error);
		if (r == 0)
			r = add_credential(s, card_id, position++, &c);
		if (r < 0)
			return r;
	}
	if (usable)
		return 0;
	*ret_error = position ? "PKI: neither an EUM key nor an eUICC key for this EID"
	                      : "PKI: no CI certificate (CERT_CI_ECDSA_NIST.der or _BRP)";
	return -ENOENT;
}

/* What libcrypto looks up by name, looked up once in a process; see provider.h. */
#include "crypto/provider.h"

#include <openssl/core_names.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stddef.h>

/* Written under the once, constant ever after. */
static struct {
	pthread_once_t once;
	struct crypto_provider provider;
	bool complete;
} cache = { .once = PTHREAD_ONCE_INIT };

/* A key object that has a curve and no point. */
static EVP_PKEY *curve_params(int nid)
{
	char name[32];
	OSSL_PARAM params[2];
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	OPENSSL_strlcpy(name, OBJ_nid2sn(nid), sizeof(name));
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0);
	params[1] = OSSL_PARAM_construct_end();
	if (!ctx || EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEY_PARAMETERS, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static bool curve_load(struct crypto_curve *c, int nid)
{
	BN_CTX *bn = BN_CTX_new();
	bool ok;

	c->group = EC_GROUP_new_by_curve_name(nid);
	c->order = BN_MONT_CTX_new();
	c->order_less2 = c->group ? BN_dup(EC_GROUP_get0_order(c->group)) : NULL;
	c->params = curve_params(nid);
	ok = bn && c->group && c->order && c->order_less2 && c->params &&
	     BN_MONT_CTX_set(c->order, EC_GROUP_get0_order(c->group), bn) &&
	     BN_sub_word(c->order_less2, 2);
	BN_CTX_free(bn);
	return ok;
}

static void load(void)
{
	struct crypto_provider *p = &cache.provider;
	bool curves = curve_load(&p->p256, NID_X9_62_prime256v1) &&
	              curve_load(&p->bp256, NID_brainpoolP256r1);

	p->sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
	p->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	p->aes128_ecb = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
	p->aes128_cbc = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
	p->aes128_ctr = EVP_CIPHER_fetch(NULL, "AES-128-CTR", NULL);
	p->des3_cbc = EVP_CIPHER_fetch(NULL, "DES-EDE3-CBC", NULL);
	p->cmac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	cache.complete = curves && p->sha256 && p->sha1 && p->aes128_ecb && p->aes128_cbc &&
	                 p->aes128_ctr && p->des3_cbc && p->cmac;
}

const struct crypto_provider *crypto_provider(void)
{
	pthread_once(&cache.once, load);
	return cache.complete ? &cache.provider : NULL;
}

const struct crypto_curve *crypto_curve(enum ec_curve curve)
{
	const struct crypto_provider *p = crypto_provider();

	if (!p)
		return NULL;
	switch (curve) {
	case EC_CURVE_P256:
		return &p->p256;
	case EC_CURVE_BP256:
		return &p->bp256;
	case EC_CURVE_NONE:
		break;
	}
	return NULL;
}

/* The eIM: packages out, results in. [SGP.32 2.11.1, 2.11.2, 3.3.1] */
#include "peers/eim.h"

#include <errno.h>
#include <string.h>

enum { CERTIFICATE_MAX = 2048, EID_DIGITS = 2 * EIM_SERVER_EID_LEN };

/* ---- making one ---- */

/* An eIM certificate has no role policy, and only its key is used [SGP.26]. */
static int make_certificate(struct eim_server *e)
{
	const struct cert_template template = { .role = CERT_ROLE_NONE, .common_name = e->eim_id };
	uint8_t der[CERTIFICATE_MAX];
	size_t len;
	int r = cert_issue(&template, &e->key.pub, NULL, &e->key, &e->random, der, sizeof(der),
	                   &len);

	return r < 0 ? r : buffer_set(&e->certificate, (struct span){ der, len });
}

int eim_server_init(struct eim_server *e, const struct eim_server_config *config)
{
	enum ec_curve curve = config->curve == EC_CURVE_NONE ? EC_CURVE_P256 : config->curve;
	int r;

	*e = (struct eim_server){ .eim_id = config->eim_id,
		                  .counter = config->counter,
		                  .random = config->random };
	if (config->key.ptr)
		r = ec_private_from_der(config->key, &e->key);
	else
		r = ec_generate(curve, &e->random, &e->key);
	if (r == 0 && config->certificate)
		r = make_certificate(e);
	if (r < 0)
		eim_server_clear(e);
	return r;
}

void eim_server_clear(struct eim_server *e)
{
	ec_private_wipe(&e->key);
	buffer_free(&e->certificate);
}

/* The key data element A5: SubjectPublicKeyInfo under A0, or Certificate under A1. */
static int key_data(const struct eim_server *e, struct buffer *ret_data)
{
	uint8_t spki[128];
	struct der_writer w = { spki, sizeof(spki), 0 };
	struct span element = buffer_span(&e->certificate);
	struct der_tlv v;
	int r;

	if (!element.ptr) {
		ec_public_put_spki(&e->key.pub, &w);
		element = der_written(&w);
	}
	if (!der_whole(element, 0x30, &v))
		return -EINVAL;
	r = buffer_append_tlv(ret_data, e->certificate.ptr ? 0xA1 : 0xA0, v.value);
	return r < 0 ? r : buffer_wrap(ret_data, IOT_TAG_EIM_PUBLIC_KEY_DATA);
}

int eim_server_configuration(const struct eim_server *e, struct arena *a,
                             struct eim_configuration_data *ret_config)
{
	BUFFER_AUTO data = { 0 };
	struct span copy;
	int r = key_data(e, &data);

	if (r < 0)
		return r;
	copy = arena_copy(a, buffer_span(&data));
	if (!copy.ptr)
		return -ENOMEM;
	*ret_config = (struct eim_configuration_data){
		.eim_id = { (const uint8_t *)e->eim_id, strlen(e->eim_id) },
		.eim_id_type = { true, EIM_ID_TYPE_FQDN },
		.counter_value = { true, e->counter },
		.eim_public_key_data = copy,
	};
	return 0;
}

void eim_server_take_token(struct eim_server *e, struct asn1_int token)
{
	e->has_token = token.set;
	e->token = token.set ? token.v : 0;
}

/* ---- the eUICC ---- */

/* The EID in a certificate's subject, as octets. */
static bool parse_eid(struct span digits, uint8_t ret_eid[EIM_SERVER_EID_LEN])
{
	if (digits.len != EID_DIGITS)
		return false;
	for (size_t i = 0; i < EID_DIGITS; i++)
		if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
			return false;
	for (size_t i = 0; i < EIM_SERVER_EID_LEN; i++)
		ret_eid[i] = (uint8_t)((digits.ptr[2 * i] - '0') << 4 |
		                       (digits.ptr[2 * i + 1] - '0'));
	return true;
}

int eim_server_trust(struct eim_server *e, struct span ci_der, struct span eum_der,
                     struct span euicc_der)
{
	struct cert ci, eum, euicc;

	if (!cert_parse(ci_der, &ci) || !cert_parse(eum_der, &eum) ||
	    !cert_parse(euicc_der, &euicc) ||
	    cert_check_euicc_chain(&euicc, &eum, &ci, NULL, 0) != CERT_OK ||
	    !parse_eid(euicc.subject_serial_number, e->eid))
		return 1;
	e->euicc_key = euicc.key;
	return 0;
}

/* ---- packages ---- */

static void spoil(const struct eim_server *e, enum eim_server_point point, struct buffer *object)
{
	if (e->tamper.spoil)
		e->tamper.spoil(e->tamper.ctx, point, object);
}

/* INTEGER octets: minimal, with a sign bit. Returns their number. */
static size_t put_integer(int64_t v, uint8_t ret_octets[8])
{
	size_t n = 8;

	for (size_t i = 8; i-- > 0; v >>= 8)
		ret_octets[i] = (uint8_t)v;
	while (n > 1 && ((ret_octets[8 - n] == 0x00 && !(ret_octets[9 - n] & 0x80)) ||
	                 (ret_octets[8 - n] == 0xFF && (ret_octets[9 - n] & 0x80))))
		n--;
	memmove(ret_octets, ret_octets + 8 - n, n);
	return n;
}

/* 84 and the token; 84 01 00 where there is none [SGP.32 2.11.1.1]. */
static int token_object(const struct eim_server *e, struct buffer *ret_object)
{
	uint8_t octets[8];
	size_t n = put_integer(e->has_token ? e->token : 0, octets);

	return buffer_append_tlv(ret_object, IOT_TAG_ASSOCIATION_TOKEN, (struct span){ octets, n });
}

/* The element euiccPackageSigned. */
static int put_signed(struct eim_server *e, struct span package, struct buffer *ret_signed)
{
	uint8_t octets[8];
	size_t n = put_integer(e->counter, octets);
	int r = buffer_append_tlv(ret_signed, 0x80,
	                          (struct span){ (const uint8_t *)e->eim_id, strlen(e->eim_id) });

	if (r == 0)
		r = buffer_append_tlv(ret_signed, 0x5A, SPAN(e->eid));
	if (r == 0)
		r = buffer_append_tlv(ret_signed, 0x81, (struct span){ octets, n });
	if (r == 0)
		r = buffer_append_tlv(ret_signed, 0x82, SPAN(e->transaction_id));
	if (r == 0)
		r = buffer_append(ret_signed, package);
	return r < 0 ? r : buffer_wrap(ret_signed, 0x30);
}

/* The element eimSignature over the signed element and the token object. */
static int put_signature(const struct eim_server *e, const struct buffer *to_sign,
                         struct buffer *ret_signature)
{
	BUFFER_AUTO token = { 0 };
	uint8_t signature[EC_SIGNATURE_LEN];
	int r = token_object(e, &token);

	if (r < 0)
		return r;
	spoil(e, EIM_SERVER_POINT_TOKEN, &token);
	r = ec_sign(&e->key, (const struct span[]){ buffer_span(to_sign), buffer_span(&token) }, 2,
	            signature);
	if (r == 0)
		r = buffer_append_tlv(ret_signature, 0x5F37, SPAN(signature));
	return r;
}

int eim_server_sign(struct eim_server *e, struct span package, struct arena *a,
                    struct span *ret_request)
{
	BUFFER_AUTO request = { 0 };
	BUFFER_AUTO signature = { 0 };
	struct span copy;
	int r = crypto_random_fill(&e->random, e->transaction_id, sizeof(e->transaction_id));

	e->counter++;
	if (r == 0)
		r = put_signed(e, package, &request);
	if (r < 0)
		return r;
	spoil(e, EIM_SERVER_POINT_SIGNED, &request);
	r = put_signature(e, &request, &signature);
	if (r < 0)
		return r;
	spoil(e, EIM_SERVER_POINT_SIGNATURE, &signature);
	r = buffer_append(&request, buffer_span(&signature));
	if (r == 0)
		r = buffer_wrap(&request, IOT_TAG_LOAD_EUICC_PACKAGE);
	if (r < 0)
		return r;
	spoil(e, EIM_SERVER_POINT_REQUEST, &request);
	copy = arena_copy(a, buffer_span(&request));
	if (!copy.ptr)
		return -ENOMEM;
	*ret_request = copy;
	return 0;
}

static int sign_typed(struct eim_server *e, const struct euicc_package_typed *package,
                      struct arena *a, struct span *ret_request)
{
	struct span list = asn1_encode_arena(&euicc_package_typed_type, 0, package, a);

	return list.ptr ? eim_server_sign(e, list, a, ret_request) : -ENOMEM;
}

int eim_server_sign_psmos(struct eim_server *e, const struct psmo *commands, size_t n,
                          struct arena *a, struct span *ret_request)
{
	const struct euicc_package_typed package = {
		.which = EUICC_PACKAGE_PSMO_LIST,
		.psmo_list = { (void *)(uintptr_t)commands, n },
	};

	return sign_typed(e, &package, a, ret_request);
}

int eim_server_sign_ecos(struct eim_server *e, const struct eco *commands, size_t n,
                         struct arena *a, struct span *ret_request)
{
	const struct euicc_package_typed package = {
		.which = EUICC_PACKAGE_ECO_LIST,
		.eco_list = { (void *)(uintptr_t)commands, n },
	};

	return sign_typed(e, &package, a, ret_request);
}

/* ---- results ---- */

/* 0 genuine, 1 not, negative errno. data: the signed element as received. */
static int check_signature(const struct eim_server *e, struct span data, struct span signature)
{
	BUFFER_AUTO token = { 0 };
	int r = token_object(e, &token);

	if (r < 0)
		return r;
	return ec_verify(&e->euicc_key, (const struct span[]){ data, buffer_span(&token) }, 2,
	                 signature);
}

/* The value of euiccResult: the last SEQUENCE of the signed data. */
static struct span results_of(struct span data)
{
	struct der_tlv whole, list;

	if (!der_whole(data, 0x30, &whole) || !der_find(whole.value, 0x30, &list))
		return (struct span){ NULL, 0 };
	return list.value;
}

int eim_server_verify(const struct eim_server *e, struct span der, struct arena *a,
                      struct eim_server_result *ret_result)
{
	struct eim_server_result result = { 0 };
	struct euicc_package_result epr;
	struct asn1_error error;
	struct span data, signature;

	if (!asn1_decode(&euicc_package_result_type, IOT_TAG_LOAD_EUICC_PACKAGE, der, &epr, a,
	                 &error))
		return -EBADMSG;
	result.which = epr.which;
	switch (epr.which) {
	case EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED:
		data = epr.euicc_package_result_signed->euicc_package_result_data_signed;
		signature = epr.euicc_package_result_signed->euicc_sign_epr;
		result.results = results_of(data);
		if (!asn1_decode(&euicc_package_result_data_signed_type, 0x30, data, &result.data,
		                 a, &error))
			return -EBADMSG;
		break;
	case EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED:
		data = epr.euicc_package_error_signed->euicc_package_error_data_signed;
		signature = epr.euicc_package_error_signed->euicc_sign_epe;
		if (!asn1_decode(&euicc_package_error_data_signed_type, 0x30, data, &result.error,
		                 a, &error))
			return -EBADMSG;
		break;
	default:
		result.unsigned_error = *epr.euicc_package_error_unsigned;
		*ret_result = result;
		return 0;
	}
	*ret_result = result;
	return check_signature(e, data, signature);
}

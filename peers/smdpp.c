/* The SM-DP+'s state: keys, orders, sessions, refusals. [SGP.22 3.1, 5.2.6] */
#include "peers/smdpp_internal.h"

#include "asn1/rsp_tags.h"
#include "crypto/hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SEGMENT_DEFAULT = 1020,
	SEGMENT_MIN = 64,
	SEGMENT_MAX = 1100,
	CC_ATTEMPTS_DEFAULT = 3,
	PATH_MAX_LEN = 4096,
	TAG_PROFILE_HEADER = 0xA0,
	TAG_HEADER_ICCID = 0x83,
	ICCID_LEN = 10,
	METADATA_MAX = 4096,
};

static const char default_address[] = "smdpp.test.softeuicc.example";
static const uint8_t default_host_id[] = { 's', 'o', 'f', 't', 'e', 'u', 'i', 'c', 'c' };

/* Subject and reason codes [SGP.22 5.2.6, 5.6]. */
static const struct smdpp_status statuses[] = {
	[SMDPP_REFUSE_ADDRESS] = { "8.8.1", "3.8", "not the address of this SM-DP+" },
	[SMDPP_REFUSE_CI_FOR_VERIFICATION] = { "8.8.4", "3.7",
	                                       "no certificate below a CI that the eUICC "
	                                       "verifies" },
	[SMDPP_REFUSE_CI_FOR_SIGNING] = { "8.8.2", "3.1", "eUICC signs below no known CI" },
	[SMDPP_REFUSE_TRANSACTION] = { "8.10.1", "3.9", "unknown transaction" },
	[SMDPP_REFUSE_CARD_ERROR] = { "8.1", "4.2", "the eUICC reported an error" },
	[SMDPP_REFUSE_CI_UNKNOWN] = { "8.11.1", "3.9", "EUM certificate below an unknown CI" },
	[SMDPP_REFUSE_EUM_CERTIFICATE] = { "8.1.2", "6.1", "EUM certificate not valid" },
	[SMDPP_REFUSE_EUM_EXPIRED] = { "8.1.2", "6.3", "EUM certificate expired" },
	[SMDPP_REFUSE_EUICC_CERTIFICATE] = { "8.1.3", "6.1", "eUICC certificate not valid" },
	[SMDPP_REFUSE_EUICC_EXPIRED] = { "8.1.3", "6.3", "eUICC certificate expired" },
	[SMDPP_REFUSE_EUICC] = { "8.1", "6.1", "signature or signed data of the eUICC not valid" },
	[SMDPP_REFUSE_MATCHING_ID] = { "8.2.6", "3.8", "no profile for this matching id" },
	[SMDPP_REFUSE_EID] = { "8.1.1", "3.8", "profile is for another EID" },
	[SMDPP_REFUSE_ORDER_RETRIES] = { "8.8.5", "6.4", "too many tries for this order" },
	[SMDPP_REFUSE_CC_MISSING] = { "8.2.7", "2.2", "confirmation code missing" },
	[SMDPP_REFUSE_CC] = { "8.2.7", "3.8", "confirmation code wrong" },
	[SMDPP_REFUSE_CC_RETRIES] = { "8.2.7", "6.4", "too many wrong confirmation codes" },
	[SMDPP_REFUSE_OID] = { "8.8", "3.10", "signed for another SM-DP+" },
	[SMDPP_REFUSE_FORMAT] = { "8.1", "2.1", "not a well-formed object" },
};

int smdpp_refuse(enum smdpp_refusal why, struct smdpp_status *ret_status)
{
	*ret_status = statuses[why];
	return 1;
}

static void key_set_free(struct smdpp_key_set *k)
{
	buffer_free(&k->ci_der);
	buffer_free(&k->auth_der);
	buffer_free(&k->pb_der);
	ec_private_wipe(&k->auth_key);
	ec_private_wipe(&k->pb_key);
}

static void order_free(struct smdpp_stored_order *o)
{
	free(o->matching_id);
	free(o->confirmation_code);
	free(o->eid);
	buffer_free(&o->profile);
	buffer_free(&o->metadata);
	buffer_free(&o->dp_proprietary_data);
	ec_private_wipe(&o->bound_otsk);
	free(o);
}

int smdpp_new(const struct smdpp_config *config, struct smdpp **ret_server)
{
	struct span host_id = config->host_id.ptr ? config->host_id : SPAN(default_host_id);
	struct smdpp *s;

	if (host_id.len == 0 || host_id.len > SMDPP_HOST_ID_MAX)
		return -EINVAL;
	if (config->segment_max != 0 &&
	    (config->segment_max < SEGMENT_MIN || config->segment_max > SEGMENT_MAX))
		return -EINVAL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->config = *config;
	s->address = strdup(config->address ? config->address : default_address);
	if (!s->address) {
		free(s);
		return -ENOMEM;
	}
	memcpy(s->host_id, host_id.ptr, host_id.len);
	s->config.address = s->address;
	s->config.host_id = (struct span){ s->host_id, host_id.len };
	if (s->config.segment_max == 0)
		s->config.segment_max = SEGMENT_DEFAULT;
	if (s->config.cc_attempts == 0)
		s->config.cc_attempts = CC_ATTEMPTS_DEFAULT;
	*ret_server = s;
	return 0;
}

void smdpp_free(struct smdpp *s)
{
	if (!s)
		return;
	while (s->sessions)
		smdpp_session_end(s, s->sessions);
	while (s->orders) {
		struct smdpp_stored_order *next = s->orders->next;

		order_free(s->orders);
		s->orders = next;
	}
	for (size_t i = 0; i < s->n_key_sets; i++)
		key_set_free(&s->key_sets[i]);
	for (size_t i = 0; i < s->n_notifications; i++)
		free(s->notifications[i]);
	free(s->notifications);
	free(s->address);
	free(s);
}

const char *smdpp_address(const struct smdpp *s)
{
	return s->address;
}

void smdpp_set_tamper(struct smdpp *s, const struct smdpp_tamper *tamper)
{
	s->config.tamper = tamper ? *tamper : (struct smdpp_tamper){ 0 };
}

int smdpp_random(struct smdpp *s, uint8_t *buf, size_t len)
{
	return crypto_random_fill(s->config.random.fill ? &s->config.random : NULL, buf, len);
}

/* The private key must be the one of the certificate, on the CI's curve. */
static bool key_set_matches(const struct smdpp_key_set *k)
{
	return k->ci.role == CERT_ROLE_CI && k->ci.ski.ptr &&
	       k->auth_key.pub.curve == k->ci.key.curve &&
	       memcmp(k->auth_key.pub.point, k->auth.key.point, EC_POINT_LEN) == 0 &&
	       k->pb_key.pub.curve == k->ci.key.curve &&
	       memcmp(k->pb_key.pub.point, k->pb.key.point, EC_POINT_LEN) == 0;
}

static int cert_keep(struct buffer *keep, struct span der, struct cert *ret_cert)
{
	int r = buffer_set(keep, der);

	if (r < 0)
		return r;
	return cert_parse(buffer_span(keep), ret_cert) ? 0 : -EINVAL;
}

int smdpp_add_keys(struct smdpp *s, const struct smdpp_keys *keys)
{
	struct smdpp_key_set k = { 0 };
	int r;

	if (s->n_key_sets == SMDPP_KEY_SETS_MAX)
		return -ENOSPC;
	r = cert_keep(&k.ci_der, keys->ci, &k.ci);
	if (r == 0)
		r = cert_keep(&k.auth_der, keys->auth, &k.auth);
	if (r == 0)
		r = cert_keep(&k.pb_der, keys->pb, &k.pb);
	if (r == 0)
		r = ec_private_from_der(keys->auth_key, &k.auth_key);
	if (r == 0)
		r = ec_private_from_der(keys->pb_key, &k.pb_key);
	if (r == 0 && !key_set_matches(&k))
		r = -EINVAL;
	if (r < 0) {
		key_set_free(&k);
		return r;
	}
	s->key_sets[s->n_key_sets++] = k;
	return 0;
}

/* Loads the files of one curve. -ENOENT if one is missing. */
static int load_curve(struct smdpp *s, const char *dir, const char *curve)
{
	static const char *const names[] = { "CERT_CI", "CERT_S_SM_DPauth", "CERT_S_SM_DPpb",
		                             "SK_S_SM_DPauth", "SK_S_SM_DPpb" };
	struct buffer files[A_COUNT(names)] = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < A_COUNT(names); i++) {
		char path[PATH_MAX_LEN];
		int n = snprintf(path, sizeof(path), "%s/%s_ECDSA_%s.der", dir, names[i], curve);

		if (n < 0 || (size_t)n >= sizeof(path))
			r = -ENAMETOOLONG;
		else
			r = buffer_read_file(&files[i], path);
	}
	if (r == 0)
		r = smdpp_add_keys(s, &(struct smdpp_keys){
		                              .ci = buffer_span(&files[0]),
		                              .auth = buffer_span(&files[1]),
		                              .pb = buffer_span(&files[2]),
		                              .auth_key = buffer_span(&files[3]),
		                              .pb_key = buffer_span(&files[4]),
		                      });
	for (size_t i = 0; i < A_COUNT(names); i++)
		buffer_free(&files[i]);
	return r;
}

int smdpp_load_pki(struct smdpp *s, const char *dir)
{
	int nist = load_curve(s, dir, "NIST");
	int brp = load_curve(s, dir, "BRP");

	if (nist != 0 && nist != -ENOENT)
		return nist;
	if (brp != 0 && brp != -ENOENT)
		return brp;
	return nist == 0 || brp == 0 ? 0 : -ENOENT;
}

/* ICCID in the profile header, digits in order, to the form of EF.ICCID and of the metadata. */
static int header_iccid(struct span profile, uint8_t ret_iccid[ICCID_LEN])
{
	struct der_reader r = der_reader(profile);
	struct der_tlv header;
	struct der_tlv iccid;

	if (!der_take(&r, TAG_PROFILE_HEADER, &header) ||
	    !der_find(header.value, TAG_HEADER_ICCID, &iccid) || iccid.value.len != ICCID_LEN)
		return -EINVAL;
	for (size_t i = 0; i < ICCID_LEN; i++)
		ret_iccid[i] = (uint8_t)(iccid.value.ptr[i] << 4 | iccid.value.ptr[i] >> 4);
	return 0;
}

static struct span text(const char *s)
{
	return (struct span){ (const uint8_t *)s, strlen(s) };
}

int smdpp_default_metadata(const struct smdpp *s, const char *name, struct span profile,
                           struct arena *a, struct store_metadata_request *ret_metadata)
{
	static const uint32_t events[] = { NOTIFICATION_EVENT_ENABLE, NOTIFICATION_EVENT_DISABLE,
		                           NOTIFICATION_EVENT_DELETE };
	struct notification_configuration_information *config = arena_alloc(
	        a, A_COUNT(events) * sizeof(*config));
	uint8_t iccid[ICCID_LEN];
	int r = header_iccid(profile, iccid);
	const struct span kept = arena_copy(a, SPAN(iccid));

	if (r < 0)
		return r;
	if (!config || !kept.ptr)
		return -ENOMEM;
	for (size_t i = 0; i < A_COUNT(events); i++) {
		config[i].profile_management_operation = (struct asn1_bits){ true, events[i] };
		config[i].notification_address = text(s->address);
	}
	*ret_metadata = (struct store_metadata_request){
		.iccid = kept,
		.service_provider_name = text("softeuicc"),
		.profile_name = text(name),
		.notification_configuration_info = { config, A_COUNT(events) },
	};
	return 0;
}

static int order_metadata(const struct smdpp *s, const struct smdpp_order *order,
                          struct buffer *ret_metadata)
{
	uint8_t memory[2 * METADATA_MAX];
	struct arena a = { memory, sizeof(memory), 0 };
	struct store_metadata_request metadata;
	struct span encoded;
	int r;

	if (order->metadata) {
		metadata = *order->metadata;
	} else {
		const char *name = *order->matching_id ? order->matching_id : "profile";

		r = smdpp_default_metadata(s, name, order->profile, &a, &metadata);
		if (r < 0)
			return r;
	}
	encoded = asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA, &metadata,
	                            &a);
	return encoded.ptr ? buffer_set(ret_metadata, encoded) : -ENOMEM;
}

/* Copies an optional string. */
static int copy_string(const char *from, char **ret_to)
{
	*ret_to = from ? strdup(from) : NULL;
	return from && !*ret_to ? -ENOMEM : 0;
}

static void order_remove(struct smdpp *s, const char *matching_id)
{
	for (struct smdpp_stored_order **at = &s->orders; *at; at = &(*at)->next) {
		struct smdpp_stored_order *o = *at;

		if (strcmp(o->matching_id, matching_id) != 0)
			continue;
		for (struct smdpp_session *i = s->sessions; i; i = i->next)
			if (i->order == o)
				i->order = NULL;
		*at = o->next;
		order_free(o);
		return;
	}
}

int smdpp_add_order(struct smdpp *s, const struct smdpp_order *order)
{
	struct smdpp_stored_order *o = calloc(1, sizeof(*o));
	int r;

	if (!o)
		return -ENOMEM;
	r = order_metadata(s, order, &o->metadata);
	if (r == 0)
		r = copy_string(order->matching_id, &o->matching_id);
	if (r == 0)
		r = copy_string(order->confirmation_code, &o->confirmation_code);
	if (r == 0)
		r = copy_string(order->eid, &o->eid);
	if (r == 0)
		r = buffer_set(&o->profile, order->profile);
	if (r == 0)
		r = buffer_set(&o->dp_proprietary_data, order->dp_proprietary_data);
	if (r < 0) {
		order_free(o);
		return r;
	}
	o->downloads_max = order->downloads_max;
	o->reuse_otpk = order->reuse_otpk;
	order_remove(s, order->matching_id);
	o->next = s->orders;
	s->orders = o;
	return 0;
}

struct smdpp_stored_order *smdpp_order_find(struct smdpp *s, struct span matching_id)
{
	for (struct smdpp_stored_order *o = s->orders; o; o = o->next)
		if (strlen(o->matching_id) == matching_id.len &&
		    (matching_id.len == 0 || span_equal(text(o->matching_id), matching_id)))
			return o;
	return NULL;
}

struct smdpp_session *smdpp_session_find(struct smdpp *s, struct span transaction_id)
{
	for (struct smdpp_session *i = s->sessions; i; i = i->next)
		if (span_equal(SPAN(i->transaction_id), transaction_id))
			return i;
	return NULL;
}

int smdpp_session_new(struct smdpp *s, struct smdpp_session **ret_session)
{
	struct smdpp_session *session = calloc(1, sizeof(*session));
	int r;

	if (!session)
		return -ENOMEM;
	r = smdpp_random(s, session->transaction_id, sizeof(session->transaction_id));
	if (r == 0)
		r = smdpp_random(s, session->server_challenge, sizeof(session->server_challenge));
	if (r < 0) {
		free(session);
		return r;
	}
	session->next = s->sessions;
	s->sessions = session;
	*ret_session = session;
	return 0;
}

void smdpp_session_end(struct smdpp *s, struct smdpp_session *session)
{
	struct smdpp_session **at = &s->sessions;

	while (*at != session)
		at = &(*at)->next;
	*at = session->next;
	buffer_free(&session->smdp_signature2);
	free(session);
}

void smdpp_spoil(struct smdpp *s, enum smdpp_point point, size_t index, struct buffer *object)
{
	if (s->config.tamper.spoil)
		s->config.tamper.spoil(s->config.tamper.ctx, point, index, object);
}

int smdpp_emit(struct smdpp *s, enum smdpp_point point, struct span object, struct arena *a,
               struct span *ret_object)
{
	BUFFER_AUTO copy = { 0 };
	struct span kept;
	int r = buffer_set(&copy, object);

	if (r < 0)
		return r;
	smdpp_spoil(s, point, 0, &copy);
	kept = arena_copy(a, buffer_span(&copy));
	if (!kept.ptr)
		return -ENOMEM;
	*ret_object = kept;
	return 0;
}

int smdpp_sign(struct smdpp *s, const struct ec_private *key, const struct span *parts, size_t n,
               enum smdpp_point point, struct arena *a, struct span *ret_signature)
{
	uint8_t signature[EC_SIGNATURE_LEN];
	uint8_t element[EC_SIGNATURE_LEN + 4];
	struct der_writer w = { element, sizeof(element), 0 };
	int r = ec_sign(key, parts, n, signature);

	if (r < 0)
		return r;
	der_put_tlv(&w, RSP_TAG_SIGNATURE, SPAN(signature));
	return smdpp_emit(s, point, der_written(&w), a, ret_signature);
}

int smdpp_hash_confirmation_code(const char *code, struct span transaction_id, uint8_t ret_hash[32])
{
	const struct span code_octets = text(code);
	uint8_t inner[SHA256_LEN];
	int r = sha256(&code_octets, 1, inner);

	if (r < 0)
		return r;
	return sha256((const struct span[]){ SPAN(inner), transaction_id }, 2, ret_hash);
}

/* The SM-DP+'s functions of ES9+ that end a download: notifications, cancelling. [SGP.22 5.6.4,
 * 5.6.5] */
#include "peers/smdpp_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { NOTIFICATION_MEMORY = 4096 };

/* A kept notification with the memory that its spans point into. */
struct kept_notification {
	struct smdpp_notification pub;
	struct arena arena;
	uint8_t memory[];
};

/* Copies a notification; what is decoded later lives beside the copy. */
static int notification_new(struct span raw, struct kept_notification **ret_kept)
{
	const size_t cap = raw.len + NOTIFICATION_MEMORY;
	struct kept_notification *k = calloc(1, sizeof(*k) + cap);

	if (!k)
		return -ENOMEM;
	k->arena = (struct arena){ k->memory, cap, 0 };
	k->pub.raw = arena_copy(&k->arena, raw);
	*ret_kept = k;
	return 0;
}

/* Takes ownership. */
static int notification_keep(struct smdpp *s, struct kept_notification *k)
{
	struct smdpp_notification **grown = realloc(s->notifications,
	                                            (s->n_notifications + 1) * sizeof(*grown));

	if (!grown) {
		free(k);
		return -ENOMEM;
	}
	s->notifications = grown;
	s->notifications[s->n_notifications++] = &k->pub;
	return 0;
}

const struct smdpp_notification *const *smdpp_notifications(const struct smdpp *s,
                                                            size_t *ret_count)
{
	*ret_count = s->n_notifications;
	return (const struct smdpp_notification *const *)s->notifications;
}

/* A ProfileInstallationResult belongs to a session, whose eUICC signed it [SGP.22 2.5.6]. */
static int check_installation(struct smdpp *s, struct kept_notification *k,
                              struct smdpp_status *ret_status)
{
	struct profile_installation_result result;
	struct profile_installation_result_data data;
	struct smdpp_session *session;
	struct asn1_error error;
	int r;

	if (!asn1_decode(&profile_installation_result_type, RSP_TAG_PROFILE_INSTALLATION_RESULT,
	                 k->pub.raw, &result, &k->arena, &error) ||
	    !asn1_decode(&profile_installation_result_data_type,
	                 RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA,
	                 result.profile_installation_result_data, &data, &k->arena, &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	k->pub.installation = true;
	k->pub.metadata = *data.notification_metadata;
	k->pub.final_result = data.final_result;
	session = smdpp_session_find(s, data.transaction_id);
	if (!session || !session->bound)
		return smdpp_refuse(SMDPP_REFUSE_TRANSACTION, ret_status);
	r = ec_verify(&session->euicc_key, &result.profile_installation_result_data, 1,
	              result.euicc_sign_pir);
	if (r != 0)
		return r < 0 ? r : smdpp_refuse(SMDPP_REFUSE_EUICC, ret_status);
	if (!span_equal(data.smdp_oid, session->keys->pb.san_rid))
		return smdpp_refuse(SMDPP_REFUSE_OID, ret_status);
	if (session->order && data.final_result->which == FINAL_RESULT_SUCCESS_RESULT) {
		session->order->downloads++;
		session->order->bound = false;
	}
	smdpp_session_end(s, session);
	return 0;
}

/* Any other notification brings its certificates along [SGP.22 5.7.10]. */
static int check_other(struct smdpp *s, struct kept_notification *k,
                       struct smdpp_status *ret_status)
{
	struct other_signed_notification other;
	struct asn1_error error;
	uint8_t eid[SMDPP_EID_LEN];
	struct cert euicc;
	int r = 1;

	if (!asn1_decode(&other_signed_notification_type, RSP_TAG_OTHER_SIGNED_NOTIFICATION,
	                 k->pub.raw, &other, &k->arena, &error) ||
	    !asn1_decode(&notification_metadata_type, RSP_TAG_NOTIFICATION_METADATA,
	                 other.tbs_other_notification, &k->pub.metadata, &k->arena, &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	smdpp_refuse(SMDPP_REFUSE_CI_UNKNOWN, ret_status);
	for (size_t i = 0; r == 1 && i < s->n_key_sets; i++)
		r = smdpp_check_euicc(s, &s->key_sets[i].ci, other.euicc_certificate,
		                      other.eum_certificate, &euicc, eid, ret_status);
	if (r != 0)
		return r;
	r = ec_verify(&euicc.key, &other.tbs_other_notification, 1,
	              other.euicc_notification_signature);
	if (r != 0)
		return r < 0 ? r : smdpp_refuse(SMDPP_REFUSE_EUICC, ret_status);
	return 0;
}

int smdpp_handle_notification(struct smdpp *s, struct span pending_notification,
                              struct smdpp_status *ret_status)
{
	struct kept_notification *k;
	struct der_tlv tlv;
	int kept;
	int r = notification_new(pending_notification, &k);

	if (r < 0)
		return r;
	if (der_whole(k->pub.raw, RSP_TAG_PROFILE_INSTALLATION_RESULT, &tlv))
		r = check_installation(s, k, ret_status);
	else
		r = check_other(s, k, ret_status);
	k->pub.verified = r == 0;
	kept = notification_keep(s, k);
	return kept < 0 ? kept : r;
}

/* What the eUICC signed to cancel the session [SGP.22 5.6.5]. */
static int check_cancelled(const struct smdpp_session *session,
                           const struct cancel_session_response_ok *ok, struct arena *a,
                           struct smdpp_status *ret_status)
{
	struct euicc_cancel_session_signed cancelled;
	struct asn1_error error;
	int r = ec_verify(&session->euicc_key, &ok->euicc_cancel_session_signed, 1,
	                  ok->euicc_cancel_session_signature);

	if (r != 0)
		return r < 0 ? r : smdpp_refuse(SMDPP_REFUSE_EUICC, ret_status);
	if (!asn1_decode(&euicc_cancel_session_signed_type, 0x30, ok->euicc_cancel_session_signed,
	                 &cancelled, a, &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	if (!span_equal(cancelled.transaction_id, SPAN(session->transaction_id)))
		return smdpp_refuse(SMDPP_REFUSE_TRANSACTION, ret_status);
	if (!span_equal(cancelled.smdp_oid, session->keys->auth.san_rid))
		return smdpp_refuse(SMDPP_REFUSE_OID, ret_status);
	return 0;
}

int smdpp_cancel_session(struct smdpp *s, struct span transaction_id, struct span response,
                         struct smdpp_status *ret_status)
{
	uint8_t memory[1024];
	struct arena a = { memory, sizeof(memory), 0 };
	struct smdpp_session *session = smdpp_session_find(s, transaction_id);
	struct cancel_session_response answer;
	struct asn1_error error;
	int r;

	if (!session || !session->authenticated)
		return smdpp_refuse(SMDPP_REFUSE_TRANSACTION, ret_status);
	if (!asn1_decode(&cancel_session_response_type, RSP_TAG_CANCEL_SESSION, response, &answer,
	                 &a, &error))
		return smdpp_refuse(SMDPP_REFUSE_FORMAT, ret_status);
	if (answer.which != CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK)
		return smdpp_refuse(SMDPP_REFUSE_CARD_ERROR, ret_status);
	r = check_cancelled(session, answer.cancel_session_response_ok, &a, ret_status);
	if (r == 0)
		smdpp_session_end(s, session);
	return r;
}

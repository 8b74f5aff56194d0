/* An eIM behind ESipa. [SGP.32 3.1, 3.2.3, 6.3.2] */
#include "peers/esipa.h"

#include "peers/esipa_download.h"

#include <errno.h>

enum { ACKNOWLEDGEMENTS_MAX = 64 };

void esipa_server_clear(struct esipa_server *s)
{
	for (size_t i = 0; i < s->n_packages; i++)
		buffer_free(&s->packages[i]);
	s->n_packages = s->handed_out = 0;
}

int esipa_server_queue(struct esipa_server *s, struct span package)
{
	int r;

	if (s->n_packages == ESIPA_PACKAGES_MAX)
		return -ENOSPC;
	r = buffer_set(&s->packages[s->n_packages], package);
	if (r == 0)
		s->n_packages++;
	return r;
}

/* The element with this tag around a value, in the arena. */
static int wrap(uint32_t tag, struct span value, struct arena *a, struct span *ret_element)
{
	size_t n = der_size(tag, value.len);
	struct der_writer w = { arena_alloc(a, n), n, 0 };

	if (!w.buf)
		return -ENOMEM;
	der_put_tlv(&w, tag, value);
	*ret_element = der_written(&w);
	return 0;
}

/* GetEimPackage [SGP.32 6.3.2.6]. */
static int hand_out(struct esipa_server *s, struct arena *a, struct span *ret_response)
{
	static const uint8_t none[] = { 0x02, 0x01, EIM_PACKAGE_ERROR_NO_EIM_PACKAGE_AVAILABLE };
	struct span package = SPAN(none);

	if (s->handed_out < s->n_packages)
		package = buffer_span(&s->packages[s->handed_out++]);
	return wrap(IOT_TAG_GET_EIM_PACKAGE, package, a, ret_response);
}

/* ---- results ---- */

struct acknowledgements {
	struct sequence_number numbers[ACKNOWLEDGEMENTS_MAX];
	size_t n;
};

static void acknowledge(struct acknowledgements *acks, uint32_t sequence)
{
	if (acks->n < ACKNOWLEDGEMENTS_MAX)
		acks->numbers[acks->n++].value = (struct asn1_uint){ true, sequence };
}

/* What does not verify is not acknowledged: the card keeps it. */
static int take_package_result(struct esipa_server *s, struct span der, struct arena *a,
                               struct acknowledgements *acks)
{
	struct eim_server_result result;
	int r = eim_server_verify(s->eim, der, a, &result);

	if (r < 0)
		return r;
	if (s->package_result)
		s->package_result(s->ctx, r, &result);
	if (r == 0 && result.which == EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED)
		acknowledge(acks, result.data.seq_number.v);
	return 0;
}

/* The number in a notification: that of its NotificationMetadata. */
static void take_notification(struct span n, struct arena *a, struct acknowledgements *acks)
{
	struct notification_metadata metadata;
	struct der_tlv outer, data, tlv;
	struct asn1_error error;
	struct der_reader r = der_reader(n);
	struct span in;

	if (!der_next(&r, &outer))
		return;
	in = outer.value;
	if (der_find(in, RSP_TAG_PROFILE_INSTALLATION_RESULT_DATA, &data))
		in = data.value;
	if (der_find(in, RSP_TAG_NOTIFICATION_METADATA, &tlv) &&
	    asn1_decode(&notification_metadata_type, RSP_TAG_NOTIFICATION_METADATA, tlv.whole,
	                &metadata, a, &error))
		acknowledge(acks, metadata.seq_number.v);
}

static void take_notifications(const struct asn1_list *list, struct arena *a,
                               struct acknowledgements *acks)
{
	const struct iot_pending_notification *items = list->items;

	for (size_t i = 0; i < list->count; i++)
		take_notification(items[i].profile_installation_result.ptr
		                          ? items[i].profile_installation_result
		                          : items[i].other_signed_notification,
		                  a, acks);
}

static int take_result(struct esipa_server *s, const struct eim_package_result *result,
                       struct arena *a, struct acknowledgements *acks)
{
	const struct epr_and_notifications *both = result->epr_and_notifications;
	struct profile_download_trigger_result trigger;
	struct asn1_error error;
	int r = 0;

	if (s->result)
		s->result(s->ctx, result);
	switch (result->which) {
	case EIM_PACKAGE_RESULT_EUICC_PACKAGE_RESULT:
		return take_package_result(s, result->euicc_package_result, a, acks);
	case EIM_PACKAGE_RESULT_EPR_AND_NOTIFICATIONS:
		r = take_package_result(s, both->euicc_package_result, a, acks);
		take_notifications(&both->notification_list, a, acks);
		if (both->notification_list_v101)
			take_notifications(&both->notification_list_v101->notification_list, a,
			                   acks);
		return r;
	case EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT:
		if (asn1_decode(&profile_download_trigger_result_type,
		                IOT_TAG_PROFILE_DOWNLOAD_TRIGGER,
		                result->profile_download_trigger_result, &trigger, a, &error) &&
		    trigger.profile_download_trigger_result_data->profile_installation_result.ptr)
			take_notification(trigger.profile_download_trigger_result_data
			                          ->profile_installation_result,
			                  a, acks);
		return 0;
	default:
		return 0;
	}
}

/* ProvideEimPackageResult [SGP.32 6.3.2.7]. */
static int take(struct esipa_server *s, const struct provide_eim_package_result *provided,
                struct arena *a, struct span *ret_response)
{
	struct acknowledgements acks = { .n = 0 };
	struct empty_sequence empty = { 0 };
	struct provide_eim_package_result_response response = {
		.which = PROVIDE_EIM_PACKAGE_RESULT_RESPONSE_EMPTY_RESPONSE,
		.empty_response = &empty,
	};
	int r = take_result(s, provided->eim_package_result, a, &acks);

	if (r < 0)
		return r;
	if (acks.n > 0) {
		response.which = PROVIDE_EIM_PACKAGE_RESULT_RESPONSE_EIM_ACKNOWLEDGEMENTS;
		response.eim_acknowledgements = (struct asn1_list){ acks.numbers, acks.n };
	}
	/* An answer with nothing in it has another form there. */
	if (s->v101 && acks.n == 0)
		return wrap(IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, (struct span){ NULL, 0 }, a,
		            ret_response);
	*ret_response = asn1_encode_arena(&provide_eim_package_result_response_type,
	                                  IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, &response, a);
	return ret_response->ptr ? 0 : -ENOMEM;
}

/* HandleNotification [SGP.32 6.3.2.4]: has no answer. */
static int notified(struct esipa_server *s, const struct handle_notification_esipa *n,
                    struct arena *a, struct span *ret_response)
{
	static const uint8_t nothing[1] = { 0 };
	const struct provide_eim_package_result *provided = n->provide_eim_package_result;
	struct smdpp_status ignored;
	int r = 0;

	if (!provided)
		provided = n->provide_eim_package_result_v101;
	if (provided) {
		r = take(s, provided, a, ret_response);
	} else if (s->smdpp && n->pending_notification) {
		const struct iot_pending_notification *p = n->pending_notification;

		r = smdpp_handle_notification(s->smdpp,
		                              p->profile_installation_result.ptr
		                                      ? p->profile_installation_result
		                                      : p->other_signed_notification,
		                              &ignored);
		if (r >= 0 && s->notification)
			s->notification(s->ctx, r);
	}
	if (r < 0)
		return r;
	*ret_response = (struct span){ nothing, 0 };
	return 0;
}

int esipa_server_handle(struct esipa_server *s, struct span request, struct arena *a,
                        struct span *ret_response)
{
	struct provide_eim_package_result provided;
	struct handle_notification_esipa notification;
	struct der_reader r = der_reader(request);
	struct asn1_error error;

	switch (der_peek(&r)) {
	case IOT_TAG_GET_EIM_PACKAGE:
		return hand_out(s, a, ret_response);
	case IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT:
		if (!asn1_decode(&provide_eim_package_result_type,
		                 IOT_TAG_PROVIDE_EIM_PACKAGE_RESULT, request, &provided, a, &error))
			return -EBADMSG;
		return take(s, &provided, a, ret_response);
	case IOT_TAG_HANDLE_NOTIFICATION:
		if (!asn1_decode(&handle_notification_esipa_type, IOT_TAG_HANDLE_NOTIFICATION,
		                 request, &notification, a, &error))
			return -EBADMSG;
		return notified(s, &notification, a, ret_response);
	default:
		return esipa_download_handle(s, request, a, ret_response);
	}
}

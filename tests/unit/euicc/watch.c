/*
 * Every function passes on what it gets, unless it shall not.
 */
#include "watch.h"

/* True if the server is asked. */
static bool pass(struct watch *w, enum watch_function function, struct smdpp_status *ret_status)
{
	w->calls[function]++;
	*ret_status = (struct smdpp_status){ "8.8", "4.2", "refused by the test" };
	return w->answer[function] == 0;
}

static int initiate_authentication(void *ctx, const struct smdpp_initiate_request *request,
                                   struct arena *a, struct smdpp_initiate_response *ret_response,
                                   struct smdpp_status *ret_status)
{
	struct watch *w = ctx;

	if (!pass(w, WATCH_INITIATE_AUTHENTICATION, ret_status))
		return w->answer[WATCH_INITIATE_AUTHENTICATION];
	return w->server.initiate_authentication(w->server.ctx, request, a, ret_response,
	                                         ret_status);
}

static int authenticate_client(void *ctx, struct span transaction_id, struct span response,
                               struct arena *a, struct smdpp_authenticate_response *ret_response,
                               struct smdpp_status *ret_status)
{
	struct watch *w = ctx;

	if (!pass(w, WATCH_AUTHENTICATE_CLIENT, ret_status))
		return w->answer[WATCH_AUTHENTICATE_CLIENT];
	return w->server.authenticate_client(w->server.ctx, transaction_id, response, a,
	                                     ret_response, ret_status);
}

static int get_bound_profile_package(void *ctx, struct span transaction_id, struct span response,
                                     struct arena *a, struct span *ret_bpp,
                                     struct smdpp_status *ret_status)
{
	struct watch *w = ctx;

	if (!pass(w, WATCH_GET_BOUND_PROFILE_PACKAGE, ret_status))
		return w->answer[WATCH_GET_BOUND_PROFILE_PACKAGE];
	return w->server.get_bound_profile_package(w->server.ctx, transaction_id, response, a,
	                                           ret_bpp, ret_status);
}

static uint32_t reason_in(struct span response, struct arena *a)
{
	struct euicc_cancel_session_signed cancelled;
	struct cancel_session_response answer;
	struct asn1_error error;

	assert_true(asn1_decode(&cancel_session_response_type, RSP_TAG_CANCEL_SESSION, response,
	                        &answer, a, &error));
	assert_int_equal(answer.which, CANCEL_SESSION_RESPONSE_CANCEL_SESSION_RESPONSE_OK);
	assert_true(asn1_decode(&euicc_cancel_session_signed_type, 0x30,
	                        answer.cancel_session_response_ok->euicc_cancel_session_signed,
	                        &cancelled, a, &error));
	return cancelled.reason.v;
}

static int cancel_session(void *ctx, struct span transaction_id, struct span response,
                          struct arena *a, struct smdpp_status *ret_status)
{
	struct watch *w = ctx;

	w->cancel_reason = reason_in(response, a);
	if (!pass(w, WATCH_CANCEL_SESSION, ret_status))
		return w->answer[WATCH_CANCEL_SESSION];
	return w->server.cancel_session(w->server.ctx, transaction_id, response, a, ret_status);
}

static int handle_notification(void *ctx, struct span pending_notification, struct arena *a,
                               struct smdpp_status *ret_status)
{
	struct watch *w = ctx;

	if (!pass(w, WATCH_HANDLE_NOTIFICATION, ret_status))
		return w->answer[WATCH_HANDLE_NOTIFICATION];
	return w->server.handle_notification(w->server.ctx, pending_notification, a, ret_status);
}

void watch_start(struct watch *w, struct fixture *f)
{
	*w = (struct watch){
		.es9p = { initiate_authentication, authenticate_client, get_bound_profile_package,
		          cancel_session, handle_notification, w, smdpp_address(f->server) },
		.server = f->es9p,
	};
}

/* The SM-DP+ role of this process behind ES9+. [SGP.22 5.6] */
#include "peers/es9p.h"

static int initiate_authentication(void *ctx, const struct smdpp_initiate_request *request,
                                   struct arena *a, struct smdpp_initiate_response *ret_response,
                                   struct smdpp_status *ret_status)
{
	return smdpp_initiate_authentication(ctx, request, a, ret_response, ret_status);
}

static int authenticate_client(void *ctx, struct span transaction_id, struct span response,
                               struct arena *a, struct smdpp_authenticate_response *ret_response,
                               struct smdpp_status *ret_status)
{
	return smdpp_authenticate_client(ctx, transaction_id, response, a, ret_response,
	                                 ret_status);
}

static int get_bound_profile_package(void *ctx, struct span transaction_id, struct span response,
                                     struct arena *a, struct span *ret_bpp,
                                     struct smdpp_status *ret_status)
{
	return smdpp_get_bound_profile_package(ctx, transaction_id, response, a, ret_bpp,
	                                       ret_status);
}

static int cancel_session(void *ctx, struct span transaction_id, struct span response,
                          struct arena *a, struct smdpp_status *ret_status)
{
	(void)a;
	return smdpp_cancel_session(ctx, transaction_id, response, ret_status);
}

static int handle_notification(void *ctx, struct span pending_notification, struct arena *a,
                               struct smdpp_status *ret_status)
{
	(void)a;
	return smdpp_handle_notification(ctx, pending_notification, ret_status);
}

struct es9p es9p_of_smdpp(struct smdpp *s)
{
	return (struct es9p){
		.initiate_authentication = initiate_authentication,
		.authenticate_client = authenticate_client,
		.get_bound_profile_package = get_bound_profile_package,
		.cancel_session = cancel_session,
		.handle_notification = handle_notification,
		.ctx = s,
		.address = smdpp_address(s),
	};
}

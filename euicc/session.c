/*
 * The RSP session: the key that verifies twice, and the end.
 */
#include "session.h"

#include "bpp.h"

#include <string.h>

int rsp_verify_dp_pb(struct rsp_session *s, const struct span *parts, size_t n,
                     struct span signature)
{
	int r = s->dp_pb_key ? 0 : ec_handle_public(&s->dp_pb, &s->dp_pb_key);

	return r < 0 ? r : ec_handle_verify(s->dp_pb_key, parts, n, signature);
}

void rsp_session_end(struct rsp_session *s)
{
	bpp_free(s->bpp);
	ec_handle_free(s->dp_pb_key);
	explicit_bzero(s, sizeof(*s));
}

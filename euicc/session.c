/*
 * The RSP session's end.
 */
#include "session.h"

#include "bpp.h"

#include <string.h>

void rsp_session_end(struct rsp_session *s)
{
	bpp_free(s->bpp);
	explicit_bzero(s, sizeof(*s));
}

/*
 * What an eIM answers to an IPA.
 */
#include "record.h"

#include "asn1/iot.h"
#include "peers/esipa.h"

/* The first of the responses of this tag that fits: versions have forms of their own. */
static void record_response(const struct function *function, struct span response)
{
	struct der_reader r = der_reader(response);
	const uint32_t tag = der_peek(&r);

	if (response.len == 0) {
		record_answer(NULL,
		              &(struct answer){ function, NULL, "no answer", false, 0, NULL });
		return;
	}
	for (const struct asn1_message *m = asn1_registry; m->type; m++)
		if (m->tag == tag && m->response &&
		    answers_decode(function, tag, m->type, response, record_answer, NULL))
			return;
}

int __real_esipa_server_handle(struct esipa_server *s, struct span request, struct arena *a,
                               struct span *ret_response);
int __wrap_esipa_server_handle(struct esipa_server *s, struct span request, struct arena *a,
                               struct span *ret_response);

int __wrap_esipa_server_handle(struct esipa_server *s, struct span request, struct arena *a,
                               struct span *ret_response)
{
	int r = __real_esipa_server_handle(s, request, a, ret_response);
	struct der_reader reader = der_reader(request);
	const struct function *function = function_of_esipa(der_peek(&reader));

	if (r == 0 && function && record_wanted())
		record_response(function, *ret_response);
	return r;
}

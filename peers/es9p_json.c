/* The JSON binding of ES9+ [SGP.22 6.5]. */
#include "peers/es9p_json.h"

#include "peers/es9p_fields.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	HTTP_OK = 200,
	HTTP_NO_CONTENT = 204,
	HTTP_BAD_REQUEST = 400,
	HTTP_NOT_FOUND = 404,
	ARENA_LEN = 4 << 20, /* a Bound Profile Package and its parts */
};

static const char path_prefix[] = "/gsma/rsp2/es9plus/";

/* One request being handled. */
struct call {
	struct smdpp *server;
	const json_t *in;
	json_t *out;
	struct arena *a;
	struct smdpp_status status;
};

/*
 * The functions: 0 executed, 1 refused, -EBADMSG a member is missing or malformed, or another
 * error.
 */
static int initiate_authentication(struct call *c)
{
	const json_t *address = json_object_get(c->in, "smdpAddress");
	const struct smdpp_initiate_request request = {
		.euicc_challenge = es9p_get_base64(c->in, "euiccChallenge", c->a),
		.euicc_info1 = es9p_get_base64(c->in, "euiccInfo1", c->a),
		.address = { (const uint8_t *)json_string_value(address),
		             json_string_length(address) },
	};
	struct smdpp_initiate_response response;
	int r;

	if (!request.euicc_challenge.ptr || !request.euicc_info1.ptr || !request.address.ptr)
		return -EBADMSG;
	r = smdpp_initiate_authentication(c->server, &request, c->a, &response, &c->status);
	if (r == 0)
		r = es9p_put_transaction_id(c->out, response.transaction_id);
	if (r == 0)
		r = es9p_put_base64(c->out, "serverSigned1", response.server_signed1, c->a);
	if (r == 0)
		r = es9p_put_base64(c->out, "serverSignature1", response.server_signature1, c->a);
	if (r == 0)
		r = es9p_put_base64(c->out, "euiccCiPKIdToBeUsed", response.ci_pkid, c->a);
	if (r == 0)
		r = es9p_put_base64(c->out, "serverCertificate", response.server_certificate, c->a);
	return r;
}

static int authenticate_client(struct call *c)
{
	const struct span id = es9p_get_transaction_id(c->in, c->a);
	const struct span answer = es9p_get_base64(c->in, "authenticateServerResponse", c->a);
	struct smdpp_authenticate_response response;
	int r;

	if (!id.ptr || !answer.ptr)
		return -EBADMSG;
	r = smdpp_authenticate_client(c->server, id, answer, c->a, &response, &c->status);
	if (r == 0)
		r = es9p_put_transaction_id(c->out, id);
	if (r == 0)
		r = es9p_put_base64(c->out, "profileMetadata", response.profile_metadata, c->a);
	if (r == 0)
		r = es9p_put_base64(c->out, "smdpSigned2", response.smdp_signed2, c->a);
	if (r == 0)
		r = es9p_put_base64(c->out, "smdpSignature2", response.smdp_signature2, c->a);
	if (r == 0)
		r = es9p_put_base64(c->out, "smdpCertificate", response.smdp_certificate, c->a);
	return r;
}

static int get_bound_profile_package(struct call *c)
{
	const struct span id = es9p_get_transaction_id(c->in, c->a);
	const struct span answer = es9p_get_base64(c->in, "prepareDownloadResponse", c->a);
	struct span bpp;
	int r;

	if (!id.ptr || !answer.ptr)
		return -EBADMSG;
	r = smdpp_get_bound_profile_package(c->server, id, answer, c->a, &bpp, &c->status);
	if (r == 0)
		r = es9p_put_transaction_id(c->out, id);
	if (r == 0)
		r = es9p_put_base64(c->out, "boundProfilePackage", bpp, c->a);
	return r;
}

static int cancel_session(struct call *c)
{
	const struct span id = es9p_get_transaction_id(c->in, c->a);
	const struct span answer = es9p_get_base64(c->in, "cancelSessionResponse", c->a);

	if (!id.ptr || !answer.ptr)
		return -EBADMSG;
	return smdpp_cancel_session(c->server, id, answer, &c->status);
}

static int handle_notification(struct call *c)
{
	const struct span notification = es9p_get_base64(c->in, "pendingNotification", c->a);
	int r;

	if (!notification.ptr)
		return -EBADMSG;
	r = smdpp_handle_notification(c->server, notification, &c->status);
	return r < 0 ? r : 0; /* acknowledged in any case; the server's log knows better */
}

static const struct {
	const char *name;
	int (*run)(struct call *c);
	bool notification; /* answered with 204 and no body [SGP.22 6.3] */
} functions[] = {
	{ "initiateAuthentication", initiate_authentication, false },
	{ "authenticateClient", authenticate_client, false },
	{ "getBoundProfilePackage", get_bound_profile_package, false },
	{ "cancelSession", cancel_session, false },
	{ "handleNotification", handle_notification, true },
};

/* Puts the header with the execution status in front [SGP.22 6.5.1.4]. */
static int put_header(struct call *c, bool refused)
{
	json_t *header;

	if (!refused)
		header = json_pack("{s:{s:s}}", "functionExecutionStatus", "status",
		                   "Executed-Success");
	else
		header = json_pack("{s:{s:s,s:{s:s,s:s,s:s}}}", "functionExecutionStatus", "status",
		                   "Failed", "statusCodeData", "subjectCode", c->status.subject,
		                   "reasonCode", c->status.reason, "message", c->status.message);
	return json_object_set_new(c->out, "header", header) ? -ENOMEM : 0;
}

/* Runs function number i on a parsed body. */
static int run_function(struct call *c, size_t i, int *ret_http_status, char **ret_json)
{
	int r = functions[i].run(c);

	if (r == -EBADMSG) {
		*ret_http_status = HTTP_BAD_REQUEST;
		*ret_json = NULL;
		return 0;
	}
	if (r < 0)
		return r;
	if (functions[i].notification) {
		*ret_http_status = HTTP_NO_CONTENT;
		*ret_json = NULL;
		return 0;
	}
	r = put_header(c, r == 1);
	if (r == 0) {
		char *text = json_dumps(c->out, JSON_COMPACT);

		if (!text)
			return -ENOMEM;
		*ret_http_status = HTTP_OK;
		*ret_json = text;
	}
	return r;
}

/* Index of the function that the path names, or the number of functions. */
static size_t find_function(const char *path)
{
	const size_t prefix = sizeof(path_prefix) - 1;
	size_t i;

	if (strncmp(path, path_prefix, prefix) != 0)
		return sizeof(functions) / sizeof(functions[0]);
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strcmp(path + prefix, functions[i].name) == 0)
			break;
	return i;
}

int es9p_handle(struct smdpp *s, const char *path, const char *json_body, int *ret_http_status,
                char **ret_json)
{
	const size_t function = find_function(path);
	struct arena a = { .cap = ARENA_LEN };
	struct call c = { .server = s, .a = &a };
	json_t *in = NULL;
	int r = 0;

	if (function == sizeof(functions) / sizeof(functions[0])) {
		*ret_http_status = HTTP_NOT_FOUND;
		*ret_json = NULL;
		return 0;
	}
	in = json_loads(json_body, 0, NULL);
	if (!json_is_object(in)) {
		*ret_http_status = HTTP_BAD_REQUEST;
		*ret_json = NULL;
		goto out;
	}
	a.buf = malloc(ARENA_LEN);
	c.in = in;
	c.out = json_object();
	if (!a.buf || !c.out)
		r = -ENOMEM;
	else
		r = run_function(&c, function, ret_http_status, ret_json);
out:
	free(a.buf);
	json_decref(c.out);
	json_decref(in);
	return r;
}

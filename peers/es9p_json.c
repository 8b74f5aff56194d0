/* The JSON binding of ES9+ [SGP.22 6.5]. */
#include "peers/es9p_json.h"

#include "peers/base64.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
	HTTP_OK = 200,
	HTTP_NO_CONTENT = 204,
	HTTP_BAD_REQUEST = 400,
	HTTP_NOT_FOUND = 404,
	TRANSACTION_ID_MAX = 16,
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

/* Member decoded from base64 into the arena; absent if it is not there or not base64. */
static struct span get_base64(const struct call *c, const char *name)
{
	const json_t *member = json_object_get(c->in, name);
	const char *coded = json_string_value(member);
	const size_t len = json_string_length(member);
	uint8_t *out = coded ? arena_alloc(c->a, len / 4 * 3) : NULL;
	size_t out_len;

	if (!out || !base64_decode(coded, len, out, &out_len))
		return (struct span){ 0 };
	return (struct span){ out, out_len };
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

/* Member "transactionId" from hex digits into the arena; absent if it is none. */
static struct span get_transaction_id(const struct call *c)
{
	const json_t *member = json_object_get(c->in, "transactionId");
	const char *hex = json_string_value(member);
	const size_t len = json_string_length(member);
	uint8_t *out;

	if (!hex || len == 0 || len % 2 != 0 || len > 2 * TRANSACTION_ID_MAX)
		return (struct span){ 0 };
	out = arena_alloc(c->a, len / 2);
	for (size_t i = 0; out && i < len; i++) {
		const int digit = hex_digit(hex[i]);

		if (digit < 0)
			return (struct span){ 0 };
		out[i / 2] = (uint8_t)(out[i / 2] << 4 | digit);
	}
	return (struct span){ out, out ? len / 2 : 0 };
}

static int put_base64(struct call *c, const char *name, struct span value)
{
	char *coded = arena_alloc(c->a, base64_text_size(value.len));

	if (!coded || !base64_encode(value.ptr, value.len, coded))
		return -ENOMEM;
	return json_object_set_new(c->out, name, json_string(coded)) ? -ENOMEM : 0;
}

static int put_transaction_id(struct call *c, struct span id)
{
	char hex[2 * TRANSACTION_ID_MAX + 1] = { 0 };

	for (size_t i = 0; i < id.len && i < TRANSACTION_ID_MAX; i++) {
		hex[2 * i] = "0123456789ABCDEF"[id.ptr[i] >> 4];
		hex[2 * i + 1] = "0123456789ABCDEF"[id.ptr[i] & 0x0F];
	}
	return json_object_set_new(c->out, "transactionId", json_string(hex)) ? -ENOMEM : 0;
}

/*
 * The functions: 0 executed, 1 refused, -EBADMSG a member is missing or malformed, or another
 * error.
 */
static int initiate_authentication(struct call *c)
{
	const json_t *address = json_object_get(c->in, "smdpAddress");
	const struct smdpp_initiate_request request = {
		.euicc_challenge = get_base64(c, "euiccChallenge"),
		.euicc_info1 = get_base64(c, "euiccInfo1"),
		.address = { (const uint8_t *)json_string_value(address),
		             json_string_length(address) },
	};
	struct smdpp_initiate_response response;
	int r;

	if (!request.euicc_challenge.ptr || !request.euicc_info1.ptr || !request.address.ptr)
		return -EBADMSG;
	r = smdpp_initiate_authentication(c->server, &request, c->a, &response, &c->status);
	if (r == 0)
		r = put_transaction_id(c, response.transaction_id);
	if (r == 0)
		r = put_base64(c, "serverSigned1", response.server_signed1);
	if (r == 0)
		r = put_base64(c, "serverSignature1", response.server_signature1);
	if (r == 0)
		r = put_base64(c, "euiccCiPKIdToBeUsed", response.ci_pkid);
	if (r == 0)
		r = put_base64(c, "serverCertificate", response.server_certificate);
	return r;
}

static int authenticate_client(struct call *c)
{
	const struct span id = get_transaction_id(c);
	const struct span answer = get_base64(c, "authenticateServerResponse");
	struct smdpp_authenticate_response response;
	int r;

	if (!id.ptr || !answer.ptr)
		return -EBADMSG;
	r = smdpp_authenticate_client(c->server, id, answer, c->a, &response, &c->status);
	if (r == 0)
		r = put_transaction_id(c, id);
	if (r == 0)
		r = put_base64(c, "profileMetadata", response.profile_metadata);
	if (r == 0)
		r = put_base64(c, "smdpSigned2", response.smdp_signed2);
	if (r == 0)
		r = put_base64(c, "smdpSignature2", response.smdp_signature2);
	if (r == 0)
		r = put_base64(c, "smdpCertificate", response.smdp_certificate);
	return r;
}

static int get_bound_profile_package(struct call *c)
{
	const struct span id = get_transaction_id(c);
	const struct span answer = get_base64(c, "prepareDownloadResponse");
	struct span bpp;
	int r;

	if (!id.ptr || !answer.ptr)
		return -EBADMSG;
	r = smdpp_get_bound_profile_package(c->server, id, answer, c->a, &bpp, &c->status);
	if (r == 0)
		r = put_transaction_id(c, id);
	if (r == 0)
		r = put_base64(c, "boundProfilePackage", bpp);
	return r;
}

static int cancel_session(struct call *c)
{
	const struct span id = get_transaction_id(c);
	const struct span answer = get_base64(c, "cancelSessionResponse");

	if (!id.ptr || !answer.ptr)
		return -EBADMSG;
	return smdpp_cancel_session(c->server, id, answer, &c->status);
}

static int handle_notification(struct call *c)
{
	const struct span notification = get_base64(c, "pendingNotification");
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

/* The JSON binding of ES9+ from the LPA's side [SGP.22 6.5]. */
#include "peers/es9p_client.h"

#include "peers/es9p_fields.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_SEQUENCE = 0x30, TAG_KEY_IDENTIFIER = 0x04 };

/* One function on its way. Once r is not 0, nothing happens any more. */
struct call {
	struct es9p_client *client;
	struct arena *a;
	json_t *out;
	json_t *in;
	int r;
};

static struct call call_begin(struct es9p_client *client, struct arena *a)
{
	json_t *out = json_object();

	return (struct call){ client, a, out, NULL, out ? 0 : -ENOMEM };
}

static int call_end(struct call *c)
{
	json_decref(c->out);
	json_decref(c->in);
	return c->r;
}

/* ---- requests ---- */

static void put_base64(struct call *c, const char *name, struct span value)
{
	if (c->r == 0)
		c->r = es9p_put_base64(c->out, name, value, c->a);
}

static void put_transaction_id(struct call *c, struct span id)
{
	if (c->r == 0)
		c->r = es9p_put_transaction_id(c->out, id);
}

static void put_text(struct call *c, const char *name, struct span text)
{
	if (c->r == 0 &&
	    json_object_set_new(c->out, name, json_stringn((const char *)text.ptr, text.len)) != 0)
		c->r = -ENOMEM;
}

/* ---- answers ---- */

/* What people shall read may not do things to their terminals. */
static void copy_printable(const char *from, char *to, size_t size)
{
	size_t n = 0;

	for (; from && *from && n + 1 < size; from++)
		to[n++] = *from >= ' ' && *from <= '~' ? *from : '?';
	to[n] = '\0';
}

/* Why it was refused, where the server says so [SGP.22 6.5.1.4]. */
static void read_status(struct call *c, const json_t *execution, struct smdpp_status *ret_status)
{
	const json_t *data = json_object_get(execution, "statusCodeData");
	struct es9p_client *client = c->client;

	copy_printable(json_string_value(json_object_get(data, "subjectCode")), client->subject,
	               sizeof(client->subject));
	copy_printable(json_string_value(json_object_get(data, "reasonCode")), client->reason,
	               sizeof(client->reason));
	copy_printable(json_string_value(json_object_get(data, "message")), client->message,
	               sizeof(client->message));
	*ret_status = (struct smdpp_status){ client->subject, client->reason, client->message };
}

/* 0: executed; 1: refused; or an error. */
static int read_header(struct call *c, struct smdpp_status *ret_status)
{
	const json_t *header = json_object_get(c->in, "header");
	const json_t *execution = json_object_get(header, "functionExecutionStatus");
	const char *status = json_string_value(json_object_get(execution, "status"));

	if (!status)
		return -EBADMSG;
	if (strcmp(status, "Executed-Success") == 0 || strcmp(status, "Executed-WithWarning") == 0)
		return 0;
	if (strcmp(status, "Failed") != 0 && strcmp(status, "Expired") != 0)
		return -EBADMSG;
	read_status(c, execution, ret_status);
	return 1;
}

/* Posts what was put together; the body of the answer goes to ret_body. */
static void post(struct call *c, const char *function, struct buffer *ret_body)
{
	const struct es9p_transport *t = &c->client->transport;
	char *json = c->r == 0 ? json_dumps(c->out, JSON_COMPACT) : NULL;
	int status = 0;

	if (c->r != 0)
		return;
	c->r = json ? t->post(t->ctx, function, json, &status, ret_body) : -ENOMEM;
	free(json);
	if (c->r == 0 && status / 100 != 2)
		c->r = -EPROTO;
}

/* Runs a function that has an answer. */
static void run(struct call *c, const char *function, struct smdpp_status *ret_status)
{
	BUFFER_AUTO body = { 0 };

	post(c, function, &body);
	if (c->r != 0)
		return;
	c->in = json_loadb(body.ptr ? (const char *)body.ptr : "", body.len, 0, NULL);
	c->r = c->in ? read_header(c, ret_status) : -EBADMSG;
}

/* The member must be one whole element with this tag: nothing else may get into a request. */
static struct span get_element(struct call *c, const char *name, uint32_t tag)
{
	const struct span element = c->r == 0 ? es9p_get_base64(c->in, name, c->a)
	                                      : (struct span){ 0 };
	struct der_tlv tlv;

	if (c->r == 0 && !der_whole(element, tag, &tlv))
		c->r = -EBADMSG;
	return element;
}

/* ---- the functions [SGP.22 5.6] ---- */

static int initiate_authentication(void *ctx, const struct smdpp_initiate_request *request,
                                   struct arena *a, struct smdpp_initiate_response *ret_response,
                                   struct smdpp_status *ret_status)
{
	struct smdpp_initiate_response response = { 0 };
	struct call c = call_begin(ctx, a);

	put_base64(&c, "euiccChallenge", request->euicc_challenge);
	put_base64(&c, "euiccInfo1", request->euicc_info1);
	put_text(&c, "smdpAddress", request->address);
	run(&c, "initiateAuthentication", ret_status);
	if (c.r == 0)
		response.transaction_id = es9p_get_transaction_id(c.in, a);
	if (c.r == 0 && !response.transaction_id.ptr)
		c.r = -EBADMSG;
	response.server_signed1 = get_element(&c, "serverSigned1", TAG_SEQUENCE);
	response.server_signature1 = get_element(&c, "serverSignature1", RSP_TAG_SIGNATURE);
	response.ci_pkid = get_element(&c, "euiccCiPKIdToBeUsed", TAG_KEY_IDENTIFIER);
	response.server_certificate = get_element(&c, "serverCertificate", TAG_SEQUENCE);
	if (c.r == 0)
		*ret_response = response;
	return call_end(&c);
}

static int authenticate_client(void *ctx, struct span transaction_id, struct span answer,
                               struct arena *a, struct smdpp_authenticate_response *ret_response,
                               struct smdpp_status *ret_status)
{
	struct smdpp_authenticate_response response = { 0 };
	struct call c = call_begin(ctx, a);

	put_transaction_id(&c, transaction_id);
	put_base64(&c, "authenticateServerResponse", answer);
	run(&c, "authenticateClient", ret_status);
	response.profile_metadata = get_element(&c, "profileMetadata", RSP_TAG_STORE_METADATA);
	response.smdp_signed2 = get_element(&c, "smdpSigned2", TAG_SEQUENCE);
	response.smdp_signature2 = get_element(&c, "smdpSignature2", RSP_TAG_SIGNATURE);
	response.smdp_certificate = get_element(&c, "smdpCertificate", TAG_SEQUENCE);
	if (c.r == 0)
		*ret_response = response;
	return call_end(&c);
}

static int get_bound_profile_package(void *ctx, struct span transaction_id, struct span answer,
                                     struct arena *a, struct span *ret_bpp,
                                     struct smdpp_status *ret_status)
{
	struct call c = call_begin(ctx, a);
	struct span bpp;

	put_transaction_id(&c, transaction_id);
	put_base64(&c, "prepareDownloadResponse", answer);
	run(&c, "getBoundProfilePackage", ret_status);
	bpp = get_element(&c, "boundProfilePackage", RSP_TAG_BOUND_PROFILE_PACKAGE);
	if (c.r == 0)
		*ret_bpp = bpp;
	return call_end(&c);
}

static int cancel_session(void *ctx, struct span transaction_id, struct span answer,
                          struct arena *a, struct smdpp_status *ret_status)
{
	struct call c = call_begin(ctx, a);

	put_transaction_id(&c, transaction_id);
	put_base64(&c, "cancelSessionResponse", answer);
	run(&c, "cancelSession", ret_status);
	return call_end(&c);
}

/* The one function without answer; what a server sends all the same is nothing to us. */
static int handle_notification(void *ctx, struct span pending_notification, struct arena *a,
                               struct smdpp_status *ret_status)
{
	BUFFER_AUTO ignored = { 0 };
	struct call c = call_begin(ctx, a);

	(void)ret_status;
	put_base64(&c, "pendingNotification", pending_notification);
	post(&c, "handleNotification", &ignored);
	return call_end(&c);
}

void es9p_client_init(struct es9p_client *c, const struct es9p_transport *transport,
                      const char *address)
{
	*c = (struct es9p_client){
		.es9p = { initiate_authentication, authenticate_client, get_bound_profile_package,
		          cancel_session, handle_notification, c, address },
		.transport = *transport,
	};
}

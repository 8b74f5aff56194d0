/* ES9+ over HTTP and HTTPS, by libmicrohttpd. [SGP.22 6.1, 6.2] */
#include "peers/es9p_http.h"

#include "peers/es9p_json.h"
#include "peers/http_listen.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BODY_MAX = 256 << 10, /* the longest request is a card's answer in base64 */
	IDLE_SECONDS = 30,
	CONNECTIONS_MAX = 64,
};

static const char protocol_version[] = "gsma/rsp/v2.5.0";

struct es9p_http {
	struct smdpp *smdpp;
	struct MHD_Daemon *daemon;
	void (*handled)(void *ctx, const char *path, int http_status, const char *answer);
	void *ctx;
	uint16_t port;
};

/* A request whose body is still coming in. */
struct request {
	struct buffer body;
	bool too_long;
};

static void request_free(void *ctx, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
	struct request *request = *state;

	(void)ctx;
	(void)connection;
	(void)code;
	if (!request)
		return;
	buffer_free(&request->body);
	free(request);
	*state = NULL;
}

static enum MHD_Result request_new(void **state)
{
	*state = calloc(1, sizeof(struct request));
	return *state ? MHD_YES : MHD_NO;
}

/* Takes a part of the body; what exceeds the limit is read and forgotten. */
static enum MHD_Result request_take(struct request *request, const char *data, size_t *len)
{
	const struct span part = { (const uint8_t *)data, *len };

	*len = 0;
	if (part.len > BODY_MAX - request->body.len)
		request->too_long = true;
	else if (buffer_append(&request->body, part) < 0)
		return MHD_NO;
	return MHD_YES;
}

/* Queues the answer and gives up the body, which came from malloc or is NULL. */
static enum MHD_Result send_answer(struct MHD_Connection *connection, int status, char *body)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
	        body ? strlen(body) : 0, body, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result;

	if (!response) {
		free(body);
		return MHD_NO;
	}
	MHD_add_response_header(response, "X-Admin-Protocol", protocol_version);
	if (body)
		MHD_add_response_header(response, "Content-Type", "application/json;charset=UTF-8");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, "Allow", "POST");
	result = MHD_queue_response(connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

/* The HTTP status for a whole request, and the body of the answer, if it has one. */
static int handle(struct es9p_http *http, const char *path, const char *method,
                  struct request *request, char **ret_body)
{
	static const uint8_t end[] = { 0 };
	int status;

	if (strcmp(method, "POST") != 0)
		return MHD_HTTP_METHOD_NOT_ALLOWED;
	if (request->too_long)
		return MHD_HTTP_CONTENT_TOO_LARGE;
	if (buffer_append(&request->body, SPAN(end)) < 0 ||
	    es9p_handle(http->smdpp, path, (const char *)request->body.ptr, &status, ret_body) < 0)
		return MHD_HTTP_INTERNAL_SERVER_ERROR;
	return status;
}

/* Called once for the header, for each part of the body, and once after it. */
static enum MHD_Result take_request(void *ctx, struct MHD_Connection *connection, const char *path,
                                    const char *method, const char *version, const char *data,
                                    size_t *data_len, void **state)
{
	struct es9p_http *http = ctx;
	char *body = NULL;
	int status;

	(void)version;
	if (!*state)
		return request_new(state);
	if (*data_len > 0)
		return request_take(*state, data, data_len);
	status = handle(http, path, method, *state, &body);
	if (http->handled)
		http->handled(http->ctx, path, status, body);
	return send_answer(connection, status, body);
}

static struct MHD_Daemon *start_daemon(struct es9p_http *http,
                                       const struct es9p_http_config *config, int fd)
{
	const bool tls = config->certificate_pem != NULL;
	struct MHD_OptionItem keys[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)config->certificate_pem },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)config->key_pem },
		{ MHD_OPTION_END, 0, NULL },
	};

	return MHD_start_daemon(
	        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | (tls ? MHD_USE_TLS : 0U), 0, NULL,
	        NULL, take_request, http, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED,
	        request_free, NULL, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_ARRAY,
	        tls ? keys : keys + 2, MHD_OPTION_END);
}

int es9p_http_start(struct smdpp *s, const struct es9p_http_config *config,
                    struct es9p_http **ret_http)
{
	struct es9p_http *http;
	int fd = -1;
	int r;

	if (!config->certificate_pem != !config->key_pem)
		return -EINVAL;
	http = calloc(1, sizeof(*http));
	if (!http)
		return -ENOMEM;
	http->smdpp = s;
	http->handled = config->handled;
	http->ctx = config->ctx;
	r = http_listen(config->address, &fd, &http->port);
	if (r < 0) {
		free(http);
		return r;
	}
	http->daemon = start_daemon(http, config, fd);
	if (!http->daemon) {
		close(fd);
		free(http);
		return -EIO;
	}
	*ret_http = http;
	return 0;
}

uint16_t es9p_http_port(const struct es9p_http *http)
{
	return http->port;
}

void es9p_http_stop(struct es9p_http *http)
{
	if (!http)
		return;
	MHD_stop_daemon(http->daemon);
	free(http);
}

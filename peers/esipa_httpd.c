/* The eIM's HTTP server, by libmicrohttpd. [SGP.32 6.1, 6.2] */
#include "peers/esipa_httpd.h"

#include "peers/buffer.h"
#include "peers/http_listen.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_MAX = 256 << 10, ARENA_SIZE = 4 << 20, IDLE_SECONDS = 30 };

struct esipa_httpd {
	struct MHD_Daemon *daemon;
	int (*handle)(void *ctx, struct span request, struct arena *a, struct span *ret_response);
	void *ctx;
	uint16_t port;
	unsigned requests; /* begun and not yet answered */
	uint8_t memory[ARENA_SIZE];
};

static enum MHD_Result request_begin(struct esipa_httpd *httpd, void **state)
{
	*state = calloc(1, sizeof(struct buffer));
	if (!*state)
		return MHD_NO;
	httpd->requests++;
	return MHD_YES;
}

static void request_end(void *ctx, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode code)
{
	struct esipa_httpd *httpd = ctx;

	(void)connection;
	(void)code;
	if (!*state)
		return;
	buffer_free(*state);
	free(*state);
	*state = NULL;
	httpd->requests--;
}

static enum MHD_Result request_take(struct buffer *body, const char *data, size_t *len)
{
	const struct span part = { (const uint8_t *)data, *len };

	*len = 0;
	return part.len <= BODY_MAX - body->len && buffer_append(body, part) == 0 ? MHD_YES
	                                                                          : MHD_NO;
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, unsigned status,
                                   struct span body)
{
	/* It is copied, so the cast takes no const away from anybody. */
	struct MHD_Response *response = MHD_create_response_from_buffer(
	        body.len, (void *)(uintptr_t)body.ptr, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, "X-Admin-Protocol", "gsma/rsp/v2.1.0");
	if (body.len > 0)
		MHD_add_response_header(response, "Content-Type", "application/x-gsma-rsp-asn1");
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

/* Called once for the header, for each part of the body, and once after it. */
static enum MHD_Result take_request(void *ctx, struct MHD_Connection *connection, const char *path,
                                    const char *method, const char *version, const char *data,
                                    size_t *data_len, void **state)
{
	struct esipa_httpd *httpd = ctx;
	struct arena a = { httpd->memory, ARENA_SIZE, 0 };
	struct span response = { NULL, 0 };

	(void)path;
	(void)version;
	if (!*state)
		return request_begin(httpd, state);
	if (*data_len > 0)
		return request_take(*state, data, data_len);
	if (strcmp(method, "POST") != 0)
		return send_answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, response);
	if (httpd->handle(httpd->ctx, buffer_span(*state), &a, &response) < 0)
		return send_answer(connection, MHD_HTTP_BAD_REQUEST, (struct span){ NULL, 0 });
	return send_answer(connection, response.len ? MHD_HTTP_OK : MHD_HTTP_NO_CONTENT, response);
}

static struct MHD_Daemon *start_daemon(struct esipa_httpd *httpd,
                                       const struct esipa_httpd_config *config, int fd)
{
	const bool tls = config->certificate_pem != NULL;
	struct MHD_OptionItem keys[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)config->certificate_pem },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)config->key_pem },
		{ MHD_OPTION_END, 0, NULL },
	};

	return MHD_start_daemon(MHD_USE_AUTO | (tls ? MHD_USE_TLS : 0U), 0, NULL, NULL,
	                        take_request, httpd, MHD_OPTION_LISTEN_SOCKET, fd,
	                        MHD_OPTION_NOTIFY_COMPLETED, request_end, httpd,
	                        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	                        MHD_OPTION_ARRAY, tls ? keys : keys + 2, MHD_OPTION_END);
}

int esipa_httpd_new(const struct esipa_httpd_config *config, struct esipa_httpd **ret_httpd)
{
	struct esipa_httpd *httpd;
	int fd = -1;
	int r;

	if (!config->certificate_pem != !config->key_pem)
		return -EINVAL;
	httpd = calloc(1, sizeof(*httpd));
	if (!httpd)
		return -ENOMEM;
	httpd->handle = config->handle;
	httpd->ctx = config->ctx;
	r = http_listen(config->address, &fd, &httpd->port);
	if (r < 0) {
		free(httpd);
		return r;
	}
	httpd->daemon = start_daemon(httpd, config, fd);
	if (!httpd->daemon) {
		close(fd);
		free(httpd);
		return -EIO;
	}
	*ret_httpd = httpd;
	return 0;
}

uint16_t esipa_httpd_port(const struct esipa_httpd *httpd)
{
	return httpd->port;
}

int esipa_httpd_run(struct esipa_httpd *httpd, unsigned milliseconds)
{
	if (MHD_run_wait(httpd->daemon, (int32_t)milliseconds) != MHD_YES)
		return -EIO;
	return httpd->requests > 0;
}

void esipa_httpd_free(struct esipa_httpd *httpd)
{
	if (!httpd)
		return;
	MHD_stop_daemon(httpd->daemon);
	free(httpd);
}

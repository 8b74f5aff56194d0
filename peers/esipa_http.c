/* ESipa over HTTP and HTTPS. [SGP.32 6.1, 6.2] */
#include "peers/esipa_http.h"

#include "peers/http_post.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { URL_MAX = 512, HTTP_OK = 200, HTTP_NO_CONTENT = 204 };

struct esipa_http {
	struct esipa_transport transport;
	struct http_post *http;
	char url[URL_MAX];
};

static int post(void *ctx, struct span request, struct arena *a, struct span *ret_response)
{
	static const uint8_t nothing[1] = { 0 };
	struct esipa_http *http = ctx;
	BUFFER_AUTO answer = { 0 };
	struct span copy = { nothing, 0 };
	long status = 0;
	int r = http_post_send(http->http, http->url, request, &status, &answer);

	if (r < 0)
		return r;
	if (status != HTTP_OK && status != HTTP_NO_CONTENT) {
		http_post_bad_status(http->http, status);
		return -EPROTO;
	}
	if (answer.len > 0)
		copy = arena_copy(a, buffer_span(&answer));
	if (!copy.ptr)
		return -ENOMEM;
	*ret_response = copy;
	return 0;
}

int esipa_http_new(const struct esipa_http_config *config, struct esipa_http **ret_http)
{
	/* The headers of ESipa [SGP.32 6.1.1]. */
	static const char *const headers[] = {
		"Content-Type: application/x-gsma-rsp-asn1",
		"User-Agent: gsma-rsp-ipad",
		"X-Admin-Protocol: gsma/rsp/v2.1.0",
		"Accept:",
		"Expect:",
		NULL,
	};
	const struct http_post_config post_config = {
		.headers = headers,
		.ca_file = config->ca_file,
		.insecure = config->insecure,
	};
	struct esipa_http *http;
	int n, r;

	if (!config->url)
		return -EINVAL;
	http = calloc(1, sizeof(*http));
	if (!http)
		return -ENOMEM;
	http->transport = (struct esipa_transport){ post, http };
	n = snprintf(http->url, sizeof(http->url), "%s/gsma/rsp2/asn1", config->url);
	r = n < 0 || (size_t)n >= sizeof(http->url) ? -EINVAL
	                                            : http_post_new(&post_config, &http->http);
	if (r < 0) {
		esipa_http_free(http);
		return r;
	}
	*ret_http = http;
	return 0;
}

void esipa_http_free(struct esipa_http *http)
{
	if (!http)
		return;
	http_post_free(http->http);
	free(http);
}

const struct esipa_transport *esipa_http_transport(const struct esipa_http *http)
{
	return &http->transport;
}

const char *esipa_http_error(const struct esipa_http *http)
{
	return http_post_error(http->http);
}

/* ESipa over HTTP and HTTPS, by libcurl. [SGP.32 6.1, 6.2] */
#include "peers/esipa_http.h"

#include "peers/buffer.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 1 << 20, URL_MAX = 512, TIMEOUT_SECONDS = 60 };

struct esipa_http {
	struct esipa_transport transport;
	CURL *curl;
	struct curl_slist *headers;
	char url[URL_MAX];
	char error[CURL_ERROR_SIZE];
};

static size_t take_answer(char *data, size_t size, size_t n, void *ctx)
{
	struct buffer *answer = ctx;

	if (answer->len + size * n > ANSWER_MAX ||
	    buffer_append(answer, (struct span){ (const uint8_t *)data, size * n }) < 0)
		return 0;
	return size * n;
}

static int post(void *ctx, struct span request, struct arena *a, struct span *ret_response)
{
	static const uint8_t nothing[1] = { 0 };
	struct esipa_http *http = ctx;
	BUFFER_AUTO answer = { 0 };
	long status = 0;
	struct span copy = { nothing, 0 };
	CURLcode rc;

	http->error[0] = '\0';
	curl_easy_setopt(http->curl, CURLOPT_POSTFIELDS, request.ptr);
	curl_easy_setopt(http->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request.len);
	curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, &answer);
	rc = curl_easy_perform(http->curl);
	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
	if (rc != CURLE_OK)
		return rc == CURLE_WRITE_ERROR ? -EPROTO : -ENOTCONN;
	if (status != 200 && status != 204) {
		snprintf(http->error, sizeof(http->error), "HTTP status %ld", status);
		return -EPROTO;
	}
	if (answer.len > 0)
		copy = arena_copy(a, buffer_span(&answer));
	if (!copy.ptr)
		return -ENOMEM;
	*ret_response = copy;
	return 0;
}

/* The headers of ESipa [SGP.32 6.1.1]. */
static bool set_headers(struct esipa_http *http)
{
	static const char *const lines[] = {
		"Content-Type: application/x-gsma-rsp-asn1",
		"User-Agent: gsma-rsp-ipad",
		"X-Admin-Protocol: gsma/rsp/v2.1.0",
		"Accept:",
		"Expect:",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct curl_slist *grown = curl_slist_append(http->headers, lines[i]);

		if (!grown)
			return false;
		http->headers = grown;
	}
	return curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, http->headers) == CURLE_OK;
}

static bool set_options(struct esipa_http *http, const struct esipa_http_config *config)
{
	bool ok = set_headers(http) &&
	          curl_easy_setopt(http->curl, CURLOPT_URL, http->url) == CURLE_OK &&
	          curl_easy_setopt(http->curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;

	curl_easy_setopt(http->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(http->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(http->curl, CURLOPT_TIMEOUT, (long)TIMEOUT_SECONDS);
	curl_easy_setopt(http->curl, CURLOPT_ERRORBUFFER, http->error);
	curl_easy_setopt(http->curl, CURLOPT_WRITEFUNCTION, take_answer);
	if (config->ca_file)
		ok = ok &&
		     curl_easy_setopt(http->curl, CURLOPT_CAINFO, config->ca_file) == CURLE_OK;
	if (config->insecure) {
		curl_easy_setopt(http->curl, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(http->curl, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	return ok;
}

int esipa_http_new(const struct esipa_http_config *config, struct esipa_http **ret_http)
{
	struct esipa_http *http;
	int n;

	if (!config->url)
		return -EINVAL;
	http = calloc(1, sizeof(*http));
	if (!http)
		return -ENOMEM;
	http->transport = (struct esipa_transport){ post, http };
	n = snprintf(http->url, sizeof(http->url), "%s/gsma/rsp2/asn1", config->url);
	if (n < 0 || (size_t)n >= sizeof(http->url)) {
		esipa_http_free(http);
		return -EINVAL;
	}
	http->curl = curl_easy_init();
	if (!http->curl || !set_options(http, config)) {
		esipa_http_free(http);
		return -ENOMEM;
	}
	*ret_http = http;
	return 0;
}

void esipa_http_free(struct esipa_http *http)
{
	if (!http)
		return;
	curl_slist_free_all(http->headers);
	curl_easy_cleanup(http->curl);
	free(http);
}

const struct esipa_transport *esipa_http_transport(const struct esipa_http *http)
{
	return &http->transport;
}

const char *esipa_http_error(const struct esipa_http *http)
{
	return http->error;
}

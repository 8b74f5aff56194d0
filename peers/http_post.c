/* Posting by libcurl. */
#include "peers/http_post.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { ANSWER_MAX = 1 << 20, TIMEOUT_SECONDS = 60 };

struct http_post {
	CURL *curl;
	struct curl_slist *headers;
	size_t answer_max;
	char error[CURL_ERROR_SIZE];
};

/* An answer on its way in. */
struct answer {
	struct buffer *body;
	size_t max;
};

static size_t take_answer(char *data, size_t size, size_t n, void *ctx)
{
	struct answer *answer = ctx;
	const struct span part = { (const uint8_t *)data, size * n };

	if (part.len > answer->max || buffer_append(answer->body, part) < 0)
		return 0;
	answer->max -= part.len;
	return part.len;
}

static bool set_headers(struct http_post *http, const char *const *lines)
{
	for (; lines && *lines; lines++) {
		struct curl_slist *grown = curl_slist_append(http->headers, *lines);

		if (!grown)
			return false;
		http->headers = grown;
	}
	return curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, http->headers) == CURLE_OK;
}

static bool set_trust(CURL *curl, const struct http_post_config *config)
{
	struct curl_blob pem = { (void *)(uintptr_t)config->ca_pem.ptr, config->ca_pem.len,
		                 CURL_BLOB_COPY };

	if (config->insecure) {
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (config->ca_file)
		return curl_easy_setopt(curl, CURLOPT_CAINFO, config->ca_file) == CURLE_OK;
	return !config->ca_pem.ptr || curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &pem) == CURLE_OK;
}

static bool set_options(struct http_post *http, const struct http_post_config *config)
{
	CURL *curl = http->curl;

	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->error);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
	return set_headers(http, config->headers) && set_trust(curl, config) &&
	       curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
}

int http_post_new(const struct http_post_config *config, struct http_post **ret_http)
{
	struct http_post *http = calloc(1, sizeof(*http));

	if (!http)
		return -ENOMEM;
	http->answer_max = config->answer_max ? config->answer_max : ANSWER_MAX;
	http->curl = curl_easy_init();
	if (!http->curl || !set_options(http, config)) {
		int r = http->curl ? -ENOTSUP : -ENOMEM;

		http_post_free(http);
		return r;
	}
	*ret_http = http;
	return 0;
}

void http_post_free(struct http_post *http)
{
	if (!http)
		return;
	curl_slist_free_all(http->headers);
	curl_easy_cleanup(http->curl);
	free(http);
}

int http_post_send(struct http_post *http, const char *url, struct span body, long *ret_status,
                   struct buffer *ret_body)
{
	struct answer answer = { ret_body, http->answer_max };
	CURLcode rc = curl_easy_setopt(http->curl, CURLOPT_URL, url);

	http->error[0] = '\0';
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(http->curl, CURLOPT_POSTFIELDSIZE_LARGE,
		                      (curl_off_t)body.len);
	if (rc != CURLE_OK)
		return -ENOMEM;
	curl_easy_setopt(http->curl, CURLOPT_POSTFIELDS, body.ptr);
	curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, &answer);
	rc = curl_easy_perform(http->curl);
	if (rc != CURLE_OK) {
		if (!http->error[0])
			snprintf(http->error, sizeof(http->error), "%s", curl_easy_strerror(rc));
		return rc == CURLE_WRITE_ERROR ? -EPROTO : -ENOTCONN;
	}
	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, ret_status);
	return 0;
}

const char *http_post_error(const struct http_post *http)
{
	return http->error;
}

void http_post_bad_status(struct http_post *http, long status)
{
	snprintf(http->error, sizeof(http->error), "HTTP status %ld", status);
}

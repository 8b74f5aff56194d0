/* ES9+ over HTTPS from the LPA's side. [SGP.22 6.1, 6.2, 6.5] */
#include "peers/es9p_http_client.h"

#include "peers/es9p_client.h"
#include "peers/http_post.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_SIZE = 256, URL_SIZE = ADDRESS_SIZE + 64, ANSWER_MAX = 4 << 20 };

struct es9p_http_client {
	struct es9p_client client;
	struct http_post *http;
	char address[ADDRESS_SIZE]; /* of the server found last */
};

static int post(void *ctx, const char *function, const char *json, int *ret_http_status,
                struct buffer *ret_body)
{
	const struct span body = { (const uint8_t *)json, strlen(json) };
	struct es9p_http_client *client = ctx;
	char url[URL_SIZE];
	long status = 0;
	int r;

	snprintf(url, sizeof(url), "https://%s/gsma/rsp2/es9plus/%s", client->address, function);
	r = http_post_send(client->http, url, body, &status, ret_body);
	if (r == 0 && status / 100 != 2)
		http_post_bad_status(client->http, status);
	*ret_http_status = (int)status;
	return r;
}

int es9p_http_client_new(const struct es9p_http_client_config *config,
                         struct es9p_http_client **ret_client)
{
	const char *const headers[] = {
		"Content-Type: application/json;charset=UTF-8",
		config->ipa ? "User-Agent: gsma-rsp-ipad" : "User-Agent: gsma-rsp-lpad",
		"X-Admin-Protocol: gsma/rsp/v2.5.0",
		"Accept:",
		"Expect:",
		NULL,
	};
	const struct http_post_config post_config = {
		.headers = headers,
		.ca_file = config->ca_file,
		.ca_pem = config->ca_pem,
		.insecure = config->insecure,
		.answer_max = ANSWER_MAX,
	};
	struct es9p_http_client *client = calloc(1, sizeof(*client));
	int r;

	if (!client)
		return -ENOMEM;
	r = http_post_new(&post_config, &client->http);
	if (r < 0) {
		free(client);
		return r;
	}
	*ret_client = client;
	return 0;
}

void es9p_http_client_free(struct es9p_http_client *client)
{
	if (!client)
		return;
	http_post_free(client->http);
	free(client);
}

/* Host and port, nothing that could lead elsewhere in a URL. */
static bool is_address(struct span address)
{
	if (address.len == 0 || address.len >= ADDRESS_SIZE)
		return false;
	for (size_t i = 0; i < address.len; i++)
		if (!isalnum(address.ptr[i]) && !memchr(".-:[]_", address.ptr[i], 6))
			return false;
	return true;
}

static int resolve(void *ctx, struct span address, const struct es9p **ret_server)
{
	const struct es9p_transport transport = { post, ctx };
	struct es9p_http_client *client = ctx;

	if (!is_address(address))
		return -EINVAL;
	memcpy(client->address, address.ptr, address.len);
	client->address[address.len] = '\0';
	es9p_client_init(&client->client, &transport, client->address);
	*ret_server = &client->client.es9p;
	return 0;
}

struct es9p_resolver es9p_http_client_resolver(struct es9p_http_client *client)
{
	return (struct es9p_resolver){ resolve, client };
}

const char *es9p_http_client_error(const struct es9p_http_client *client)
{
	return http_post_error(client->http);
}

/*
 * ES9+ over HTTPS from the LPA's side [SGP.22 6.1, 6.2], against our own server on a loopback port;
 * and posting, against answers that no good server gives.
 */
#include "peers/es9p_http_client.h"

#include "crypto/cert.h"
#include "peers/es9p_http.h"
#include "peers/es9p_tls.h"
#include "peers/http_post.h"
#include "peers/pem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct scene {
	struct smdpp *smdpp;
	struct es9p_http *http;
	struct buffer ci_pem; /* above the server's certificate */
	char dir[64];
	char address[32]; /* localhost and the port */
	uint8_t memory[8192];
	struct arena a;
	struct es9p_http_client *client;
	const struct es9p *server;
	struct smdpp_status status;
};

static void write_file(const char *dir, const char *name, struct span data)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(data.ptr, 1, data.len, out), data.len);
	fclose(out);
}

static void remove_file(const char *dir, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

/* A CI; its certificate goes to ret_pem too. */
static void make_ci(const char *dir, struct buffer *ret_pem)
{
	const struct cert_template tmpl = { .role = CERT_ROLE_CI, .common_name = "CI" };
	EC_PRIVATE_AUTO key;
	uint8_t der[2048];
	size_t len;

	assert_int_equal(ec_generate(EC_CURVE_P256, NULL, &key), 0);
	assert_int_equal(ec_private_to_der(&key, der, sizeof(der), &len), 0);
	write_file(dir, "SK_CI_ECDSA_NIST.der", (struct span){ der, len });
	assert_int_equal(cert_issue(&tmpl, &key.pub, NULL, &key, NULL, der, sizeof(der), &len), 0);
	write_file(dir, "CERT_CI_ECDSA_NIST.der", (struct span){ der, len });
	assert_int_equal(pem_append(ret_pem, "CERTIFICATE", (struct span){ der, len }), 0);
}

static void start_server(struct scene *s, const char *host)
{
	const struct sockaddr_in loopback = { .sin_family = AF_INET,
		                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	BUFFER_AUTO certificate = { 0 };
	BUFFER_AUTO key = { 0 };
	struct es9p_http_config config = { .address = (const void *)&loopback };

	assert_int_equal(es9p_tls_create(host, s->dir, &certificate, &key), 0);
	config.certificate_pem = (const char *)certificate.ptr;
	config.key_pem = (const char *)key.ptr;
	assert_int_equal(es9p_http_start(s->smdpp, &config, &s->http), 0);
	snprintf(s->address, sizeof(s->address), "localhost:%u", es9p_http_port(s->http));
}

static int setup(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	setenv("no_proxy", "*", 1);
	snprintf(s->dir, sizeof(s->dir), "%s", P_tmpdir "/test-es9p-client-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	make_ci(s->dir, &s->ci_pem);
	assert_int_equal(smdpp_new(&(struct smdpp_config){ .address = "dp.example" }, &s->smdpp),
	                 0);
	start_server(s, "localhost");
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;

	es9p_http_client_free(s->client);
	es9p_http_stop(s->http);
	smdpp_free(s->smdpp);
	buffer_free(&s->ci_pem);
	remove_file(s->dir, "SK_CI_ECDSA_NIST.der");
	remove_file(s->dir, "CERT_CI_ECDSA_NIST.der");
	rmdir(s->dir);
	free(s);
	return 0;
}

static struct span text(const char *s)
{
	return (struct span){ (const uint8_t *)s, strlen(s) };
}

static void connect_client(struct scene *s, const struct es9p_http_client_config *config,
                           const char *address)
{
	struct es9p_resolver resolver;

	es9p_http_client_free(s->client);
	s->client = NULL;
	assert_int_equal(es9p_http_client_new(config, &s->client), 0);
	resolver = es9p_http_client_resolver(s->client);
	assert_int_equal(resolver.resolve(resolver.ctx, text(address), &s->server), 0);
}

/* The server does not know the address: an answer, whatever else is wrong. */
static int initiate(struct scene *s)
{
	static const uint8_t nothing[] = { 0xBF, 0x20, 0x00 };
	const struct smdpp_initiate_request request = { SPAN(nothing), SPAN(nothing),
		                                        text("other.example") };
	struct smdpp_initiate_response response;

	s->a = (struct arena){ s->memory, sizeof(s->memory), 0 };
	return s->server->initiate_authentication(s->server->ctx, &request, &s->a, &response,
	                                          &s->status);
}

static void test_trusted(void **state)
{
	struct scene *s = *state;
	char path[128];

	connect_client(s, &(struct es9p_http_client_config){ .ca_pem = buffer_span(&s->ci_pem) },
	               s->address);
	assert_string_equal(s->server->address, s->address);
	/* Twice, over one connection. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(initiate(s), 1);
		assert_string_equal(s->status.subject, "8.8.1");
		assert_string_equal(es9p_http_client_error(s->client), "");
	}
	assert_int_equal(
	        s->server->handle_notification(s->server->ctx, text("x"), &s->a, &s->status), 0);
	/* The same from a file, as an IPA. */
	snprintf(path, sizeof(path), "%s/ci.pem", s->dir);
	write_file(s->dir, "ci.pem", buffer_span(&s->ci_pem));
	connect_client(s, &(struct es9p_http_client_config){ .ca_file = path, .ipa = true },
	               s->address);
	assert_int_equal(initiate(s), 1);
	remove_file(s->dir, "ci.pem");
}

static void expect_no_connection(struct scene *s)
{
	assert_int_equal(initiate(s), -ENOTCONN);
	assert_true(strlen(es9p_http_client_error(s->client)) > 0);
}

/* Another CI, the system's, and a name that the certificate does not have. */
static void test_not_trusted(void **state)
{
	struct scene *s = *state;
	BUFFER_AUTO other = { 0 };

	make_ci(s->dir, &other);
	connect_client(s, &(struct es9p_http_client_config){ .ca_pem = buffer_span(&other) },
	               s->address);
	expect_no_connection(s);
	connect_client(s, &(struct es9p_http_client_config){ 0 }, s->address);
	expect_no_connection(s);
	connect_client(s, &(struct es9p_http_client_config){ .insecure = true }, s->address);
	assert_int_equal(initiate(s), 1);
	es9p_http_stop(s->http);
	buffer_free(&s->ci_pem);
	make_ci(s->dir, &s->ci_pem);
	start_server(s, "dp.example");
	connect_client(s, &(struct es9p_http_client_config){ .ca_pem = buffer_span(&s->ci_pem) },
	               s->address);
	expect_no_connection(s);
}

/* The server is gone: before the first message, and between two. */
static void test_vanished(void **state)
{
	struct scene *s = *state;

	connect_client(s, &(struct es9p_http_client_config){ .ca_pem = buffer_span(&s->ci_pem) },
	               s->address);
	assert_int_equal(initiate(s), 1);
	es9p_http_stop(s->http);
	s->http = NULL;
	expect_no_connection(s);
	connect_client(s, &(struct es9p_http_client_config){ .ca_pem = buffer_span(&s->ci_pem) },
	               s->address);
	expect_no_connection(s);
}

/* What would lead somewhere else in a URL is no address. */
static void test_addresses(void **state)
{
	static const char *const bad[] = { "",    "a/b",   "a?b",  "a#b",  "user@a",
		                           "a b", "a%41b", "a\\b", "a\tb", "\xC3\xA4" };
	struct scene *s = *state;
	struct es9p_resolver resolver;
	char longest[257];

	connect_client(s, &(struct es9p_http_client_config){ 0 }, "[::1]:8443");
	connect_client(s, &(struct es9p_http_client_config){ 0 }, "a_b-c.example:1");
	resolver = es9p_http_client_resolver(s->client);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (resolver.resolve(resolver.ctx, text(bad[i]), &s->server) != -EINVAL)
			fail_msg("%s", bad[i]);
	memset(longest, 'a', sizeof(longest));
	longest[256] = '\0';
	assert_int_equal(resolver.resolve(resolver.ctx, text(longest), &s->server), -EINVAL);
	longest[255] = '\0';
	assert_int_equal(resolver.resolve(resolver.ctx, text(longest), &s->server), 0);
}

static void test_no_ca(void **state)
{
	struct scene *s = *state;

	connect_client(s, &(struct es9p_http_client_config){ .ca_file = "/nonexistent.pem" },
	               s->address);
	expect_no_connection(s);
	connect_client(s, &(struct es9p_http_client_config){ .ca_pem = text("no PEM") },
	               s->address);
	expect_no_connection(s);
}

/* ---- posting ---- */

/* A server that gives everybody the same answer and closes; its port. The caller ends it. */
static pid_t serve(const char *answer, size_t len, uint16_t *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	const int listener = socket(AF_INET, SOCK_STREAM, 0);
	pid_t child;

	assert_int_equal(bind(listener, (const void *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (void *)&address, &size), 0);
	*ret_port = ntohs(address.sin_port);
	child = fork();
	assert_true(child >= 0);
	while (child == 0) {
		char request[4096];
		const int fd = accept(listener, NULL, NULL);

		if (fd < 0 || read(fd, request, sizeof(request)) < 0 ||
		    write(fd, answer, len) != (ssize_t)len)
			_exit(1);
		shutdown(fd, SHUT_RDWR);
		close(fd);
	}
	close(listener);
	return child;
}

static void test_post(void **state)
{
	static const struct {
		const char *answer;
		int result;
		long status;
		const char *body;
	} rows[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 0, 200, "ok" },
		{ "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 0, 404, "" },
		{ "HTTP/1.1 302 Go\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", 0, 302, "" },
		/* it ends in the middle of the answer; too early; it does not speak HTTP */
		{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", -ENOTCONN, 0, NULL },
		{ "HTTP/1.1 200", -ENOTCONN, 0, NULL },
		{ "", -ENOTCONN, 0, NULL },
		{ "hello there", -ENOTCONN, 0, NULL },
		/* longer than is wanted */
		{ "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello there!", -EPROTO, 0, NULL },
	};

	(void)state;
	setenv("no_proxy", "*", 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		BUFFER_AUTO body = { 0 };
		struct http_post *http;
		long status = 0;
		uint16_t port;
		char url[64];
		const pid_t child = serve(rows[i].answer, strlen(rows[i].answer), &port);

		snprintf(url, sizeof(url), "http://127.0.0.1:%u/", port);
		assert_int_equal(
		        http_post_new(&(struct http_post_config){ .answer_max = 10 }, &http), 0);
		assert_int_equal(http_post_send(http, url, text("x"), &status, &body),
		                 rows[i].result);
		assert_int_equal(status, rows[i].status);
		assert_int_equal(strlen(http_post_error(http)) > 0, rows[i].result < 0);
		if (rows[i].body)
			assert_memory_equal(body.ptr ? (const char *)body.ptr : "", rows[i].body,
			                    strlen(rows[i].body));
		http_post_free(http);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_trusted),   T(test_not_trusted), T(test_vanished),
		T(test_addresses), T(test_no_ca),       cmocka_unit_test(test_post),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

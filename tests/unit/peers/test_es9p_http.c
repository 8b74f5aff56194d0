/* ES9+ over HTTP [SGP.22 6.1, 6.2]: a client of sockets against the server on a loopback port. */
#include "peers/es9p_http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ANSWER_MAX = 4096, HUGE_BODY = 300 << 10 };

#define FUNCTION "/gsma/rsp2/es9plus/cancelSession"

struct fixture {
	struct smdpp *smdpp;
	struct es9p_http *http;
	int handled;
	int handled_status;
	char answer[ANSWER_MAX];
};

static void count_request(void *ctx, const char *path, int http_status, const char *answer)
{
	struct fixture *f = ctx;

	(void)path;
	(void)answer;
	f->handled++;
	f->handled_status = http_status;
}

static struct sockaddr_in loopback(uint16_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		                     .sin_port = htons(port),
		                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int start(struct fixture *f, const char *certificate, const char *key)
{
	const struct sockaddr_in address = loopback(0);
	const struct es9p_http_config config = { .address = (const void *)&address,
		                                 .certificate_pem = certificate,
		                                 .key_pem = key,
		                                 .handled = count_request,
		                                 .ctx = f };

	return es9p_http_start(f->smdpp, &config, &f->http);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	assert_int_equal(smdpp_new(&(struct smdpp_config){ .address = "dp.example" }, &f->smdpp),
	                 0);
	assert_int_equal(start(f, NULL, NULL), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	es9p_http_stop(f->http);
	smdpp_free(f->smdpp);
	free(f);
	return 0;
}

/* Sends a request with a body of len octets; the HTTP status, 0 if there was no answer. */
static int request(struct fixture *f, const char *method, const char *path, const char *body,
                   size_t len)
{
	const struct sockaddr_in address = loopback(es9p_http_port(f->http));
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t have = 0;
	ssize_t n;
	int status = 0;

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const void *)&address, sizeof(address)), 0);
	dprintf(fd, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n",
	        method, path, len);
	for (size_t sent = 0; sent < len; sent += (size_t)n) {
		n = write(fd, body + sent, len - sent);
		assert_true(n > 0);
	}
	while ((n = read(fd, f->answer + have, ANSWER_MAX - 1 - have)) > 0)
		have += (size_t)n;
	f->answer[have] = '\0';
	close(fd);
	return sscanf(f->answer, "HTTP/1.1 %d", &status) == 1 ? status : 0;
}

static int post(struct fixture *f, const char *path, const char *body)
{
	return request(f, "POST", path, body, strlen(body));
}

static void test_function(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	        post(f, FUNCTION,
	             "{\"transactionId\":\"0011\",\"cancelSessionResponse\":\"v0EDgQEF\"}"),
	        200);
	assert_non_null(strstr(f->answer, "Content-Type: application/json"));
	assert_non_null(strstr(f->answer, "X-Admin-Protocol: gsma/rsp/v2"));
	assert_non_null(strstr(f->answer, "\"subjectCode\":\"8.10.1\""));
	assert_int_equal(f->handled, 1);
	assert_int_equal(f->handled_status, 200);
}

static void test_bad_requests(void **state)
{
	struct fixture *f = *state;
	char *huge = malloc(HUGE_BODY);

	assert_non_null(huge);
	memset(huge, ' ', HUGE_BODY);
	assert_int_equal(post(f, FUNCTION, "no JSON"), 400);
	assert_int_equal(post(f, FUNCTION, ""), 400);
	assert_int_equal(post(f, "/", "{}"), 404);
	assert_int_equal(request(f, "GET", FUNCTION, NULL, 0), 405);
	assert_int_equal(request(f, "POST", FUNCTION, huge, HUGE_BODY), 413);
	free(huge);
	assert_int_equal(f->handled, 5);
}

/* A body of nothing that the JSON reader may run past. */
static void test_zero_octets(void **state)
{
	static const char zeros[8];

	assert_int_equal(request(*state, "POST", FUNCTION, zeros, sizeof(zeros)), 400);
}

static void test_start_errors(void **state)
{
	struct fixture *f = *state;
	struct fixture second = { .smdpp = f->smdpp };
	const struct sockaddr_in taken = loopback(es9p_http_port(f->http));
	const struct sockaddr family = { .sa_family = AF_UNIX };
	struct es9p_http_config config = { .address = (const void *)&taken };

	assert_int_equal(es9p_http_start(f->smdpp, &config, &second.http), -EADDRINUSE);
	config.address = &family;
	assert_int_equal(es9p_http_start(f->smdpp, &config, &second.http), -EINVAL);
	assert_int_equal(start(&second, "certificate", NULL), -EINVAL);
	assert_int_equal(start(&second, NULL, "key"), -EINVAL);
	assert_int_equal(start(&second, "no certificate", "no key"), -EIO);
	assert_null(second.http);
	es9p_http_stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_function, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_requests, setup, teardown),
		cmocka_unit_test_setup_teardown(test_zero_octets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_start_errors, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

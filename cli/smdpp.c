/*
 * softeuicc smdpp: an SM-DP+ in the local network, so that any LPA can download without a server of
 * an operator. [SGP.22 4.1, 5.6, 6.5]
 */
#include "cli/serve.h"
#include "peers/es9p_http.h"
#include "peers/es9p_tls.h"
#include "profiles/tool.h"

#include <errno.h>
#include <jansson.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HTTPS_PORT = 443, NAME_SIZE = 256 };

struct smdpp_values {
	const char *state, *listen, *address, *pki, *tls_cert, *tls_key, *confirmation_code;
	struct cli_list profiles;
	bool http, session_keys;
};

static const struct cli_option SMDPP_OPTIONS[] = {
	{ "profile", "FILE", "a profile package (DER) to offer; repeat for more", CLI_REPEAT,
	  offsetof(struct smdpp_values, profiles) },
	{ "listen", "ADDR:PORT", "where to listen (default: 127.0.0.1:8443)", CLI_STRING,
	  offsetof(struct smdpp_values, listen) },
	{ "address", "FQDN[:PORT]", "what LPAs call it (default: localhost and the port)",
	  CLI_STRING, offsetof(struct smdpp_values, address) },
	{ "pki", "DIR", "certificates and keys (default: the store's own)", CLI_STRING,
	  offsetof(struct smdpp_values, pki) },
	{ "tls-cert", "FILE", "certificate for HTTPS, PEM (default: made at start)", CLI_STRING,
	  offsetof(struct smdpp_values, tls_cert) },
	{ "tls-key", "FILE", "its key, PEM", CLI_STRING, offsetof(struct smdpp_values, tls_key) },
	{ "http", NULL, "plain HTTP; only on a loopback address", CLI_FLAG,
	  offsetof(struct smdpp_values, http) },
	{ "confirmation-code", "CODE", "ask for this confirmation code", CLI_STRING,
	  offsetof(struct smdpp_values, confirmation_code) },
	{ "session-keys", NULL, "protect profiles with session keys, not with random ones",
	  CLI_FLAG, offsetof(struct smdpp_values, session_keys) },
	CLI_OPTION_STATE(struct smdpp_values),
	{ 0 },
};

/* A served SM-DP+; notifications that were already logged are counted. */
struct service {
	struct smdpp *smdpp;
	struct es9p_http *http;
	size_t notifications;
};

/* ---- log ---- */

static void log_start(void)
{
	const time_t now = time(NULL);
	struct tm local;
	char text[16];

	localtime_r(&now, &local);
	strftime(text, sizeof(text), "%H:%M:%S", &local);
	printf("%s  ", text);
}

/* The refusal in an answer, if it is one [SGP.22 6.5.1.4]. */
static void log_refusal(const char *answer)
{
	const char *subject, *reason, *message;
	json_t *root = answer != NULL ? json_loads(answer, 0, NULL) : NULL;

	if (root != NULL && json_unpack(root, "{s:{s:{s:{s:s,s:s,s:s}}}}", "header",
	                                "functionExecutionStatus", "statusCodeData", "subjectCode",
	                                &subject, "reasonCode", &reason, "message", &message) == 0)
		printf(": refused, %s/%s %s", subject, reason, message);
	json_decref(root);
}

/* Notifications are acknowledged whatever they are worth; only here is it told. */
static void log_notifications(struct service *service)
{
	size_t count;
	const struct smdpp_notification *const *all = smdpp_notifications(service->smdpp, &count);

	for (; service->notifications < count; service->notifications++) {
		const struct smdpp_notification *n = all[service->notifications];
		const bool failed = n->final_result != NULL &&
		                    n->final_result->which != FINAL_RESULT_SUCCESS_RESULT;

		printf(": notification %u%s%s, signature %s", n->metadata.seq_number.v,
		       n->installation ? ", installation" : "", failed ? " failed" : "",
		       n->verified ? "verified" : "NOT verified");
	}
}

static void log_request(void *ctx, const char *path, int http_status, const char *answer)
{
	const char *name = strrchr(path, '/');

	log_start();
	printf("%-26s %d", name != NULL ? name + 1 : path, http_status);
	log_refusal(answer);
	log_notifications(ctx);
	putchar('\n');
	fflush(stdout);
}

/* ---- certificates ---- */

static enum cli_exit load_keys(const struct smdpp_values *v, const char *dir, const char *host,
                               struct smdpp *smdpp, struct buffer *certificate_pem,
                               struct buffer *key_pem)
{
	int r = smdpp_load_pki(smdpp, dir);

	if (r < 0)
		return cli_fail("cannot load the SM-DP+'s certificates from %s: %s", dir,
		                strerror(-r));
	if (v->http || v->tls_cert != NULL)
		return CLI_OK;
	r = es9p_tls_create(host, dir, certificate_pem, key_pem);
	return r == 0 ? CLI_OK : cli_fail("cannot make the certificate: %s", strerror(-r));
}

/* ---- addresses ---- */

static bool is_loopback(const struct sockaddr *address)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;

	if (address->sa_family == AF_INET)
		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

static uint16_t port_of(const struct sockaddr *address)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;

	return ntohs(address->sa_family == AF_INET ? in->sin_port : in6->sin6_port);
}

/* ---- the server ---- */

/* The file's name without folder and ending. */
static void matching_id_of(const char *path, char ret_id[NAME_SIZE])
{
	const char *slash = strrchr(path, '/');
	char *dot;

	snprintf(ret_id, NAME_SIZE, "%s", slash != NULL ? slash + 1 : path);
	dot = strrchr(ret_id, '.');
	if (dot != NULL)
		*dot = '\0';
}

/* The first error; warnings are the author's business. */
static void on_finding(void *ctx, const struct saip_finding *f)
{
	bool *told = ctx;

	if (!f->is_error || *told)
		return;
	*told = true;
	if (f->number > 0)
		cli_fail("element %u %s, offset %zu: %s [%s]", f->number,
		         f->element != NULL ? f->element : "", f->offset, f->text, f->rule);
	else
		cli_fail("%s [%s]", f->text, f->rule);
}

static enum cli_exit check_profile(const char *path, struct span profile)
{
	bool told = false;
	int errors = saip_check(profile.ptr, profile.len, on_finding, &told);

	if (errors < 0)
		return cli_fail("out of memory");
	return errors == 0 ? CLI_OK
	                   : cli_fail("%s is no valid profile package; `softeuicc profile check` "
	                              "says all",
	                              path);
}

static enum cli_exit add_profiles(const struct smdpp_values *v, struct smdpp *smdpp)
{
	char id[NAME_SIZE];

	for (size_t i = 0; i < v->profiles.count; i++) {
		const char *path = v->profiles.items[i];
		BUFFER_AUTO profile = { 0 };
		int r = buffer_read_file(&profile, path);

		if (r < 0)
			return cli_fail("cannot read %s: %s", path, strerror(-r));
		if (check_profile(path, buffer_span(&profile)) != CLI_OK)
			return CLI_FAILED;
		matching_id_of(path, id);
		r = smdpp_add_order(smdpp, &(struct smdpp_order){
		                                   .matching_id = id,
		                                   .profile = buffer_span(&profile),
		                                   .confirmation_code = v->confirmation_code,
		                           });
		if (r < 0)
			return cli_fail("%s is no profile package: %s", path, strerror(-r));
	}
	return CLI_OK;
}

/* LPA:1$address$matchingId, and the flag for a confirmation code [SGP.22 4.1]. */
static void print_activation_codes(const struct smdpp_values *v, const char *address)
{
	char id[NAME_SIZE];

	for (size_t i = 0; i < v->profiles.count; i++) {
		matching_id_of(v->profiles.items[i], id);
		printf("LPA:1$%s$%s%s\n", address, id, v->confirmation_code != NULL ? "$$1" : "");
	}
	fflush(stdout);
}

/* The keys, the profiles, then the socket. */
static enum cli_exit start(const struct smdpp_values *v, const struct sockaddr *listen,
                           const char *address, struct service *service)
{
	const struct smdpp_config config = { .address = address, .session_keys = v->session_keys };
	struct es9p_http_config http = { .address = listen,
		                         .handled = log_request,
		                         .ctx = service };
	BUFFER_AUTO certificate = { 0 };
	BUFFER_AUTO key = { 0 };
	struct serve_pki pki = { 0 };
	char host[NAME_SIZE];
	enum cli_exit result;
	int r = serve_new_smdpp(config, &service->smdpp);

	if (r < 0)
		return cli_fail("cannot start the SM-DP+: %s", strerror(-r));
	snprintf(host, sizeof(host), "%.*s", (int)strcspn(address, ":"), address);
	result = serve_open_pki(v->pki, v->state, &pki);
	if (result == CLI_OK)
		result = load_keys(v, pki.path, host, service->smdpp, &certificate, &key);
	serve_close_pki(&pki);
	if (result == CLI_OK && v->tls_cert != NULL)
		result = serve_read_text(v->tls_cert, &certificate);
	if (result == CLI_OK && v->tls_cert != NULL)
		result = serve_read_text(v->tls_key, &key);
	if (result == CLI_OK)
		result = add_profiles(v, service->smdpp);
	if (result != CLI_OK)
		return result;
	http.certificate_pem = (const char *)certificate.ptr;
	http.key_pem = (const char *)key.ptr;
	r = es9p_http_start(service->smdpp, &http, &service->http);
	if (r == -EIO && !v->http)
		return cli_fail("cannot start HTTPS: are certificate and key in order?");
	return r == 0 ? CLI_OK : cli_fail("cannot listen: %s", strerror(-r));
}

static enum cli_exit check_values(const struct smdpp_values *v, const struct sockaddr *listen)
{
	if ((v->tls_cert == NULL) != (v->tls_key == NULL))
		return cli_usage("--tls-cert and --tls-key come together");
	if (v->http && v->tls_cert != NULL)
		return cli_usage("--http has no certificate");
	if (v->http && !is_loopback(listen))
		return cli_usage("--http is for loopback addresses only");
	if (port_of(listen) == 0)
		return cli_usage("--listen wants a port above 0");
	if (v->profiles.count == 0)
		return cli_usage("nothing to offer: give it a --profile FILE");
	if (v->address != NULL && strlen(v->address) >= NAME_SIZE)
		return cli_usage("--address is too long");
	return CLI_OK;
}

/* The signals that end it are blocked before the server's thread inherits the mask. */
static enum cli_exit serve(const struct smdpp_values *v, const struct sockaddr *listen)
{
	struct service service = { 0 };
	char address[NAME_SIZE];
	enum cli_exit result;
	sigset_t signals;
	int received;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	/* A client that goes away is no reason to end. */
	signal(SIGPIPE, SIG_IGN);
	if (v->address != NULL)
		snprintf(address, sizeof(address), "%s", v->address);
	else if (port_of(listen) == HTTPS_PORT)
		snprintf(address, sizeof(address), "localhost");
	else
		snprintf(address, sizeof(address), "localhost:%u", port_of(listen));
	result = start(v, listen, address, &service);
	if (result == CLI_OK) {
		print_activation_codes(v, address);
		sigwait(&signals, &received);
	}
	es9p_http_stop(service.http);
	smdpp_free(service.smdpp);
	return result;
}

static enum cli_exit run_smdpp(const void *values, int argc, char *const *argv)
{
	const struct smdpp_values *v = values;
	struct addrinfo *listen;
	enum cli_exit result = serve_parse_listen(v->listen != NULL ? v->listen : "127.0.0.1:8443",
	                                          &listen);

	(void)argc;
	(void)argv;
	if (result != CLI_OK)
		return result;
	result = check_values(v, listen->ai_addr);
	if (result == CLI_OK)
		result = serve(v, listen->ai_addr);
	freeaddrinfo(listen);
	return result;
}

const struct cli_command CLI_SMDPP = {
	.name = "smdpp",
	.args = "",
	.summary = "Serve profile packages to LPAs, as an SM-DP+ over HTTPS",
	.details =
	        "Each profile is offered under its file name without folder and ending; its\n"
	        "activation code is printed. Then the log: a line a request. Cards accept it that "
	        "trust\n"
	        "the CI in --pki, by default those of the store. Ends with Ctrl-C.\n",
	.options = SMDPP_OPTIONS,
	.values_size = sizeof(struct smdpp_values),
	.run = run_smdpp,
};

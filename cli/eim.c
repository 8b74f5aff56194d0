/*
 * softeuicc eim: an eIM for IPAs in the network. Its key and configuration, and the server that
 * signs eUICC Packages and verifies their results. [SGP.32 2.11, 3.3, 6.3.2]
 */
#include "cli/eim_report.h"
#include "cli/serve.h"
#include "peers/activation_code.h"
#include "peers/eim_text.h"
#include "peers/esipa.h"
#include "peers/esipa_httpd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ARENA_SIZE = 1 << 16, KEY_MAX = 512, RUN_MS = 100, COUNTER_MAX = 0x7FFFFF };

/* Octets of an activation code [SGP.32 2.11.1.3]. */
enum { CODE_MAX = 255 };

#define MATCHING_ID "eim"

struct eim_values {
	const char *key, *id, *endpoint, *output, *initial;
	const char *listen, *pki, *profile, *tls_cert, *tls_key, *state;
	unsigned timeout;
	bool keep, v101, indirect;
};

/* clang-format off */
static const struct cli_option EIM_OPTIONS[] = {
	{ "key", "FILE", "its private key (DER); FILE.counter has its counter", CLI_STRING,
	  offsetof(struct eim_values, key) },
	{ "id", "EIMID", "its eimId (default: eim.softeuicc.example)", CLI_STRING,
	  offsetof(struct eim_values, id) },
	{ "endpoint", "HOST:PORT", "associate: where IPAs find it", CLI_STRING,
	  offsetof(struct eim_values, endpoint) },
	{ "output", "FILE", "associate: EimConfigurationData to write", CLI_STRING,
	  offsetof(struct eim_values, output) },
	{ "initial", "FILE", "associate: AddInitialEimRequest to write", CLI_STRING,
	  offsetof(struct eim_values, initial) },
	{ "indirect", NULL, "associate: IPAs download through the eIM", CLI_FLAG,
	  offsetof(struct eim_values, indirect) },
	{ "listen", "ADDR:PORT", "serve: where to listen (default: 127.0.0.1:8000)", CLI_STRING,
	  offsetof(struct eim_values, listen) },
	{ "pki", "DIR", "serve: CI of the eUICC (default: the store's own)", CLI_STRING,
	  offsetof(struct eim_values, pki) },
	{ "profile", "FILE", "serve: a profile package for `download`", CLI_STRING,
	  offsetof(struct eim_values, profile) },
	{ "tls-cert", "FILE", "serve: certificate, PEM (default: plain HTTP)", CLI_STRING,
	  offsetof(struct eim_values, tls_cert) },
	{ "tls-key", "FILE", "serve: its key, PEM", CLI_STRING, offsetof(struct eim_values, tls_key) },
	{ "v1.0.1", NULL, "serve: the IPA speaks SGP.32 v1.0.1", CLI_FLAG,
	  offsetof(struct eim_values, v101) },
	{ "timeout", "SECONDS", "serve: give up after this time", CLI_NUMBER,
	  offsetof(struct eim_values, timeout) },
	{ "keep", NULL, "serve: go on when nothing is left", CLI_FLAG,
	  offsetof(struct eim_values, keep) },
	CLI_OPTION_STATE(struct eim_values),
	{ 0 },
};
/* clang-format on */

/* ---- key and counter ---- */

/* Cards refuse a counter that they have seen, so it is kept beside the key [SGP.32 3.3.1]. */
static enum cli_exit counter_path(const char *key, char ret_path[SERVE_PATH_SIZE])
{
	int n = snprintf(ret_path, SERVE_PATH_SIZE, "%s.counter", key);

	return n < SERVE_PATH_SIZE ? CLI_OK : cli_fail("%s: too long a path", key);
}

static enum cli_exit read_counter(const char *key, int64_t *ret_counter)
{
	char path[SERVE_PATH_SIZE];
	enum cli_exit result = counter_path(key, path);
	FILE *f = result == CLI_OK ? fopen(path, "r") : NULL;

	if (f == NULL)
		return result == CLI_OK && errno != ENOENT
		               ? cli_fail("cannot read %s: %s", path, strerror(errno))
		               : result;
	if (fscanf(f, "%" SCNd64, ret_counter) != 1 || *ret_counter < 0 ||
	    *ret_counter > COUNTER_MAX)
		result = cli_fail("%s is no counter", path);
	fclose(f);
	return result;
}

static enum cli_exit write_file(const char *path, struct span content, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
	bool ok = f != NULL && fwrite(content.ptr, 1, content.len, f) == content.len;

	if (f != NULL && fclose(f) != 0)
		ok = false;
	return ok ? CLI_OK : cli_fail("cannot write %s: %s", path, strerror(errno));
}

static enum cli_exit write_counter(const char *key, int64_t counter)
{
	char path[SERVE_PATH_SIZE];
	char text[32];
	int n = snprintf(text, sizeof(text), "%" PRId64 "\n", counter);
	enum cli_exit result = counter_path(key, path);

	if (result != CLI_OK)
		return result;
	return write_file(path, (struct span){ (const uint8_t *)text, (size_t)n }, 0666);
}

/* The eIM with this key; without the file it is a new one, if that is wanted. */
static enum cli_exit open_eim(const struct eim_values *v, bool create, struct eim_server *eim)
{
	struct eim_server_config config = {
		.eim_id = v->id != NULL ? v->id : "eim.softeuicc.example",
	};
	BUFFER_AUTO key = { 0 };
	uint8_t der[KEY_MAX];
	size_t len;
	enum cli_exit result;
	int r = buffer_read_file(&key, v->key);

	if (r == -ENOENT && create) {
		r = eim_server_init(eim, &config);
		if (r == 0)
			r = ec_private_to_der(&eim->key, der, sizeof(der), &len);
		if (r < 0)
			return cli_fail("cannot make a key: %s", strerror(-r));
		return write_file(v->key, (struct span){ der, len }, 0600);
	}
	if (r < 0)
		return cli_fail("cannot read %s: %s", v->key, strerror(-r));
	result = read_counter(v->key, &config.counter);
	if (result != CLI_OK)
		return result;
	config.key = buffer_span(&key);
	r = eim_server_init(eim, &config);
	return r == 0 ? CLI_OK : cli_fail("%s is no private key in DER", v->key);
}

/* ---- associate ---- */

static enum cli_exit write_configuration(const struct eim_values *v, const struct eim_server *eim,
                                         struct arena *a)
{
	struct eim_configuration_data data;
	const struct add_initial_eim_request request = { { &data, 1 } };
	struct span config, initial;
	enum cli_exit result = CLI_OK;
	int r = eim_server_configuration(eim, a, &data);

	if (r < 0)
		return cli_fail("cannot describe the eIM: %s", strerror(-r));
	data.eim_fqdn = (struct span){ (const uint8_t *)v->endpoint, strlen(v->endpoint) };
	/* -1 asks the card for a token [SGP.32 2.11.1.1.1]. */
	data.association_token = (struct asn1_int){ true, -1 };
	data.indirect_profile_download = v->indirect;
	config = asn1_encode_arena(&eim_configuration_data_type, 0x30, &data, a);
	initial = asn1_encode_arena(&add_initial_eim_request_type, IOT_TAG_ADD_INITIAL_EIM,
	                            &request, a);
	if (config.ptr == NULL || initial.ptr == NULL)
		return cli_usage("--id or --endpoint is too long");
	if (v->output != NULL)
		result = write_file(v->output, config, 0666);
	if (result == CLI_OK && v->initial != NULL)
		result = write_file(v->initial, initial, 0666);
	return result;
}

static enum cli_exit associate(const struct eim_values *v)
{
	uint8_t memory[ARENA_SIZE];
	struct arena a = { memory, ARENA_SIZE, 0 };
	struct eim_server eim = { 0 };
	enum cli_exit result;

	if (v->endpoint == NULL || (v->output == NULL && v->initial == NULL))
		return cli_usage("associate wants --endpoint and --output or --initial");
	result = open_eim(v, true, &eim);
	if (result == CLI_OK)
		result = write_configuration(v, &eim, &a);
	eim_server_clear(&eim);
	return result;
}

/* ---- serve: what is asked ---- */

struct service {
	const struct eim_values *v;
	struct eim_server eim;
	struct esipa_server esipa;
	struct eim_report report;
	struct smdpp *smdpp;
	char *const *operations;
	int n_operations, next; /* operation 0 is the question for the eUICC's data */
	bool told_all;          /* that nothing is left */
};

/* The activation code in "download=CODE", NULL if it is another operation. */
static const char *code_in(const char *operation)
{
	static const char prefix[] = "download=";
	const size_t n = sizeof(prefix) - 1;

	return strncmp(operation, prefix, n) == 0 ? operation + n : NULL;
}

static bool is_download(const char *operation)
{
	return strcmp(operation, "download") == 0 || strcmp(operation, "download-default") == 0 ||
	       code_in(operation) != NULL;
}

/* What the IPA is told to download [SGP.32 2.11.1.3]. */
static int queue_download(struct service *s, const char *operation, struct arena *a)
{
	/* Nobody looks the name up: the IPA downloads through its eIM [SGP.32 3.2.3.2]. */
	static const char own_code[] = "1$smdpp.test.softeuicc.example$" MATCHING_ID;
	const char *code = code_in(operation) != NULL ? code_in(operation) : own_code;
	struct profile_download_data data = {
		.which = PROFILE_DOWNLOAD_DATA_ACTIVATION_CODE,
		.activation_code = { (const uint8_t *)code, strlen(code) },
	};
	struct span request;
	int r;

	if (strcmp(operation, "download-default") == 0)
		data = (struct profile_download_data){
			.which = PROFILE_DOWNLOAD_DATA_CONTACT_DEFAULT_SMDP,
			.contact_default_smdp = true,
		};
	r = eim_server_trigger(&s->eim, &data, a, &request);
	return r < 0 ? r : esipa_server_queue(&s->esipa, request);
}

/* Packages are signed when they are asked for: token and EID come with the eUICC's data. */
static int queue_next(struct service *s, struct arena *a)
{
	/* tagList: associationToken, EUM certificate, eUICC certificate */
	static const uint8_t data[] = { 0xBF, 0x52, 0x05, 0x5C, 0x03, 0x84, 0xA5, 0xA6 };
	const char *operation = s->next > 0 ? s->operations[s->next - 1] : "data";
	BUFFER_AUTO list = { 0 };
	struct span request;
	int r;

	eim_report_begin(&s->report, operation);
	s->next++;
	if (strcmp(operation, "data") == 0)
		return esipa_server_queue(&s->esipa, SPAN(data));
	if (is_download(operation))
		return queue_download(s, operation, a);
	r = eim_text_package(operation, &list);
	if (r == 0)
		r = eim_server_sign(&s->eim, buffer_span(&list), a, &request);
	if (r == 0 && write_counter(s->v->key, s->eim.counter) != CLI_OK)
		r = -EIO;
	return r < 0 ? r : esipa_server_queue(&s->esipa, request);
}

static int handle(void *ctx, struct span request, struct arena *a, struct span *ret_response)
{
	struct service *s = ctx;
	struct der_reader reader = der_reader(request);
	int r = 0;

	if (der_peek(&reader) == IOT_TAG_GET_EIM_PACKAGE) {
		s->told_all = s->next > s->n_operations;
		if (!s->told_all)
			r = queue_next(s, a);
	}
	if (r == 0)
		r = esipa_server_handle(&s->esipa, request, a, ret_response);
	if (r < 0)
		eim_report_refusal(&s->report, r);
	return r;
}

/* ---- serve ---- */

static enum cli_exit load_profile(struct service *s)
{
	const char *path = s->v->profile;
	BUFFER_AUTO profile = { 0 };
	int r = buffer_read_file(&profile, path);

	if (r == 0)
		r = smdpp_add_order(s->smdpp,
		                    &(struct smdpp_order){ .matching_id = MATCHING_ID,
		                                           .profile = buffer_span(&profile) });
	return r == 0 ? CLI_OK : cli_fail("cannot load profile %s: %s", path, strerror(-r));
}

/* The CI that the eUICC's certificates must lead to, and the SM-DP+ if there is to be one. */
static enum cli_exit load_pki(struct service *s, const char *dir)
{
	char path[SERVE_PATH_SIZE + 32];
	int r;

	snprintf(path, sizeof(path), "%s/CERT_CI_ECDSA_NIST.der", dir);
	r = buffer_read_file(&s->report.ci, path);
	if (r < 0)
		return cli_fail("cannot read %s: %s", path, strerror(-r));
	if (s->v->profile == NULL)
		return CLI_OK;
	r = serve_new_smdpp((struct smdpp_config){ 0 }, &s->smdpp);
	if (r == 0)
		r = smdpp_load_pki(s->smdpp, dir);
	if (r < 0)
		return cli_fail("cannot load the SM-DP+'s certificates from %s: %s", dir,
		                strerror(-r));
	return load_profile(s);
}

static enum cli_exit prepare(struct service *s)
{
	struct serve_pki pki = { 0 };
	enum cli_exit result = open_eim(s->v, false, &s->eim);

	if (result == CLI_OK)
		result = serve_open_pki(s->v->pki, s->v->state, &pki);
	if (result == CLI_OK)
		result = load_pki(s, pki.path);
	serve_close_pki(&pki);
	s->report.eim = &s->eim;
	s->esipa = (struct esipa_server){ .eim = &s->eim,
		                          .smdpp = s->smdpp,
		                          .v101 = s->v->v101,
		                          .result = eim_report_result,
		                          .package_result = eim_report_package_result,
		                          .notification = eim_report_notification,
		                          .ctx = &s->report };
	return result;
}

/* Until the IPA has been told that nothing is left, and has that answer. */
static enum cli_exit serve_all(struct service *s, struct esipa_httpd *httpd)
{
	const time_t start = time(NULL);
	int busy = 0;

	while (busy >= 0 && (busy > 0 || !s->told_all || s->v->keep)) {
		if (s->v->timeout != 0 && time(NULL) - start >= (time_t)s->v->timeout)
			return cli_fail("%u s have passed", s->v->timeout);
		busy = esipa_httpd_run(httpd, RUN_MS);
	}
	if (busy < 0)
		return cli_fail("the server has ended");
	return s->report.failures == 0 ? CLI_OK : cli_fail("not everything was in order");
}

static enum cli_exit listen_and_serve(struct service *s, const struct sockaddr *address)
{
	BUFFER_AUTO certificate = { 0 };
	BUFFER_AUTO key = { 0 };
	struct esipa_httpd_config config = { .address = address, .handle = handle, .ctx = s };
	struct esipa_httpd *httpd;
	enum cli_exit result = CLI_OK;
	int r;

	if (s->v->tls_cert != NULL)
		result = serve_read_text(s->v->tls_cert, &certificate);
	if (result == CLI_OK && s->v->tls_key != NULL)
		result = serve_read_text(s->v->tls_key, &key);
	if (result != CLI_OK)
		return result;
	config.certificate_pem = (const char *)certificate.ptr;
	config.key_pem = (const char *)key.ptr;
	r = esipa_httpd_new(&config, &httpd);
	if (r < 0)
		return cli_fail("cannot listen: %s", strerror(-r));
	printf("%s listens on port %u\n", s->eim.eim_id, esipa_httpd_port(httpd));
	fflush(stdout);
	result = serve_all(s, httpd);
	esipa_httpd_free(httpd);
	return result;
}

static bool is_activation_code(const char *text)
{
	struct activation_code code;

	return strlen(text) <= CODE_MAX &&
	       activation_code_parse((struct span){ (const uint8_t *)text, strlen(text) }, &code);
}

/* Everything that is wrong with an operation is told before the first one is carried out. */
static enum cli_exit check_operations(const struct eim_values *v, int n, char *const *operations)
{
	for (int i = 0; i < n; i++) {
		BUFFER_AUTO list = { 0 };

		if (strcmp(operations[i], "download") == 0 && v->profile == NULL)
			return cli_usage("download wants a --profile FILE");
		if (code_in(operations[i]) != NULL && !is_activation_code(code_in(operations[i])))
			return cli_usage("\"%s\" has no activation code", operations[i]);
		if (!is_download(operations[i]) && strcmp(operations[i], "data") != 0 &&
		    eim_text_package(operations[i], &list) < 0)
			return cli_usage("\"%s\" is no operation", operations[i]);
	}
	return CLI_OK;
}

static enum cli_exit serve(const struct eim_values *v, int n, char *const *operations)
{
	struct service s = { .v = v, .operations = operations, .n_operations = n };
	struct addrinfo *address;
	enum cli_exit result = check_operations(v, n, operations);

	if (result == CLI_OK && (v->tls_cert == NULL) != (v->tls_key == NULL))
		result = cli_usage("--tls-cert and --tls-key come together");
	if (result == CLI_OK)
		result = serve_parse_listen(v->listen != NULL ? v->listen : "127.0.0.1:8000",
		                            &address);
	if (result != CLI_OK)
		return result;
	/* An IPA that goes away is no reason to end. */
	signal(SIGPIPE, SIG_IGN);
	result = prepare(&s);
	if (result == CLI_OK)
		result = listen_and_serve(&s, address->ai_addr);
	freeaddrinfo(address);
	esipa_server_clear(&s.esipa);
	eim_server_clear(&s.eim);
	eim_report_clear(&s.report);
	smdpp_free(s.smdpp);
	return result;
}

static enum cli_exit run_eim(const void *values, int argc, char *const *argv)
{
	const struct eim_values *v = values;

	if (v->key == NULL)
		return cli_usage("eim wants a --key FILE");
	if (strcmp(argv[0], "associate") == 0 && argc == 1)
		return associate(v);
	if (strcmp(argv[0], "serve") == 0)
		return serve(v, argc - 1, argv + 1);
	return cli_usage("eim can associate and serve");
}

const struct cli_command CLI_EIM = {
	.name = "eim",
	.args = "associate | serve [OPERATION...]",
	.summary = "Manage eUICCs through IPAs, as an eIM over HTTP",
	.details = "associate makes the key, if there is none, and writes what cards have to know "
	           "of the\n"
	           "eIM: --output is for `softeuicc init --eim`, --initial for an IPA.\n\n"
	           "serve asks the IPA for the eUICC's certificates; then each OPERATION is one "
	           "signed\n"
	           "eIM Package. The result of each is printed. It ends when the IPA has been told "
	           "that\n"
	           "there is no more. Operations:\n"
	           "  enable=ICCID[,rollback]  disable=ICCID  delete=ICCID  list  rat  immediate\n"
	           "  no-immediate  set-fallback=ICCID  unset-fallback  default-dp=FQDN  psmo=HEX\n"
	           "  list-eims  delete-eim=EIMID  eco=HEX  data\n"
	           "  download=CODE (activation code)  download-default (from the card's SM-DP+)\n"
	           "  download (of --profile, through this eIM)\n"
	           "Those of the same kind, with '+' between them, go into one package: "
	           "disable=X+delete=X\n",
	.min_args = 1,
	.max_args = ESIPA_PACKAGES_MAX,
	.options = EIM_OPTIONS,
	.values_size = sizeof(struct eim_values),
	.run = run_eim,
};

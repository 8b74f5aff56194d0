/*
 * esipa-eim: an eIM behind plain HTTP for IPAs by others, with an SM-DP+ behind it for Indirect
 * Profile Download. [SGP.32 6.1, 6.3]
 *
 *   esipa-eim associate KEY FQDN:PORT REQUEST CONFIG
 *             makes a key, an AddInitialEimRequest (BF57), and its EimConfigurationData (30)
 *   esipa-eim serve KEY PORT PKI PROFILE STEP...
 *             serves the steps one by one, then ends
 *
 * Steps: data (asks for the certificates and the token, must come first), psmo=HEX, eco=HEX (the
 * commands), download (an activation code for PROFILE). What became of each is on stdout, a line
 * each; exit status 0 if all results have verified.
 */
#include "peers/esipa.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_SIZE = 4 << 20, KEY_MAX = 256, BODY_MAX = 256 << 10, EXIT_USAGE = 2 };

#define EIM_ID          "eim.interop.example"
#define ACTIVATION_CODE "1$smdpp.test.softeuicc.example$interop"

struct program {
	struct eim_server eim;
	struct esipa_server esipa;
	struct buffer ci;
	char **steps;
	int n_steps, next_step;
	int failures;
	volatile bool ended;
	uint8_t *memory;
};

/* ---- associate ---- */

static int write_file(const char *path, struct span content)
{
	FILE *f = fopen(path, "wb");
	bool ok = f && fwrite(content.ptr, 1, content.len, f) == content.len;

	if (f && fclose(f) != 0)
		ok = false;
	return ok ? 0 : -EIO;
}

static int associate(struct program *p, char **argv)
{
	const struct eim_server_config config = { .eim_id = EIM_ID };
	struct arena a = { p->memory, ARENA_SIZE, 0 };
	struct eim_configuration_data data;
	const struct add_initial_eim_request request = { { &data, 1 } };
	uint8_t key[KEY_MAX];
	size_t key_len;
	int r = eim_server_init(&p->eim, &config);

	if (r == 0)
		r = ec_private_to_der(&p->eim.key, key, sizeof(key), &key_len);
	if (r == 0)
		r = write_file(argv[0], (struct span){ key, key_len });
	if (r == 0)
		r = eim_server_configuration(&p->eim, &a, &data);
	if (r < 0)
		return r;
	data.eim_fqdn = (struct span){ (const uint8_t *)argv[1], strlen(argv[1]) };
	data.association_token = (struct asn1_int){ true, -1 };
	r = write_file(argv[2], asn1_encode_arena(&add_initial_eim_request_type,
	                                          IOT_TAG_ADD_INITIAL_EIM, &request, &a));
	return r < 0 ? r
	             : write_file(argv[3],
	                          asn1_encode_arena(&eim_configuration_data_type, 0x30, &data, &a));
}

/* ---- results ---- */

static void print_hex(const char *what, struct span s)
{
	printf("%s ", what);
	for (size_t i = 0; i < s.len; i++)
		printf("%02X", s.ptr[i]);
	printf("\n");
}

/* The certificate that GetCerts gives under another tag, with its own. */
static int untag(struct span element, struct buffer *ret_certificate)
{
	struct der_reader r = der_reader(element);
	struct der_tlv v;

	return der_next(&r, &v) ? buffer_append_tlv(ret_certificate, 0x30, v.value) : -EBADMSG;
}

static void take_data(struct program *p, const struct ipa_euicc_data_response *response)
{
	const struct ipa_euicc_data *data = response->ipa_euicc_data;
	BUFFER_AUTO eum = { 0 };
	BUFFER_AUTO euicc = { 0 };

	if (response->which != IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA ||
	    untag(data->eum_certificate, &eum) < 0 || untag(data->euicc_certificate, &euicc) < 0 ||
	    eim_server_trust(&p->eim, buffer_span(&p->ci), buffer_span(&eum),
	                     buffer_span(&euicc)) != 0) {
		printf("certificates NOT VERIFIED\n");
		p->failures++;
		return;
	}
	eim_server_take_token(&p->eim, data->association_token);
	printf("certificates verified, token %lld\n", (long long)p->eim.token);
}

static void on_result(void *ctx, const struct eim_package_result *result)
{
	struct program *p = ctx;

	if (result->which == EIM_PACKAGE_RESULT_IPA_EUICC_DATA_RESPONSE)
		take_data(p, result->ipa_euicc_data_response);
	if (result->which == EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT)
		print_hex("download", result->profile_download_trigger_result);
	if (result->which == EIM_PACKAGE_RESULT_EIM_PACKAGE_RESULT_RESPONSE_ERROR ||
	    result->which == EIM_PACKAGE_RESULT_EIM_PACKAGE_ERROR_V101) {
		printf("the IPA reports an error\n");
		p->failures++;
	}
}

static void on_package_result(void *ctx, int verdict, const struct eim_server_result *result)
{
	struct program *p = ctx;

	p->failures += verdict != 0;
	printf("%s ", verdict == 0 ? "verified" : "NOT VERIFIED");
	switch (result->which) {
	case EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED:
		print_hex("results", result->results);
		break;
	case EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED:
		printf("error %u\n", (unsigned)result->error.euicc_package_error_code.v);
		break;
	default:
		printf("unsigned error\n");
		p->failures++;
	}
}

static void on_notification(void *ctx, int verdict)
{
	struct program *p = ctx;

	p->failures += verdict != 0;
	printf("notification %s\n", verdict == 0 ? "verified" : "NOT VERIFIED");
}

/* ---- steps ---- */

static int hex_value(char c)
{
	const char *digits = "0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Signs the commands in hex as list A0 or A1, and queues the package. */
static int queue_package(struct program *p, uint32_t list, const char *hex, struct arena *a)
{
	BUFFER_AUTO commands = { 0 };
	struct span request;
	int r = buffer_append(&commands, (struct span){ (const uint8_t *)"", 0 });

	for (; r == 0 && hex[0]; hex += 2) {
		const int high = hex_value(hex[0]);
		const int low = hex_value(hex[1]);
		const uint8_t octet = (uint8_t)(high << 4 | low);

		r = high < 0 || low < 0 ? -EINVAL
		                        : buffer_append(&commands, (struct span){ &octet, 1 });
	}
	if (r == 0)
		r = buffer_wrap(&commands, list);
	if (r == 0)
		r = eim_server_sign(&p->eim, buffer_span(&commands), a, &request);
	return r < 0 ? r : esipa_server_queue(&p->esipa, request);
}

static int queue_download(struct program *p, struct arena *a)
{
	struct profile_download_data data = {
		.which = PROFILE_DOWNLOAD_DATA_ACTIVATION_CODE,
		.activation_code = { (const uint8_t *)ACTIVATION_CODE, strlen(ACTIVATION_CODE) },
	};
	const struct profile_download_trigger_request request = { &data, { NULL, 0 } };

	return esipa_server_queue(&p->esipa,
	                          asn1_encode_arena(&profile_download_trigger_request_type,
	                                            IOT_TAG_PROFILE_DOWNLOAD_TRIGGER, &request, a));
}

/* Packages are signed when they are asked for: the first step brings key and token. */
static int queue_step(struct program *p, const char *step, struct arena *a)
{
	static const uint8_t data[] = { 0xBF, 0x52, 0x05, 0x5C, 0x03, 0x84, 0xA5, 0xA6 };

	printf("step %s\n", step);
	if (strcmp(step, "data") == 0)
		return esipa_server_queue(&p->esipa, SPAN(data));
	if (strcmp(step, "download") == 0)
		return queue_download(p, a);
	if (strncmp(step, "psmo=", 5) == 0)
		return queue_package(p, IOT_TAG_PSMO_LIST, step + 5, a);
	if (strncmp(step, "eco=", 4) == 0)
		return queue_package(p, IOT_TAG_ECO_LIST, step + 4, a);
	return -EINVAL;
}

static int handle(struct program *p, struct span request, struct arena *a,
                  struct span *ret_response)
{
	struct der_reader r = der_reader(request);
	bool asks = der_peek(&r) == IOT_TAG_GET_EIM_PACKAGE;
	int result = 0;

	if (asks && p->next_step == p->n_steps)
		p->ended = true;
	else if (asks)
		result = queue_step(p, p->steps[p->next_step++], a);
	if (result == 0)
		result = esipa_server_handle(&p->esipa, request, a, ret_response);
	if (result < 0) {
		printf("message refused: %s\n", strerror(-result));
		p->failures++;
	}
	fflush(stdout);
	return result;
}

/* ---- HTTP ---- */

static enum MHD_Result reply(struct MHD_Connection *connection, unsigned status, struct span body)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
	        body.len, (void *)(uintptr_t)body.ptr, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, "X-Admin-Protocol", "gsma/rsp/v2.1.0");
	MHD_add_response_header(response, "Content-Type", "application/x-gsma-rsp-asn1");
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result take_request(void *ctx, struct MHD_Connection *connection, const char *path,
                                    const char *method, const char *version, const char *data,
                                    size_t *data_len, void **state)
{
	struct program *p = ctx;
	struct arena a = { p->memory, ARENA_SIZE, 0 };
	struct buffer *body = *state;
	struct span response = { NULL, 0 };
	int r;

	(void)path;
	(void)method;
	(void)version;
	if (!body) {
		*state = calloc(1, sizeof(*body));
		return *state ? MHD_YES : MHD_NO;
	}
	if (*data_len > 0) {
		r = body->len + *data_len > BODY_MAX
		            ? -EMSGSIZE
		            : buffer_append(body,
		                            (struct span){ (const uint8_t *)data, *data_len });
		*data_len = 0;
		return r < 0 ? MHD_NO : MHD_YES;
	}
	r = handle(p, buffer_span(body), &a, &response);
	buffer_free(body);
	free(body);
	*state = NULL;
	if (r < 0)
		return reply(connection, MHD_HTTP_BAD_REQUEST, (struct span){ NULL, 0 });
	return reply(connection, response.len ? MHD_HTTP_OK : MHD_HTTP_NO_CONTENT, response);
}

/* ---- serve ---- */

static int add_profile(struct smdpp *smdpp, const char *path)
{
	BUFFER_AUTO profile = { 0 };
	int r = buffer_read_file(&profile, path);

	if (r < 0)
		return r;
	return smdpp_add_order(smdpp, &(struct smdpp_order){ .matching_id = "interop",
	                                                     .profile = buffer_span(&profile) });
}

static int prepare(struct program *p, struct smdpp *smdpp, char **argv)
{
	BUFFER_AUTO key = { 0 };
	char path[4096];
	int r = buffer_read_file(&key, argv[0]);

	if (r == 0)
		r = eim_server_init(&p->eim, &(struct eim_server_config){
		                                     .eim_id = EIM_ID, .key = buffer_span(&key) });
	snprintf(path, sizeof(path), "%s/CERT_CI_ECDSA_NIST.der", argv[2]);
	if (r == 0)
		r = buffer_read_file(&p->ci, path);
	if (r == 0)
		r = smdpp_load_pki(smdpp, argv[2]);
	if (r == 0)
		r = add_profile(smdpp, argv[3]);
	return r;
}

static int serve(struct program *p, int argc, char **argv)
{
	struct MHD_Daemon *daemon = NULL;
	struct smdpp *smdpp = NULL;
	int r = smdpp_new(&(struct smdpp_config){ 0 }, &smdpp);

	if (r == 0)
		r = prepare(p, smdpp, argv);
	p->steps = argv + 4;
	p->n_steps = argc - 4;
	p->esipa = (struct esipa_server){ .eim = &p->eim,
		                          .smdpp = smdpp,
		                          .v101 = true,
		                          .result = on_result,
		                          .package_result = on_package_result,
		                          .notification = on_notification,
		                          .ctx = p };
	if (r == 0) {
		daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD,
		                          (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL,
		                          take_request, p, MHD_OPTION_END);
		r = daemon ? 0 : -EADDRINUSE;
	}
	while (r == 0 && !p->ended)
		usleep(20000);
	if (r == 0)
		usleep(200000); /* the last answer goes out */
	if (daemon)
		MHD_stop_daemon(daemon);
	smdpp_free(smdpp);
	esipa_server_clear(&p->esipa);
	buffer_free(&p->ci);
	return r;
}

int main(int argc, char **argv)
{
	struct program p = { .memory = malloc(ARENA_SIZE) };
	int r = -EINVAL;

	if (!p.memory)
		return EXIT_FAILURE;
	if (argc == 6 && strcmp(argv[1], "associate") == 0)
		r = associate(&p, argv + 2);
	else if (argc > 6 && strcmp(argv[1], "serve") == 0)
		r = serve(&p, argc - 2, argv + 2);
	else
		fprintf(stderr,
		        "usage: %s associate KEY FQDN:PORT REQUEST CONFIG\n"
		        "       %s serve KEY PORT PKI PROFILE STEP...\n",
		        argv[0], argv[0]);
	if (r < 0)
		fprintf(stderr, "esipa-eim: %s\n", strerror(-r));
	eim_server_clear(&p.eim);
	free(p.memory);
	return r < 0 ? EXIT_USAGE : p.failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

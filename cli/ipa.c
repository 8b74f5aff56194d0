/*
 * softeuicc ipa: an IoT Profile Assistant for a card in a PC/SC reader, against an eIM by network.
 */
#include "cli/lpa.h"
#include "peers/esipa_http.h"
#include "peers/ipad.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IPA_ARENA_SIZE = 4 << 20 };

struct ipa_values {
	const char *reader, *eim, *ca_file;
	struct reach_values reach; /* with --insecure */
};

static const struct cli_option IPA_OPTIONS[] = {
	{ "reader", "NAME", "part of the reader's name (default: the first with a card)",
	  CLI_STRING, offsetof(struct ipa_values, reader) },
	{ "eim", "URL", "the eIM: https://FQDN[:PORT], or http:// without TLS", CLI_STRING,
	  offsetof(struct ipa_values, eim) },
	{ "ca", "FILE", "CA of the eIM's TLS certificate, PEM", CLI_STRING,
	  offsetof(struct ipa_values, ca_file) },
	{ "pki", "DIR", "CI above SM-DP+ servers (default: the store's own)", CLI_STRING,
	  offsetof(struct ipa_values, reach.pki) },
	REACH_OPTION_TLS_CA(struct ipa_values),
	{ "insecure", NULL, "take any TLS certificate", CLI_FLAG,
	  offsetof(struct ipa_values, reach.insecure) },
	REACH_OPTION_STATE(struct ipa_values),
	{ 0 },
};

/* What the parts of a run share. */
struct run {
	struct esipa_http *eim;
	struct es9p_http_client *servers;
	struct pcsc *pcsc;
	struct arena arena;
};

/* ---- downloads ---- */

static void tell_download(void *ctx, const struct ipad_download *download)
{
	const struct lpa_download_result *result = &download->result;
	const struct run *run = ctx;
	char failure[LPA_FAILURE_TEXT];
	char iccid[LPA_ICCID_TEXT];

	printf("download%s%s: ", download->direct && download->address != NULL ? " from " : "",
	       download->direct && download->address != NULL ? download->address : "");
	if (!lpa_download_succeeded(result)) {
		lpa_failure_text(result, es9p_http_client_error(run->servers), failure);
		printf("%s\n", failure);
		return;
	}
	lpa_iccid_text(result->iccid, iccid);
	printf("%s installed%s\n", iccid, download->enabled ? " and enabled" : "");
}

/* ---- the loop ---- */

/* Executes eIM Packages until the eIM has no more. */
static enum cli_exit poll_all(struct run *run, struct ipad *ipad)
{
	unsigned packages = 0;
	int r = ipad_deliver_results(ipad, &run->arena);

	while (r >= 0) {
		run->arena.used = 0;
		r = ipad_poll(ipad, &run->arena);
		if (r != 0)
			break;
		packages++;
	}
	printf("%u eIM packages handled\n", packages);
	if (r > 0)
		return CLI_OK;
	return cli_fail("%s",
	                *esipa_http_error(run->eim) ? esipa_http_error(run->eim) : strerror(-r));
}

static enum cli_exit with_card(struct run *run)
{
	const struct es9p_resolver servers = es9p_http_client_resolver(run->servers);
	struct lpa lpa;
	struct ipad ipad = { .lpa = &lpa,
		             .eim = esipa_http_transport(run->eim),
		             .servers = &servers,
		             .downloaded = tell_download,
		             .downloaded_ctx = run };
	enum cli_exit result;
	int r = lpa_open(&lpa, pcsc_transport(run->pcsc), NULL);

	if (r < 0)
		return cli_fail("the card has no ISD-R: %s", strerror(-r));
	result = poll_all(run, &ipad);
	lpa_close(&lpa);
	return result;
}

static enum cli_exit prepare(const struct ipa_values *v, struct run *run)
{
	const struct esipa_http_config config = { v->eim, v->ca_file, v->reach.insecure };
	int r;

	run->arena = (struct arena){ malloc(IPA_ARENA_SIZE), IPA_ARENA_SIZE, 0 };
	r = run->arena.buf != NULL ? esipa_http_new(&config, &run->eim) : -ENOMEM;
	if (r == -EINVAL)
		return cli_usage("ipa wants the URL of an eIM");
	if (r < 0)
		return cli_fail("%s", strerror(-r));
	r = pcsc_open(v->reader, &run->pcsc);
	if (r < 0)
		return cli_fail("no card in a reader: %s", strerror(-r));
	return reach_open(&v->reach, true, &run->servers);
}

static enum cli_exit run_ipa(const void *values, int argc, char *const *argv)
{
	struct run run = { 0 };
	enum cli_exit result = prepare(values, &run);

	(void)argc;
	(void)argv;
	if (result == CLI_OK)
		result = with_card(&run);
	pcsc_close(run.pcsc);
	es9p_http_client_free(run.servers);
	esipa_http_free(run.eim);
	free(run.arena.buf);
	return result;
}

const struct cli_command CLI_IPA = {
	.name = "ipa",
	.args = "",
	.summary = "Execute what an eIM has for a card in a PC/SC reader",
	.details =
	        "Retrieves eIM Packages over ESipa until there are none: eUICC Packages, requests "
	        "for\n"
	        "eUICC data, downloads. Profiles come from the SM-DP+ itself, or through the eIM "
	        "if "
	        "the\n"
	        "card knows that this eIM wants it so (indirectProfileDownload).\n",
	.options = IPA_OPTIONS,
	.values_size = sizeof(struct ipa_values),
	.run = run_ipa,
};

/*
 * softeuicc ipa: an IoT Profile Assistant for a card in a PC/SC reader, against an eIM by network.
 */
#include "cli/cli.h"
#include "peers/esipa_http.h"
#include "peers/pcsc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IPA_ARENA_SIZE = 2 << 20 };

struct ipa_values {
	const char *reader, *eim, *ca_file;
	bool insecure;
};

static const struct cli_option IPA_OPTIONS[] = {
	{ "reader", "NAME", "part of the reader's name (default: the first with a card)",
	  CLI_STRING, offsetof(struct ipa_values, reader) },
	{ "eim", "URL", "the eIM: https://FQDN[:PORT], or http:// without TLS", CLI_STRING,
	  offsetof(struct ipa_values, eim) },
	{ "ca", "FILE", "PEM file with the CA of the eIM's TLS certificate", CLI_STRING,
	  offsetof(struct ipa_values, ca_file) },
	{ "insecure", NULL, "take any TLS certificate", CLI_FLAG,
	  offsetof(struct ipa_values, insecure) },
	{ 0 },
};

/* Executes eIM Packages until the eIM has no more. */
static enum cli_exit poll_all(struct ipad *ipad, const struct esipa_http *http, struct arena *a)
{
	unsigned packages = 0;
	int r;

	while ((r = ipad_poll(ipad, a)) == 0) {
		packages++;
		a->used = 0;
	}
	printf("%u eIM packages handled\n", packages);
	if (r > 0)
		return CLI_OK;
	return cli_fail("%s", *esipa_http_error(http) ? esipa_http_error(http) : strerror(-r));
}

static enum cli_exit with_card(const struct esipa_http *http, struct pcsc *pcsc, struct arena *a)
{
	struct lpa lpa;
	struct ipad ipad = { .lpa = &lpa, .eim = esipa_http_transport(http) };
	enum cli_exit result;
	int r = lpa_open(&lpa, pcsc_transport(pcsc), NULL);

	if (r < 0)
		return cli_fail("the card has no ISD-R: %s", strerror(-r));
	result = poll_all(&ipad, http, a);
	lpa_close(&lpa);
	return result;
}

static enum cli_exit run_ipa(const void *values, int argc, char *const *argv)
{
	const struct ipa_values *v = values;
	const struct esipa_http_config config = { v->eim, v->ca_file, v->insecure };
	struct arena a = { malloc(IPA_ARENA_SIZE), IPA_ARENA_SIZE, 0 };
	struct esipa_http *http = NULL;
	struct pcsc *pcsc = NULL;
	enum cli_exit result;
	int r = a.buf != NULL ? esipa_http_new(&config, &http) : -ENOMEM;

	(void)argc;
	(void)argv;
	if (r == -EINVAL)
		result = cli_usage("ipa wants the URL of an eIM");
	else if (r < 0)
		result = cli_fail("%s", strerror(-r));
	else if ((r = pcsc_open(v->reader, &pcsc)) < 0)
		result = cli_fail("no card in a reader: %s", strerror(-r));
	else
		result = with_card(http, pcsc, &a);
	pcsc_close(pcsc);
	esipa_http_free(http);
	free(a.buf);
	return result;
}

const struct cli_command CLI_IPA = {
	.name = "ipa",
	.args = "",
	.summary = "Execute what an eIM has for a card in a PC/SC reader",
	.details =
	        "Retrieves eIM Packages over ESipa until there are none: eUICC Packages, requests "
	        "for\n"
	        "eUICC data. Downloads are refused.\n",
	.options = IPA_OPTIONS,
	.values_size = sizeof(struct ipa_values),
	.run = run_ipa,
};

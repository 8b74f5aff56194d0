/*
 * softeuicc pki: test certificate hierarchies.
 */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

struct pki_values {
	const char *state;
	bool export;
};

static const struct cli_option PKI_OPTIONS[] = {
	CLI_OPTION_STATE(struct pki_values),
	{ "export", NULL, "write the store's own, which default cards trust", CLI_FLAG,
	  offsetof(struct pki_values, export) },
	{ 0 },
};

static enum cli_exit run_pki(const void *values, int argc, char *const *argv)
{
	const struct pki_values *v = values;
	const struct softeuicc_env env = { 0 };
	__attribute__((cleanup(cli_close_store))) struct softeuicc_store *store = NULL;
	enum cli_exit result;
	int r;

	(void)argc;
	if (v->export) {
		result = cli_open_store(v->state, &store);
		if (result != CLI_OK)
			return result;
		r = softeuicc_store_export_pki(store, argv[0], &env);
	} else {
		r = softeuicc_pki_create(argv[0], &env);
	}
	if (r == -EEXIST)
		return cli_fail("%s has the certificates of a CI already", argv[0]);
	return r == 0 ? CLI_OK : cli_fail("cannot write to %s: %s", argv[0], strerror(-r));
}

const struct cli_command CLI_PKI = {
	.name = "pki",
	.args = "DIR",
	.summary = "Make a test certificate hierarchy, or export the store's own",
	.details =
	        "Writes certificates and keys of a CI, an EUM and an SM-DP+ for NIST P-256 and\n"
	        "brainpoolP256r1 as DER files, named as in SGP.26. `softeuicc init --pki DIR` "
	        "makes\n"
	        "cards from them; `softeuicc lpa download --pki DIR` serves profiles with them.\n"
	        "They are for tests: the keys are in the clear.\n",
	.min_args = 1,
	.max_args = 1,
	.options = PKI_OPTIONS,
	.values_size = sizeof(struct pki_values),
	.run = run_pki,
};

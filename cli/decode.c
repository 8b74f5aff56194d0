/*
 * softeuicc decode: bytes to readable text.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

struct decode_values {
	const char *hex;
	bool json;
};

static const struct cli_option DECODE_OPTIONS[] = {
	{ "hex", "STRING", "decode these hexadecimal digits instead of a file", CLI_STRING,
	  offsetof(struct decode_values, hex) },
	CLI_OPTION_JSON(struct decode_values),
	{ 0 },
};

/* A file may hold the bytes or their hexadecimal digits; DER is never made of digits alone. */
static enum cli_exit read_input(const char *path, uint8_t **ret_data, size_t *ret_len)
{
	enum cli_exit result = cli_read_file(path, ret_data, ret_len);
	uint8_t *bytes;
	size_t len;

	if (result != CLI_OK)
		return result;
	if (cli_parse_hex((const char *)*ret_data, *ret_len, &bytes, &len) == 0) {
		free(*ret_data);
		*ret_data = bytes;
		*ret_len = len;
	}
	return CLI_OK;
}

static enum cli_exit run_decode(const void *values, int argc, char *const *argv)
{
	const struct decode_values *v = values;
	__attribute__((cleanup(cli_free_bytes))) uint8_t *data = NULL;
	size_t len = 0;

	if (argc > 0 && v->hex != NULL)
		return cli_usage("a file or --hex, not both");
	if (v->hex == NULL) {
		enum cli_exit result = read_input(argc > 0 ? argv[0] : "-", &data, &len);

		if (result != CLI_OK)
			return result;
	} else if (cli_parse_hex(v->hex, strlen(v->hex), &data, &len) < 0) {
		return cli_usage("--hex wants pairs of hexadecimal digits");
	}
	if (softeuicc_decode(data, len, v->json, stdout) < 0)
		return cli_fail("neither a message known here nor DER");
	return CLI_OK;
}

const struct cli_command CLI_DECODE = {
	.name = "decode",
	.args = "[FILE]",
	.summary = "Print ES10 and ES8+ messages, Bound Profile Packages and certificates as text",
	.details = "FILE holds the bytes or their hexadecimal digits; `-` or none is standard "
	           "input. Unprotected profile packages are for `softeuicc profile show`.\n",
	.max_args = 1,
	.options = DECODE_OPTIONS,
	.values_size = sizeof(struct decode_values),
	.run = run_decode,
};

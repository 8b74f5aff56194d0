/*
 * What all subcommands share: messages, the store's place, files and hexadecimal digits.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, READ_CHUNK = 65536 };

static void complain(const char *format, va_list args)
{
	fflush(stdout);
	fputs("softeuicc: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

enum cli_exit cli_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args);
	va_end(args);
	return CLI_FAILED;
}

enum cli_exit cli_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args);
	va_end(args);
	fputs("Try --help.\n", stderr);
	return CLI_USAGE;
}

/* [XDG Base Directory Specification] */
static bool default_state_path(char *ret_path, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	int n = -1;

	if (state != NULL && state[0] == '/')
		n = snprintf(ret_path, size, "%s/softeuicc/cards.db", state);
	else if (home != NULL && home[0] != '\0')
		n = snprintf(ret_path, size, "%s/.local/state/softeuicc/cards.db", home);
	return n > 0 && (size_t)n < size;
}

bool cli_has_store(const char *path)
{
	char default_path[PATH_SIZE];

	if (path == NULL && !default_state_path(default_path, sizeof(default_path)))
		return false;
	return access(path != NULL ? path : default_path, F_OK) == 0;
}

enum cli_exit cli_open_store(const char *path, struct softeuicc_store **ret_store)
{
	char default_path[PATH_SIZE];
	int r;

	if (path == NULL) {
		if (!default_state_path(default_path, sizeof(default_path)))
			return cli_fail("HOME is not set: say where the cards are with --state");
		path = default_path;
	}
	r = softeuicc_store_open(path, ret_store);
	if (r == -EPROTO)
		return cli_fail("%s was written by a newer version of softeuicc", path);
	if (r == -EBADF)
		return cli_fail("%s is no database, or damaged", path);
	if (r < 0)
		return cli_fail("cannot open %s: %s", path, strerror(-r));
	return CLI_OK;
}

enum cli_exit cli_open_card(struct softeuicc_store *store, const char *name,
                            const struct softeuicc_env *env, struct softeuicc_card **ret_card)
{
	int r = softeuicc_card_open(store, name, env, ret_card);

	if (name == NULL)
		name = "default";
	if (r == -ENOENT)
		return cli_fail("no card \"%s\": make it with `softeuicc init %s`", name, name);
	if (r == -EBUSY)
		return cli_fail("card \"%s\" is in use by another process, such as a running "
		                "`softeuicc run`; `softeuicc lpa` reaches it there",
		                name);
	if (r < 0)
		return cli_fail("cannot load card \"%s\": %s", name, strerror(-r));
	return CLI_OK;
}

static int read_stream(FILE *in, uint8_t **ret_data, size_t *ret_len)
{
	uint8_t *data = NULL;
	size_t len = 0, n;

	do {
		uint8_t *more = realloc(data, len + READ_CHUNK);

		if (more == NULL) {
			free(data);
			return -ENOMEM;
		}
		data = more;
		n = fread(data + len, 1, READ_CHUNK, in);
		len += n;
	} while (n > 0);
	if (ferror(in)) {
		free(data);
		return -EIO;
	}
	*ret_data = data;
	*ret_len = len;
	return 0;
}

enum cli_exit cli_read_file(const char *path, uint8_t **ret_data, size_t *ret_len)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *in = is_stdin ? stdin : fopen(path, "rb");
	int r;

	if (in == NULL)
		return cli_fail("cannot open %s: %s", path, strerror(errno));
	r = read_stream(in, ret_data, ret_len);
	if (!is_stdin)
		fclose(in);
	if (r < 0)
		return cli_fail("cannot read %s: %s", path, strerror(-r));
	return CLI_OK;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int cli_parse_hex(const char *text, size_t text_len, uint8_t **ret_data, size_t *ret_len)
{
	uint8_t *data = malloc(text_len / 2 + 1);
	size_t len = 0;

	if (data == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < text_len;) {
		int high, low;

		if (isspace((unsigned char)text[i])) {
			i++;
			continue;
		}
		high = hex_digit(text[i]);
		low = i + 1 < text_len ? hex_digit(text[i + 1]) : -1;
		if (high < 0 || low < 0) {
			free(data);
			return -EINVAL;
		}
		data[len++] = (uint8_t)(high << 4 | low);
		i += 2;
	}
	*ret_data = data;
	*ret_len = len;
	return 0;
}

void cli_free_bytes(uint8_t **data)
{
	free(*data);
}

/*
 * The frame of the softeuicc command: subcommands and their options as tables, and the few things
 * all of them need.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "softeuicc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes, the return values of all commands. */
enum cli_exit { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

enum { CLI_LIST_MAX = 16 };

/* An option that may be repeated. */
struct cli_list {
	size_t count;
	const char *items[CLI_LIST_MAX];
};

/* What an option writes into its command's values. */
enum cli_kind {
	CLI_FLAG,   /* bool, true when given */
	CLI_STRING, /* const char *, NULL when not given */
	CLI_NUMBER, /* unsigned, 0 when not given; a decimal number from 1 to 65535 */
	CLI_REPEAT, /* struct cli_list */
};

struct cli_option {
	const char *name; /* long name; NULL ends a table */
	const char *arg;  /* name of the argument in the help, NULL for a flag */
	const char *help;
	enum cli_kind kind;
	size_t offset; /* in the command's values */
};

struct cli_command {
	const char *name;
	const char *args; /* arguments after the options, for the help */
	const char *summary;
	const char *details; /* more lines for the command's own help, or NULL */
	int min_args, max_args;
	const struct cli_option *options;
	size_t values_size;
	/* values: as the options wrote them, zero where not given. */
	enum cli_exit (*run)(const void *values, int argc, char *const *argv);
};

/* The subcommands, each in a file of its own or with its kin. */
extern const struct cli_command CLI_RUN, CLI_INIT, CLI_LIST, CLI_SHOW, CLI_REMOVE, CLI_INSTALL,
        CLI_PKI, CLI_DECODE, CLI_LPA, CLI_IPA, CLI_EIM, CLI_SMDPP, CLI_PROFILE;

/* Rows for options that several commands share. */
#define CLI_OPTION_STATE(type)                                                             \
	{                                                                                  \
		"state", "FILE", "the database of cards (default: see below)", CLI_STRING, \
		        offsetof(type, state)                                              \
	}
#define CLI_OPTION_CARD(type)                                                     \
	{                                                                         \
		"card", "NAME", "the card's name (default: default)", CLI_STRING, \
		        offsetof(type, card)                                      \
	}
#define CLI_OPTION_JSON(type)                                              \
	{                                                                  \
		"json", NULL, "print JSON", CLI_FLAG, offsetof(type, json) \
	}

/* ---- support ---- */

/* Prints "softeuicc: ..." to stderr; returns CLI_FAILED for the caller to return. */
enum cli_exit cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with a hint at --help; returns CLI_USAGE. */
enum cli_exit cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Opens the store at path, NULL for the default one; tells the user why when it cannot. */
enum cli_exit cli_open_store(const char *path, struct softeuicc_store **ret_store);

/* Whether there is a store at path, NULL for the default one, or something in its place. */
bool cli_has_store(const char *path);

/* Loads a card (NULL: "default") for a short visit; tells the user why when it cannot. */
enum cli_exit cli_open_card(struct softeuicc_store *store, const char *name,
                            const struct softeuicc_env *env, struct softeuicc_card **ret_card);

/* Reads a whole file, "-" for stdin; free ret_data. Tells the user why when it cannot. */
enum cli_exit cli_read_file(const char *path, uint8_t **ret_data, size_t *ret_len);

/* Reads hexadecimal digits, white space between bytes allowed; free ret_data. -EINVAL for anything
 * else, -ENOMEM. */
int cli_parse_hex(const char *text, size_t text_len, uint8_t **ret_data, size_t *ret_len);

/* For __attribute__((cleanup)). */
static inline void cli_close_store(struct softeuicc_store **store)
{
	softeuicc_store_close(*store);
}

static inline void cli_close_card(struct softeuicc_card **card)
{
	softeuicc_card_close(*card);
}

void cli_free_bytes(uint8_t **data);

#endif

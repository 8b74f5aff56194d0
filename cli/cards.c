/*
 * softeuicc init, list, show, remove, install: cards in the store.
 */
#include "cli/cli.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* ---- init ---- */

struct init_values {
	const char *state, *eid, *persona, *pki, *eim;
	bool unchecked;
};

static const struct cli_option INIT_OPTIONS[] = {
	CLI_OPTION_STATE(struct init_values),
	{ "eid", "EID", "its 32 digits (default: those in a certificate of --pki, or random)",
	  CLI_STRING, offsetof(struct init_values, eid) },
	{ "persona", "NAME", "what it can do: a built-in persona or a JSON file", CLI_STRING,
	  offsetof(struct init_values, persona) },
	{ "pki", "DIR", "CI and EUM that certify it (default: the store's own)", CLI_STRING,
	  offsetof(struct init_values, pki) },
	{ "unchecked", NULL, "take certificates from --pki that are not valid", CLI_FLAG,
	  offsetof(struct init_values, unchecked) },
	{ "eim", "FILE", "EimConfigurationData (DER) of an eIM to associate", CLI_STRING,
	  offsetof(struct init_values, eim) },
	{ 0 },
};

static enum cli_exit run_init(const void *values, int argc, char *const *argv)
{
	const struct init_values *v = values;
	struct softeuicc_card_options options = { .name = argc > 0 ? argv[0] : NULL,
		                                  .eid = v->eid,
		                                  .persona = v->persona,
		                                  .pki = v->pki,
		                                  .unchecked = v->unchecked };
	const struct softeuicc_env env = { 0 };
	__attribute__((cleanup(cli_close_store))) struct softeuicc_store *store = NULL;
	__attribute__((cleanup(cli_free_bytes))) uint8_t *eim = NULL;
	enum cli_exit result = cli_open_store(v->state, &store);
	const char *error = NULL;
	int r;

	if (result == CLI_OK && v->eim)
		result = cli_read_file(v->eim, &eim, &options.eim_config_len);
	if (result != CLI_OK)
		return result;
	options.eim_config = eim;
	r = softeuicc_card_create(store, &options, &env, &error);
	if (r < 0)
		return cli_fail("cannot make the card: %s", error != NULL ? error : strerror(-r));
	return CLI_OK;
}

const struct cli_command CLI_INIT = {
	.name = "init",
	.args = "[NAME]",
	.summary = "Make a card (default name: default)",
	.max_args = 1,
	.options = INIT_OPTIONS,
	.values_size = sizeof(struct init_values),
	.run = run_init,
};

/* ---- list ---- */

struct list_values {
	const char *state;
	bool json;
};

static const struct cli_option LIST_OPTIONS[] = {
	CLI_OPTION_STATE(struct list_values),
	CLI_OPTION_JSON(struct list_values),
	{ 0 },
};

/* The widths of those columns that have no fixed one. */
struct list_columns {
	int name, persona;
	unsigned rows;
};

static void widen(int *width, const char *text)
{
	int len = (int)strlen(text);

	if (len > *width)
		*width = len;
}

static int list_measure(void *ctx, const struct softeuicc_card_info *info)
{
	struct list_columns *columns = ctx;

	widen(&columns->name, info->name);
	widen(&columns->persona, info->persona);
	columns->rows++;
	return 0;
}

static int list_row(void *ctx, const struct softeuicc_card_info *info)
{
	const struct list_columns *columns = ctx;

	printf("%-*s  %-32s  %-*s  %8u  %s\n", columns->name, info->name, info->eid,
	       columns->persona, info->persona, info->profiles,
	       info->enabled_iccid != NULL ? info->enabled_iccid : "-");
	return 0;
}

static int list_table(struct softeuicc_store *store)
{
	struct list_columns columns = { .name = 12, .persona = 12 };
	int r = softeuicc_store_list(store, list_measure, &columns);

	if (r < 0)
		return r;
	if (columns.rows == 0) {
		puts("No cards yet: `softeuicc run` makes one, or `softeuicc init`.");
		return 0;
	}
	printf("%-*s  %-32s  %-*s  %8s  %s\n", columns.name, "NAME", "EID", columns.persona,
	       "PERSONA", "PROFILES", "ENABLED");
	return softeuicc_store_list(store, list_row, &columns);
}

static int list_json(void *ctx, const struct softeuicc_card_info *info)
{
	json_t *card = json_pack("{s:s, s:s, s:s, s:i, s:s?}", "name", info->name, "eid", info->eid,
	                         "persona", info->persona, "profiles", (int)info->profiles,
	                         "enabledIccid", info->enabled_iccid);

	return json_array_append_new(ctx, card) < 0 ? -ENOMEM : 0;
}

static enum cli_exit run_list(const void *values, int argc, char *const *argv)
{
	const struct list_values *v = values;
	__attribute__((cleanup(cli_close_store))) struct softeuicc_store *store = NULL;
	enum cli_exit result = cli_open_store(v->state, &store);
	json_t *cards = NULL;
	int r;

	(void)argc;
	(void)argv;
	if (result != CLI_OK)
		return result;
	if (v->json) {
		cards = json_array();
		r = softeuicc_store_list(store, list_json, cards);
		if (r == 0 && json_dumpf(cards, stdout, JSON_INDENT(2)) == 0)
			putchar('\n');
		json_decref(cards);
	} else {
		r = list_table(store);
	}
	return r == 0 ? CLI_OK : cli_fail("cannot read the cards: %s", strerror(-r));
}

const struct cli_command CLI_LIST = {
	.name = "list",
	.args = "",
	.summary = "List the cards",
	.options = LIST_OPTIONS,
	.values_size = sizeof(struct list_values),
	.run = run_list,
};

/* ---- show ---- */

struct show_values {
	const char *state;
	bool json;
};

static const struct cli_option SHOW_OPTIONS[] = {
	CLI_OPTION_STATE(struct show_values),
	CLI_OPTION_JSON(struct show_values),
	{ 0 },
};

static enum cli_exit run_show(const void *values, int argc, char *const *argv)
{
	const struct show_values *v = values;
	__attribute__((cleanup(cli_close_store))) struct softeuicc_store *store = NULL;
	const char *name = argc > 0 ? argv[0] : "default";
	enum cli_exit result = cli_open_store(v->state, &store);
	int r;

	if (result != CLI_OK)
		return result;
	r = softeuicc_card_show(store, name, v->json, stdout);
	if (r == -ENOENT)
		return cli_fail("no card \"%s\"", name);
	return r == 0 ? CLI_OK : cli_fail("cannot show card \"%s\": %s", name, strerror(-r));
}

const struct cli_command CLI_SHOW = {
	.name = "show",
	.args = "[NAME]",
	.max_args = 1,
	.summary = "Show what a card holds (default name: default)",
	.details = "Reads the database; `softeuicc lpa info` and `softeuicc lpa list` ask a card "
	           "in a\n"
	           "reader instead.\n",
	.options = SHOW_OPTIONS,
	.values_size = sizeof(struct show_values),
	.run = run_show,
};

/* ---- remove ---- */

struct remove_values {
	const char *state;
};

static const struct cli_option REMOVE_OPTIONS[] = {
	CLI_OPTION_STATE(struct remove_values),
	{ 0 },
};

static enum cli_exit run_remove(const void *values, int argc, char *const *argv)
{
	const struct remove_values *v = values;
	__attribute__((cleanup(cli_close_store))) struct softeuicc_store *store = NULL;
	enum cli_exit result = cli_open_store(v->state, &store);
	int r;

	(void)argc;
	if (result != CLI_OK)
		return result;
	r = softeuicc_card_remove(store, argv[0]);
	if (r == -ENOENT)
		return cli_fail("no card \"%s\"", argv[0]);
	if (r == -EBUSY)
		return cli_fail("card \"%s\" is in use by another process", argv[0]);
	return r == 0 ? CLI_OK : cli_fail("cannot remove \"%s\": %s", argv[0], strerror(-r));
}

const struct cli_command CLI_REMOVE = {
	.name = "remove",
	.args = "NAME",
	.summary = "Delete a card and all it holds",
	.min_args = 1,
	.max_args = 1,
	.options = REMOVE_OPTIONS,
	.values_size = sizeof(struct remove_values),
	.run = run_remove,
};

/* ---- install ---- */

struct install_values {
	const char *state, *card, *metadata;
};

static const struct cli_option INSTALL_OPTIONS[] = {
	CLI_OPTION_STATE(struct install_values),
	CLI_OPTION_CARD(struct install_values),
	{ "metadata", "FILE", "a StoreMetadataRequest, DER (default: made from the package)",
	  CLI_STRING, offsetof(struct install_values, metadata) },
	{ 0 },
};

/* The engine says which profile element it refused. */
static void tell_errors(void *ctx, enum softeuicc_log_level level, const char *line)
{
	(void)ctx;
	if (level == SOFTEUICC_LOG_ERROR)
		cli_fail("%s", line);
}

static enum cli_exit run_install(const void *values, int argc, char *const *argv)
{
	const struct install_values *v = values;
	const struct softeuicc_env env = { .log = tell_errors };
	__attribute__((cleanup(cli_close_store))) struct softeuicc_store *store = NULL;
	__attribute__((cleanup(cli_close_card))) struct softeuicc_card *card = NULL;
	__attribute__((cleanup(cli_free_bytes))) uint8_t *upp = NULL;
	__attribute__((cleanup(cli_free_bytes))) uint8_t *metadata = NULL;
	size_t upp_len = 0, metadata_len = 0;
	enum cli_exit result = cli_read_file(argv[0], &upp, &upp_len);
	const char *error = NULL;
	int r;

	(void)argc;
	if (result == CLI_OK && v->metadata != NULL)
		result = cli_read_file(v->metadata, &metadata, &metadata_len);
	if (result == CLI_OK)
		result = cli_open_store(v->state, &store);
	if (result == CLI_OK)
		result = cli_open_card(store, v->card, &env, &card);
	if (result != CLI_OK)
		return result;
	r = softeuicc_card_install(card, upp, upp_len, metadata, metadata_len, &error);
	if (r < 0)
		return cli_fail("cannot install %s: %s", argv[0],
		                error != NULL ? error : strerror(-r));
	return CLI_OK;
}

const struct cli_command CLI_INSTALL = {
	.name = "install",
	.args = "FILE",
	.summary = "Put a profile package (DER) on a card without a server",
	.details = "The profile is then there as if downloaded, in state Disabled.\n",
	.min_args = 1,
	.max_args = 1,
	.options = INSTALL_OPTIONS,
	.values_size = sizeof(struct install_values),
	.run = run_install,
};

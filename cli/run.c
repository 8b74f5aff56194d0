/*
 * softeuicc run: puts cards into the slots of vpcd and serves them with a live log.
 */
#include "cli/apdu_log.h"
#include "cli/cli.h"
#include "vpcd-bridge/vpcd.h"

#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { KEPT_MEMORY = 1 << 20 };

static_assert((int)VPCD_RAPDU_ROOM >= (int)SOFTEUICC_RAPDU_MAX, "an R-APDU fits the bridge");
static_assert((int)VPCD_ATR_ROOM >= (int)SOFTEUICC_ATR_MAX, "an ATR fits the bridge");

struct run_values {
	const char *state, *host;
	struct cli_list cards;
	unsigned port;
	bool quiet, verbose;
};

static const struct cli_option RUN_OPTIONS[] = {
	CLI_OPTION_STATE(struct run_values),
	{ "card", "NAME", "a card to insert; again for the next slot (default: default)",
	  CLI_REPEAT, offsetof(struct run_values, cards) },
	{ "host", "HOST", "where pcscd with vpcd runs (default: 127.0.0.1)", CLI_STRING,
	  offsetof(struct run_values, host) },
	{ "port", "PORT", "vpcd's port of the first slot (default: 35963)", CLI_NUMBER,
	  offsetof(struct run_values, port) },
	{ "quiet", NULL, "log connections and errors only", CLI_FLAG,
	  offsetof(struct run_values, quiet) },
	{ "verbose", NULL, "log also the bytes", CLI_FLAG, offsetof(struct run_values, verbose) },
	{ 0 },
};

/* A card and the slot it is in. */
struct slot {
	struct softeuicc_env env;
	struct softeuicc_card *card;
	struct vpcd *vpcd;
	struct apdu_log log;
	const char *host;
	unsigned port;
	bool powered;
};

static size_t slot_atr(void *ctx, uint8_t *ret_atr)
{
	const struct slot *slot = ctx;

	return softeuicc_card_atr(slot->card, ret_atr);
}

static void slot_power_on(void *ctx)
{
	struct slot *slot = ctx;

	softeuicc_card_reset(slot->card);
	slot->powered = true;
	apdu_log_event(&slot->log, "power on");
}

static void slot_power_off(void *ctx)
{
	struct slot *slot = ctx;

	/* Comes again and again while nobody is connected. */
	if (!slot->powered)
		return;
	softeuicc_card_power_off(slot->card);
	slot->powered = false;
	apdu_log_event(&slot->log, "power off");
}

static void slot_reset(void *ctx)
{
	struct slot *slot = ctx;

	softeuicc_card_reset(slot->card);
	apdu_log_event(&slot->log, "reset");
}

static size_t slot_transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *ret_rapdu)
{
	struct slot *slot = ctx;
	size_t answer = softeuicc_card_transmit(slot->card, capdu, len, ret_rapdu);

	apdu_log_exchange(&slot->log, capdu, len, ret_rapdu, answer);
	return answer;
}

static void slot_event(void *ctx, enum vpcd_event event)
{
	static const char *const TEXT[] = {
		[VPCD_EVENT_WAITING] =
		        "waiting for a reader: is pcscd running, with vsmartcard-vpcd?",
		[VPCD_EVENT_CONNECTED] = "connected to the reader",
		[VPCD_EVENT_INSERTED] = "card inserted",
		[VPCD_EVENT_IGNORED] = "the reader does not speak to us: is another card in it?",
		[VPCD_EVENT_EJECTED] = "card ejected: the reader closed the connection",
	};
	const struct slot *slot = ctx;

	apdu_log_note(&slot->log, "%s (%s:%u)", TEXT[event], slot->host, slot->port);
}

static void slot_engine_log(void *ctx, enum softeuicc_log_level level, const char *line)
{
	const struct slot *slot = ctx;

	if (level == SOFTEUICC_LOG_ERROR || slot->log.level == APDU_LOG_HEX ||
	    (level == SOFTEUICC_LOG_INFO && slot->log.level == APDU_LOG_LINES))
		apdu_log_note(&slot->log, "     %s", line);
}

/* The default card is made by the first run; any other by its owner. */
static enum cli_exit open_or_make(struct softeuicc_store *store, const char *name,
                                  struct slot *slot)
{
	const struct softeuicc_card_options options = { 0 };
	const char *error = NULL;
	int r;

	if (name == NULL) {
		r = softeuicc_card_create(store, &options, &slot->env, &error);
		if (r < 0 && r != -EEXIST)
			return cli_fail("cannot make the default card: %s",
			                error != NULL ? error : strerror(-r));
		if (r == 0)
			apdu_log_note(&slot->log, "made the default card");
	}
	return cli_open_card(store, name, &slot->env, &slot->card);
}

static enum cli_exit open_slot(const struct run_values *v, struct softeuicc_store *store, size_t n,
                               struct slot *slot)
{
	const struct vpcd_card card = {
		.ctx = slot,
		.atr = slot_atr,
		.power_on = slot_power_on,
		.power_off = slot_power_off,
		.reset = slot_reset,
		.transmit = slot_transmit,
	};
	const char *name = n < v->cards.count ? v->cards.items[n] : NULL;
	enum cli_exit result;
	int r;

	slot->env = (struct softeuicc_env){ .ctx = slot, .log = slot_engine_log };
	slot->log.out = stdout;
	slot->log.card = v->cards.count > 1 ? name : NULL;
	slot->log.level = v->quiet ? APDU_LOG_QUIET : v->verbose ? APDU_LOG_HEX : APDU_LOG_LINES;
	slot->host = v->host != NULL ? v->host : "127.0.0.1";
	slot->port = (v->port != 0 ? v->port : VPCD_PORT) + (unsigned)n;
	if (slot->port > 0xFFFF)
		return cli_usage("no port for slot %zu above %u", n, v->port);
	result = open_or_make(store, name, slot);
	if (result != CLI_OK)
		return result;
	r = vpcd_new(slot->host, slot->port, &card, slot_event, &slot->vpcd);
	return r == 0 ? CLI_OK : cli_fail("cannot use host %s: %s", slot->host, strerror(-r));
}

/* A card is in one slot: its lock would say only that somebody uses it. */
static enum cli_exit check_cards(const struct cli_list *cards)
{
	for (size_t i = 1; i < cards->count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(cards->items[i], cards->items[k]) == 0)
				return cli_usage("card \"%s\" is named twice", cards->items[i]);
	return CLI_OK;
}

static enum cli_exit serve(const struct slot *slots, size_t count, int stop_fd)
{
	struct vpcd *vpcds[CLI_LIST_MAX];
	int r;

	for (size_t i = 0; i < count; i++)
		vpcds[i] = slots[i].vpcd;
	r = vpcd_run(vpcds, count, stop_fd);
	return r == 0 ? CLI_OK : cli_fail("cannot serve the readers: %s", strerror(-r));
}

/* From here on the signals that end us are read from a descriptor. */
static int open_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

static enum cli_exit run_run(const void *values, int argc, char *const *argv)
{
	const struct run_values *v = values;
	struct slot slots[CLI_LIST_MAX] = { 0 };
	size_t count = v->cards.count > 0 ? v->cards.count : 1;
	struct softeuicc_store *store = NULL;
	enum cli_exit result;
	int stop_fd;

	(void)argc;
	(void)argv;
	if (check_cards(&v->cards) != CLI_OK)
		return CLI_USAGE;
	/* What a download has used stays for the next one: the kernel would have to clear it anew. */
	mallopt(M_TOP_PAD, KEPT_MEMORY);
	stop_fd = open_signals();
	if (stop_fd < 0)
		return cli_fail("cannot wait for signals: %s", strerror(errno));
	result = cli_open_store(v->state, &store);
	for (size_t i = 0; i < count && result == CLI_OK; i++)
		result = open_slot(v, store, i, &slots[i]);
	if (result == CLI_OK)
		result = serve(slots, count, stop_fd);
	for (size_t i = 0; i < count; i++) {
		vpcd_free(slots[i].vpcd);
		softeuicc_card_close(slots[i].card);
	}
	softeuicc_store_close(store);
	close(stop_fd);
	return result;
}

const struct cli_command CLI_RUN = {
	.name = "run",
	.args = "",
	.summary = "Insert cards into the virtual readers and serve them",
	.details = "Makes the default card on first use. Ends with Ctrl-C; cards keep their state. "
	           "The\n"
	           "log has a line a command: logical channel, name, status word. Cards are served "
	           "to\n"
	           "whoever holds vpcd's port, so keep it away from networks you do not trust.\n",
	.options = RUN_OPTIONS,
	.values_size = sizeof(struct run_values),
	.run = run_run,
};

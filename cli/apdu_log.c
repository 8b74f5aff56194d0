/*
 * The live log (see apdu_log.h). Command headers are read as [ETSI TS 102 221 10.1] has them; a
 * command that is not well-formed is logged as far as it goes.
 */
#include "cli/apdu_log.h"

#include "cli/names.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

enum { HEADER_LEN = 4, TEXT_SIZE = 96, HEX_COLUMNS = 32 };

/* A C-APDU as far as the log needs it; data is empty where the bytes do not add up. */
struct command {
	unsigned channel;
	uint8_t ins, p1, p2;
	const uint8_t *data;
	size_t len;
};

static void start_line(const struct apdu_log *log)
{
	struct timespec now;
	struct tm local;
	char text[16];

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &local);
	strftime(text, sizeof(text), "%H:%M:%S", &local);
	fprintf(log->out, "%s.%03ld  ", text, now.tv_nsec / 1000000);
	if (log->card != NULL)
		fprintf(log->out, "%-10s ", log->card);
}

void apdu_log_note(const struct apdu_log *log, const char *format, ...)
{
	va_list args;

	start_line(log);
	va_start(args, format);
	vfprintf(log->out, format, args);
	va_end(args);
	fputc('\n', log->out);
	fflush(log->out);
}

void apdu_log_event(struct apdu_log *log, const char *text)
{
	memset(log->es10, 0, sizeof(log->es10));
	if (log->level > APDU_LOG_QUIET)
		apdu_log_note(log, "%s", text);
}

static unsigned channel_of(uint8_t cla)
{
	return (cla & 0x40) == 0 ? cla & 0x03U : 4U + (cla & 0x0F);
}

/* Only what a command's name is made of: short Lc, or extended Lc of STORE DATA. */
static bool command_read(const uint8_t *capdu, size_t len, struct command *ret)
{
	size_t lc, at = HEADER_LEN + 1;

	if (len < HEADER_LEN)
		return false;
	*ret = (struct command){
		.channel = channel_of(capdu[0]), .ins = capdu[1], .p1 = capdu[2], .p2 = capdu[3]
	};
	if (len <= at)
		return true;
	lc = capdu[HEADER_LEN];
	if (lc == 0 && len > at + 2) {
		lc = (size_t)capdu[at] << 8 | capdu[at + 1];
		at += 2;
	}
	if (lc <= len - at) {
		ret->data = capdu + at;
		ret->len = lc;
	}
	return true;
}

static void name_select(const struct command *c, char *text)
{
	const char *name = NULL;

	if (c->p1 == 0x04)
		name = names_application(c->data, c->len);
	else if (c->len >= 2) /* by file identifier or by path: the last one counts */
		name = names_file((unsigned)c->data[c->len - 2] << 8 | c->data[c->len - 1]);
	if (name != NULL) {
		snprintf(text, TEXT_SIZE, "SELECT %s", name);
		return;
	}
	snprintf(text, TEXT_SIZE, "SELECT ");
	for (size_t i = 0; i < c->len && i < 16; i++)
		snprintf(text + 7 + 2 * i, TEXT_SIZE - 7 - 2 * i, "%02X", c->data[i]);
}

static unsigned first_tag(const uint8_t *data, size_t len)
{
	if (len >= 2 && (data[0] & 0x1F) == 0x1F)
		return (unsigned)data[0] << 8 | data[1];
	return len >= 1 ? data[0] : 0;
}

/* The first block of a chain names the ES10 function, the later ones repeat it. [SGP.22 5.7.2] */
static void name_store_data(struct apdu_log *log, const struct command *c, char *text)
{
	const char **es10 = &log->es10[c->channel];

	if (c->p2 == 0)
		*es10 = names_es10(first_tag(c->data, c->len));
	if (c->p2 == 0 && (c->p1 & 0x80) != 0)
		snprintf(text, TEXT_SIZE, "STORE DATA %s", *es10 != NULL ? *es10 : "");
	else
		snprintf(text, TEXT_SIZE, "STORE DATA %s, block %u%s", *es10 != NULL ? *es10 : "",
		         c->p2 + 1U, (c->p1 & 0x80) != 0 ? " (last)" : "");
}

static void name_command(struct apdu_log *log, const struct command *c, char *text)
{
	const char *name = names_instruction(c->ins);

	if (c->ins == 0xA4)
		name_select(c, text);
	else if (c->ins == 0xE2)
		name_store_data(log, c, text);
	else if (c->ins == 0x70)
		snprintf(text, TEXT_SIZE, "MANAGE CHANNEL %s", c->p1 == 0x80 ? "close" : "open");
	else if (name != NULL)
		snprintf(text, TEXT_SIZE, "%s", name);
	else
		snprintf(text, TEXT_SIZE, "INS %02X", c->ins);
}

static void print_hex(FILE *out, const char *arrow, const uint8_t *data, size_t len)
{
	for (size_t at = 0; at < len || at == 0; at += HEX_COLUMNS) {
		fprintf(out, "              %s ", at == 0 ? arrow : " ");
		for (size_t i = at; i < len && i < at + HEX_COLUMNS; i++)
			fprintf(out, "%02X", data[i]);
		fputc('\n', out);
	}
}

void apdu_log_exchange(struct apdu_log *log, const uint8_t *capdu, size_t capdu_len,
                       const uint8_t *rapdu, size_t rapdu_len)
{
	unsigned sw = (unsigned)rapdu[rapdu_len - 2] << 8 | rapdu[rapdu_len - 1];
	char text[TEXT_SIZE] = "not an APDU";
	char meaning[TEXT_SIZE];
	struct command command = { 0 };

	if (log->level == APDU_LOG_QUIET)
		return;
	if (command_read(capdu, capdu_len, &command))
		name_command(log, &command, text);
	names_status(sw, meaning, sizeof(meaning));
	apdu_log_note(log, "ch%-2u %-46s %04X %s", command.channel, text, sw, meaning);
	if (log->level == APDU_LOG_HEX) {
		print_hex(log->out, ">", capdu, capdu_len);
		print_hex(log->out, "<", rapdu, rapdu_len);
	}
}

/*
 * Scripts of commands and what they answer: compact and expanded remote command format
 * [TS 102 226 5.2].
 *
 *  compact:  CLA INS P1 P2 P3 [data] ...     -> number of commands, last status word, last data
 *  expanded: AA len { 22 C-APDU ... }        -> AB len { 80 number, 23 R-APDU ... }
 *            AE 80 { 22 C-APDU ... } 00 00   -> AF 80 { 23 R-APDU ... } 00 00
 *
 * A script ends with its first command that fails. Where data do not fit into the response, 61xx
 * stands in their stead.
 */
#include "ota_internal.h"

enum {
	TAG_SCRIPT = 0xAA,
	TAG_SCRIPT_INDEFINITE = 0xAE,
	TAG_RESPONSE = 0xAB,
	TAG_RESPONSE_INDEFINITE = 0xAF,
	TAG_C_APDU = 0x22,
	TAG_R_APDU = 0x23,
	TAG_ERROR_ACTION = 0x82,
	TAG_NUMBER = 0x80,
	TAG_BAD_FORMAT = 0x90,
};

enum bad_format { FORMAT_OK = 0, FORMAT_UNKNOWN_TAG = 1, FORMAT_WRONG_LENGTH = 2 };

enum { COMMAND_HEADER = 5, INS_GET_RESPONSE = 0xC0, NE_ALL = 256, DATA_MAX = 256 };

static bool is_failure(struct sw sw)
{
	uint8_t sw1 = (uint8_t)(sw.v >> 8);

	return sw1 != 0x90 && sw1 != 0x61 && sw1 != 0x62 && sw1 != 0x63;
}

static struct sw available(size_t len)
{
	return SW((uint16_t)(0x6100 | (len < NE_ALL ? len : 0)));
}

/* Le 00 means whatever there is; the UICC, which speaks T=0, wants the exact number. */
static struct sw run_command(const struct ota_runner *runner, struct apdu *apdu,
                             struct response *data)
{
	struct sw sw;

	data->len = 0;
	data->overflow = false;
	if (apdu->ne > NE_ALL)
		apdu->ne = NE_ALL;
	sw = runner->run(runner->ctx, apdu, data);
	if (sw.v >> 8 == 0x6C && apdu->ne == NE_ALL && apdu->data.len == 0) {
		apdu->ne = sw.v & 0xFF;
		sw = runner->run(runner->ctx, apdu, data);
	}
	if (data->overflow)
		sw = SW(SW_NOT_ENOUGH_MEMORY);
	if (is_failure(sw))
		data->len = 0;
	return sw;
}

/* ---- compact ---- */

struct compact {
	const struct ota_runner *runner;
	struct response data; /* of the last command */
	bool shown;           /* they go out; else GET RESPONSE may ask for them */
};

static struct sw get_response(struct compact *c, uint8_t p3)
{
	size_t wanted = p3 ? p3 : NE_ALL;

	if (c->data.len == 0)
		return SW(SW_CONDITIONS);
	if (wanted > c->data.len && wanted < NE_ALL)
		return SW((uint16_t)(0x6C00 | c->data.len));
	if (wanted < c->data.len)
		c->data.len = wanted;
	c->shown = true;
	return SW(SW_OK);
}

/* One command at the start of `script`; ret_taken: its octets. */
static struct sw run_compact_command(struct compact *c, struct span script, size_t *ret_taken)
{
	const uint8_t *p = script.ptr;
	size_t lc = 0;
	struct apdu apdu;
	bool takes_data;
	struct sw sw;

	*ret_taken = script.len;
	if (script.len < COMMAND_HEADER)
		return SW(SW_WRONG_LENGTH);
	takes_data = c->runner->takes_data(p[1], p[3]);
	if (p[1] == INS_GET_RESPONSE) {
		*ret_taken = COMMAND_HEADER;
		return get_response(c, p[4]);
	}
	c->shown = false;
	c->data.len = 0;
	if (takes_data)
		lc = p[4];
	if (lc > script.len - COMMAND_HEADER)
		return SW(SW_WRONG_LENGTH);
	*ret_taken = COMMAND_HEADER + lc;
	/* P3 is Lc or Le; in an APDU there is no Lc of zero. */
	sw = apdu_parse((struct span){ p, *ret_taken - (takes_data && lc == 0) }, &apdu);
	if (sw.v != SW_OK)
		return sw;
	sw = run_command(c->runner, &apdu, &c->data);
	if (c->data.len == 0)
		return sw;
	c->shown = lc == 0;
	return lc == 0 || sw.v != SW_OK ? sw : available(c->data.len);
}

static void run_compact(const struct ota_runner *runner, struct span script,
                        struct response *response)
{
	enum { HEAD = 3, COMMANDS_MAX = 255 };
	uint8_t buf[DATA_MAX], head[HEAD] = { 0 };
	struct compact c = { .runner = runner, .data = { .buf = buf, .cap = sizeof(buf) } };
	struct sw sw = SW(SW_OK);
	size_t taken;

	while (script.len > 0 && !is_failure(sw) && head[0] < COMMANDS_MAX) {
		sw = run_compact_command(&c, script, &taken);
		script = (struct span){ script.ptr + taken, script.len - taken };
		head[0]++;
	}
	if (c.shown && c.data.len > response->cap - HEAD) {
		c.shown = false;
		sw = available(c.data.len);
	}
	head[1] = (uint8_t)(sw.v >> 8);
	head[2] = (uint8_t)sw.v;
	response_put(response, SPAN(head));
	if (c.shown)
		response_put(response, (struct span){ c.data.buf, c.data.len });
}

/* ---- expanded ---- */

enum {
	WRAPPING_MAX = 10, /* around the R-APDUs: template, number, bad format */
	R_APDU_MIN = 4,    /* with header, without data */
};

static void put_r_apdu(struct response *apdus, struct span data, struct sw sw)
{
	const uint8_t status[2] = { (uint8_t)(sw.v >> 8), (uint8_t)sw.v };
	uint8_t buf[OTA_DATA_MAX];
	struct der_writer w = { .buf = buf, .cap = sizeof(buf) };

	der_put_bytes(&w, SPAN(status));
	der_put_bytes(&w, data);
	der_put_header(&w, TAG_R_APDU, w.len);
	if (der_writer_ok(&w) && w.len <= apdus->cap - apdus->len)
		response_put(apdus, der_written(&w));
	else
		put_r_apdu(apdus, (struct span){ data.ptr, 0 }, available(data.len));
}

static struct sw run_expanded_command(const struct ota_runner *runner, struct span c_apdu,
                                      struct response *apdus)
{
	uint8_t buf[DATA_MAX];
	struct response data = { .buf = buf, .cap = sizeof(buf) };
	struct apdu apdu;
	struct sw sw = apdu_parse(c_apdu, &apdu);

	if (sw.v == SW_OK) {
		sw = run_command(runner, &apdu, &data);
		if (!apdu.has_le)
			data.len = 0; /* nobody wants them */
	}
	put_r_apdu(apdus, (struct span){ buf, data.len }, sw);
	return sw;
}

/* Runs the commands of a template; counts them. */
static enum bad_format run_expanded_commands(const struct ota_runner *runner, struct span commands,
                                             struct response *apdus, unsigned int *ret_number)
{
	struct der_reader r = der_reader(commands);
	struct sw sw = SW(SW_OK);
	struct der_tlv object;

	while (!is_failure(sw) && apdus->cap - apdus->len >= R_APDU_MIN && der_more(&r)) {
		if (!der_next(&r, &object))
			return FORMAT_WRONG_LENGTH;
		if (object.tag == TAG_ERROR_ACTION)
			continue; /* what the toolkit would show if the script failed */
		if (object.tag != TAG_C_APDU)
			return FORMAT_UNKNOWN_TAG;
		sw = run_expanded_command(runner, object.value, apdus);
		++*ret_number;
	}
	return FORMAT_OK;
}

/* Cuts the template; false: its lengths are wrong. */
static bool cut_template(struct span script, struct span *ret_commands)
{
	const uint8_t *p = script.ptr;
	struct der_tlv template;

	if (p[0] == TAG_SCRIPT) {
		if (!der_whole(script, TAG_SCRIPT, &template))
			return false;
		*ret_commands = template.value;
		return true;
	}
	if (script.len < 4 || p[1] != 0x80 || p[script.len - 2] || p[script.len - 1])
		return false;
	*ret_commands = (struct span){ p + 2, script.len - 4 };
	return true;
}

static void run_expanded(const struct ota_runner *runner, struct span script,
                         struct response *response)
{
	static const uint8_t indefinite[] = { TAG_RESPONSE_INDEFINITE, 0x80 }, end[] = { 0, 0 };
	uint8_t buf[OTA_DATA_MAX], out[OTA_DATA_MAX];
	struct response apdus = { .buf = buf, .cap = response->cap - WRAPPING_MAX };
	struct der_writer w = { .buf = out, .cap = sizeof(out) };
	enum bad_format bad = FORMAT_WRONG_LENGTH;
	unsigned int number = 0;
	struct span commands;

	if (cut_template(script, &commands))
		bad = run_expanded_commands(runner, commands, &apdus, &number);
	if (script.ptr[0] == TAG_SCRIPT_INDEFINITE)
		der_put_bytes(&w, SPAN(end));
	if (bad != FORMAT_OK)
		der_put_uint(&w, TAG_BAD_FORMAT, bad);
	der_put_bytes(&w, (struct span){ apdus.buf, apdus.len });
	if (script.ptr[0] == TAG_SCRIPT_INDEFINITE) {
		der_put_bytes(&w, SPAN(indefinite));
	} else {
		der_put_uint(&w, TAG_NUMBER, number);
		der_put_header(&w, TAG_RESPONSE, w.len);
	}
	response_put(response, der_written(&w));
}

void ota_script_run(const struct ota_runner *runner, struct span script, struct response *response)
{
	if (script.len && (script.ptr[0] == TAG_SCRIPT || script.ptr[0] == TAG_SCRIPT_INDEFINITE))
		run_expanded(runner, script, response);
	else
		run_compact(runner, script, response);
}

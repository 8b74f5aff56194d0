/*
 * A secured packet's way through the card: application, security level, keys, check, counter,
 * script, response packet [TS 102 225 4, 5; TS 31.115 4, 7].
 *
 * A response is protected as the command asks only once the command has proved to be authentic.
 * Otherwise a forged command would make the card encipher or sign for whoever sent it.
 */
#include "ota_internal.h"

#include <string.h>

/* A packet under way. */
struct exchange {
	struct softeuicc_card *card;
	struct scp80_packet packet;
	struct ota_application app;
	struct ota_key_set keys;
	struct scp80_command command;
	bool authentic; /* the command's check, of whatever kind, is right */
};

static bool wants_response(const struct scp80_header *h, enum scp80_status status)
{
	switch (h->spi[1] & SCP80_SPI2_POR) {
	case SCP80_SPI2_POR_ALWAYS:
		return true;
	case SCP80_SPI2_POR_ON_ERROR:
		return status != SCP80_OK;
	default:
		return false;
	}
}

/* Can the response be as the command asks? If not nothing is executed: nobody could read of it. */
static bool can_respond(const struct exchange *x)
{
	const struct scp80_response empty = { .data = { (const uint8_t *)"", 0 } };
	uint8_t trial[OTA_RESPONSE_MAX];
	size_t len;

	if ((x->packet.header.spi[1] & SCP80_SPI2_POR) == SCP80_SPI2_POR_NEVER)
		return true;
	return !(x->packet.header.spi[1] & SCP80_SPI2_SUBMIT) &&
	       scp80_response_build(&x->packet.header, &x->keys.keys, &empty, trial, sizeof(trial),
	                            &len) == 0;
}

static enum scp80_status check_counter(struct exchange *x)
{
	const uint8_t spi = x->packet.header.spi[0];
	const struct uicc *u = x->card->uicc;
	uint64_t stored;
	enum scp80_status status;

	if ((spi & SCP80_SPI1_COUNTER) < SCP80_SPI1_COUNTER_HIGHER)
		return SCP80_OK;
	if (ota_counter_read(u, &x->app, &x->keys, &stored) < 0)
		return SCP80_SECURITY_ERROR;
	status = ota_counter_check(spi, stored, x->command.counter);
	/* A failed write spoils the transaction: the card reports a memory problem. */
	if (status == SCP80_OK)
		ota_counter_write(u, &x->app, &x->keys, x->command.counter);
	return status;
}

/* Everything that comes before the script [TS 102 225 5.2, status codes]. */
static enum scp80_status open_command(struct exchange *x)
{
	const struct scp80_header *h = &x->packet.header;
	uint8_t *plain = arena_alloc(&x->card->arena, x->packet.body.len);
	enum scp80_status status;
	int r = ota_find_application(x->card->uicc, h->tar, &x->card->arena, &x->app);

	if (!plain || r < 0)
		return SCP80_NO_MEMORY;
	if (r > 0)
		return SCP80_UNKNOWN_TAR;
	if (!ota_security_suffices(h->spi[0], x->app.security_level))
		return SCP80_SECURITY_TOO_LOW;
	/* Keys may be missing only where none is needed. */
	if (!ota_find_keys(&x->app, h, &x->keys) &&
	    ((h->spi[0] & SCP80_SPI1_CIPHERED) || (h->spi[0] & SCP80_SPI1_CHECK) == SCP80_CC ||
	     (h->spi[0] & SCP80_SPI1_COUNTER) >= SCP80_SPI1_COUNTER_HIGHER))
		return SCP80_SECURITY_ERROR;
	status = scp80_command_open(&x->packet, &x->keys.keys, plain, &x->command);
	if (status != SCP80_OK)
		return status;
	if (!can_respond(x))
		return SCP80_SECURITY_ERROR;
	x->authentic = true;
	return check_counter(x);
}

static void run_script(const struct exchange *x, struct response *data)
{
	if (x->app.rfm)
		ota_rfm_run(x->card, x->app.rfm, x->command.data, data);
	else
		ota_ram_run(x->card, &x->app, &x->keys, x->command.data, data);
}

static struct sw respond(const struct exchange *x, enum scp80_status status, struct span data,
                         struct response *response)
{
	const struct scp80_response answer = { x->command.counter, (uint8_t)status, data };
	struct scp80_header header = x->packet.header;
	uint8_t packet[OTA_RESPONSE_MAX];
	size_t len;

	if (!wants_response(&header, status))
		return SW(SW_OK);
	if (!x->authentic)
		header.spi[1] &= (uint8_t) ~(SCP80_SPI2_CHECK | SCP80_SPI2_CIPHERED);
	if (scp80_response_build(&header, &x->keys.keys, &answer, packet, sizeof(packet), &len) < 0)
		return SW(SW_TECHNICAL);
	response_put(response, (struct span){ packet, len });
	return SW(SW_OK);
}

void ota_arena_rewind(struct arena *a, size_t used)
{
	explicit_bzero(a->buf + used, a->used - used);
	a->used = used;
}

struct sw ota_execute(struct softeuicc_card *card, struct span packet, struct response *response)
{
	const size_t used = card->arena.used;
	struct exchange x = { .card = card };
	uint8_t buf[OTA_DATA_MAX];
	struct response data = { .buf = buf, .cap = sizeof(buf) };
	const uint8_t *tar = x.packet.header.tar;
	enum scp80_status status;
	struct sw sw;

	if (scp80_command_parse(packet, &x.packet) < 0)
		return SW(SW_WRONG_DATA);
	status = open_command(&x);
	card_log(card, SOFTEUICC_LOG_INFO, "secured packet for TAR %02X%02X%02X: status %02X",
	         tar[0], tar[1], tar[2], (unsigned int)status);
	if (status == SCP80_OK)
		run_script(&x, &data);
	sw = respond(&x, status, (struct span){ data.buf, data.len }, response);
	explicit_bzero(&x.keys, sizeof(x.keys));
	ota_arena_rewind(&card->arena, used);
	return sw;
}

/*
 * Commands for a UICC; see uicc-input.h.
 */
#include "uicc-input.h"

enum { INS_ENVELOPE = 0xC2 };

static int fill_random(void *ctx, uint8_t *buf, size_t len)
{
	(void)ctx;
	for (size_t i = 0; i < len; i++)
		buf[i] = (uint8_t)i;
	return 0;
}

static void transmit(struct uicc *u, struct uicc_context *c, struct span bytes)
{
	uint8_t buf[512];
	struct response r = { .buf = buf, .cap = sizeof(buf) };
	struct apdu apdu;

	if (apdu_parse(bytes, &apdu).v != SW_OK)
		return;
	if (apdu.ins == INS_ENVELOPE)
		uicc_envelope(u, &apdu, &r);
	else
		uicc_command(u, c, &apdu, &r);
}

void uicc_input_run(struct uicc *u, const uint8_t *data, size_t size)
{
	const struct crypto_random random = { fill_random, NULL };
	struct uicc_context c;

	uicc_set_random(u, &random);
	uicc_context_init(u, &c);
	while (size > 0) {
		size_t n = data[0];

		data++;
		size--;
		n = n < size ? n : size;
		if (n == 0) {
			uicc_reset(u);
			uicc_context_init(u, &c);
		} else {
			transmit(u, &c, (struct span){ data, n });
		}
		data += n;
		size -= n;
	}
}

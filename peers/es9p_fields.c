/* Members of the JSON bodies of ES9+ [SGP.22 6.5]. */
#include "peers/es9p_fields.h"

#include "peers/base64.h"

#include <errno.h>
#include <string.h>

enum { TRANSACTION_ID_MAX = 16 };

struct span es9p_get_base64(const json_t *object, const char *name, struct arena *a)
{
	const json_t *member = json_object_get(object, name);
	const char *coded = json_string_value(member);
	const size_t len = json_string_length(member);
	uint8_t *out = coded ? arena_alloc(a, len / 4 * 3) : NULL;
	size_t out_len;

	if (!out || !base64_decode(coded, len, out, &out_len))
		return (struct span){ 0 };
	return (struct span){ out, out_len };
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

struct span es9p_get_transaction_id(const json_t *object, struct arena *a)
{
	const json_t *member = json_object_get(object, "transactionId");
	const char *hex = json_string_value(member);
	const size_t len = json_string_length(member);
	uint8_t *out;

	if (!hex || len == 0 || len % 2 != 0 || len > (size_t)2 * TRANSACTION_ID_MAX)
		return (struct span){ 0 };
	out = arena_alloc(a, len / 2);
	for (size_t i = 0; out && i < len; i++) {
		const int digit = hex_digit(hex[i]);

		if (digit < 0)
			return (struct span){ 0 };
		out[i / 2] = (uint8_t)(out[i / 2] << 4 | digit);
	}
	return (struct span){ out, out ? len / 2 : 0 };
}

int es9p_put_base64(json_t *object, const char *name, struct span value, struct arena *a)
{
	char *coded = arena_alloc(a, base64_text_size(value.len));

	if (!coded || !base64_encode(value.ptr, value.len, coded))
		return -ENOMEM;
	return json_object_set_new(object, name, json_string(coded)) ? -ENOMEM : 0;
}

int es9p_put_transaction_id(json_t *object, struct span id)
{
	char hex[2 * TRANSACTION_ID_MAX + 1] = { 0 };

	for (size_t i = 0; i < id.len && i < TRANSACTION_ID_MAX; i++) {
		hex[2 * i] = "0123456789ABCDEF"[id.ptr[i] >> 4];
		hex[2 * i + 1] = "0123456789ABCDEF"[id.ptr[i] & 0x0F];
	}
	return json_object_set_new(object, "transactionId", json_string(hex)) ? -ENOMEM : 0;
}

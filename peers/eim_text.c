/* eUICC Packages from text. [SGP.32 2.11.1.1.2, 2.11.1.1.3] */
#include "peers/eim_text.h"

#include "asn1/iot_tags.h"
#include "peers/lpa.h"

#include <errno.h>
#include <string.h>

enum { TAG_ICCID = 0x5A, TAG_TEXT = 0x80 };

/* What stands behind the '='. */
enum argument { ARGUMENT_NONE, ARGUMENT_ICCID, ARGUMENT_ROLLBACK, ARGUMENT_TEXT, ARGUMENT_HEX };

struct operation {
	const char *name;
	uint32_t list; /* the one it belongs to */
	uint32_t tag;  /* of the command */
	enum argument argument;
	struct span value; /* of a command without argument */
};

#define VALUE(...)                                                                         \
	{                                                                                  \
		(const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }) \
	}

static const struct operation operations[] = {
	{ "enable", IOT_TAG_PSMO_LIST, 0xA3, ARGUMENT_ROLLBACK, { 0 } },
	{ "disable", IOT_TAG_PSMO_LIST, 0xA4, ARGUMENT_ICCID, { 0 } },
	{ "delete", IOT_TAG_PSMO_LIST, 0xA5, ARGUMENT_ICCID, { 0 } },
	/* tagList: iccid, profileState, profileName, profileClass */
	{ "list", IOT_TAG_PSMO_LIST, 0xBF2D, ARGUMENT_NONE,
	  VALUE(0x5C, 0x05, 0x5A, 0x9F, 0x70, 0x92, 0x95) },
	{ "rat", IOT_TAG_PSMO_LIST, 0xA6, ARGUMENT_NONE, { 0 } },
	{ "immediate", IOT_TAG_PSMO_LIST, 0xA7, ARGUMENT_NONE, VALUE(0x80, 0x00) },
	{ "no-immediate", IOT_TAG_PSMO_LIST, 0xA7, ARGUMENT_NONE, { 0 } },
	{ "set-fallback", IOT_TAG_PSMO_LIST, 0xA8, ARGUMENT_ICCID, { 0 } },
	{ "unset-fallback", IOT_TAG_PSMO_LIST, 0xA9, ARGUMENT_NONE, { 0 } },
	{ "default-dp", IOT_TAG_PSMO_LIST, IOT_TAG_SET_DEFAULT_DP_ADDRESS, ARGUMENT_TEXT, { 0 } },
	{ "psmo", IOT_TAG_PSMO_LIST, 0, ARGUMENT_HEX, { 0 } },
	{ "list-eims", IOT_TAG_ECO_LIST, 0xAB, ARGUMENT_NONE, { 0 } },
	{ "delete-eim", IOT_TAG_ECO_LIST, 0xA9, ARGUMENT_TEXT, { 0 } },
	{ "eco", IOT_TAG_ECO_LIST, 0, ARGUMENT_HEX, { 0 } },
};

/* ---- arguments ---- */

static int append_iccid(struct buffer *b, struct span digits)
{
	uint8_t iccid[LPA_ICCID_LEN];

	if (!lpa_parse_iccid(digits, iccid))
		return -EINVAL;
	return buffer_append_tlv(b, TAG_ICCID, SPAN(iccid));
}

/* ICCID, perhaps with the rollbackFlag behind it [SGP.32 2.11.1.1.3]. */
static int append_enable(struct buffer *b, struct span text)
{
	static const char suffix[] = ",rollback";
	static const uint8_t rollback_flag[] = { 0x05, 0x00 };
	const size_t n = sizeof(suffix) - 1;
	bool rollback = text.len > n && memcmp(text.ptr + text.len - n, suffix, n) == 0;
	int r;

	if (rollback)
		text.len -= n;
	r = append_iccid(b, text);
	return r == 0 && rollback ? buffer_append(b, SPAN(rollback_flag)) : r;
}

static int hex_value(uint8_t c)
{
	static const char digits[] = "0123456789ABCDEFabcdef";
	const char *at = c ? strchr(digits, c) : NULL;
	const int value = at ? (int)(at - digits) : -1;

	return value > 15 ? value - 6 : value;
}

static int append_hex(struct buffer *b, struct span digits)
{
	int r = digits.len % 2 ? -EINVAL : 0;

	for (size_t i = 0; r == 0 && i < digits.len; i += 2) {
		const int high = hex_value(digits.ptr[i]);
		const int low = hex_value(digits.ptr[i + 1]);
		const uint8_t octet = (uint8_t)(high << 4 | low);

		r = high < 0 || low < 0 ? -EINVAL : buffer_append(b, (struct span){ &octet, 1 });
	}
	return r;
}

/* ---- commands ---- */

static int append_command(const struct operation *o, struct span argument, struct buffer *commands)
{
	BUFFER_AUTO value = { 0 };
	int r = 0;

	switch (o->argument) {
	case ARGUMENT_NONE:
		r = buffer_append(&value, o->value);
		break;
	case ARGUMENT_ICCID:
		r = append_iccid(&value, argument);
		break;
	case ARGUMENT_ROLLBACK:
		r = append_enable(&value, argument);
		break;
	case ARGUMENT_TEXT:
		r = buffer_append_tlv(&value, TAG_TEXT, argument);
		break;
	case ARGUMENT_HEX:
		return append_hex(commands, argument);
	}
	return r < 0 ? r : buffer_append_tlv(commands, o->tag, buffer_span(&value));
}

static const struct operation *find_operation(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (strlen(operations[i].name) == len && memcmp(operations[i].name, name, len) == 0)
			return &operations[i];
	return NULL;
}

/* NAME or NAME=ARGUMENT; the argument is there where the operation has one, and nowhere else. */
static int read_command(const char *text, size_t len, struct buffer *commands, uint32_t *ret_list)
{
	const char *equals = memchr(text, '=', len);
	const size_t name_len = equals ? (size_t)(equals - text) : len;
	const struct operation *o = find_operation(text, name_len);
	struct span argument = { NULL, 0 };

	if (equals)
		argument = (struct span){ (const uint8_t *)equals + 1, len - name_len - 1 };
	if (!o || !equals != (o->argument == ARGUMENT_NONE) || (equals && argument.len == 0))
		return -EINVAL;
	*ret_list = o->list;
	return append_command(o, argument, commands);
}

int eim_text_package(const char *text, struct buffer *ret_list)
{
	BUFFER_AUTO commands = { 0 };
	uint32_t list = 0;
	uint32_t other = 0;

	for (;;) {
		const size_t len = strcspn(text, "+");
		int r = read_command(text, len, &commands, &other);

		if (r < 0)
			return r;
		if (list && list != other)
			return -EINVAL;
		list = other;
		if (!text[len])
			return buffer_append_tlv(ret_list, list, buffer_span(&commands));
		text += len + 1;
	}
}

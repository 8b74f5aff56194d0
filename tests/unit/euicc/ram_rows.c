/* Scripts for remote application management, with lengths that nobody has to count. */
#include "ram_rows.h"

#include <stdio.h>

void ram_sender_init(struct ota_sender *s, struct fixture *f)
{
	sender_init(s, f, MNO_SD, SCP80_KEY_AES, KIC, KID);
}

/* Writes up to the bracket that closes, or the end; returns what comes behind it. */
static const char *expand(const char *text, char *out, size_t cap, size_t *inout_len)
{
	while (*text && *text != ']') {
		assert_true(*inout_len + 3 < cap);
		if (*text == '[') {
			const size_t length_at = *inout_len;
			uint8_t n;
			char length[3];

			*inout_len += 2;
			text = expand(text + 1, out, cap, inout_len);
			assert_true((*inout_len - length_at - 2) / 2 <= UINT8_MAX);
			n = (uint8_t)((*inout_len - length_at - 2) / 2);
			snprintf(length, sizeof(length), "%02X", n);
			memcpy(out + length_at, length, 2);
		} else {
			out[(*inout_len)++] = *text++;
		}
	}
	return *text ? text + 1 : text;
}

const char *ram_hex(struct fixture *f, const char *text)
{
	enum { CAP = 4096 };
	char *out = arena_alloc(&f->arena, CAP);
	size_t len = 0;

	assert_non_null(out);
	expand(text, out, CAP, &len);
	out[len] = '\0';
	return out;
}

void ram_expect(struct ota_sender *s, const struct ram_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const size_t used = s->f->arena.used;

		sender_expect(s, ram_hex(s->f, rows[i].script), SCP80_OK,
		              ram_hex(s->f, rows[i].answer));
		s->f->arena.used = used;
	}
}

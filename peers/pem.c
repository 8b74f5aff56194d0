/* DER as PEM text [RFC 7468]. */
#include "peers/pem.h"

#include "peers/base64.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 64, OCTETS = COLUMNS / 4 * 3 };

static int append_text(struct buffer *b, const char *text)
{
	return buffer_append(b, (struct span){ (const uint8_t *)text, strlen(text) });
}

int pem_append(struct buffer *b, const char *label, struct span der)
{
	char line[COLUMNS + 32];
	int r;

	snprintf(line, sizeof(line), "-----BEGIN %s-----\n", label);
	r = append_text(b, line);
	for (size_t at = 0; r == 0 && at < der.len; at += OCTETS) {
		const size_t left = der.len - at;

		base64_encode(der.ptr + at, left < OCTETS ? left : OCTETS, line);
		r = append_text(b, line);
		if (r == 0)
			r = append_text(b, "\n");
	}
	snprintf(line, sizeof(line), "-----END %s-----\n", label);
	return r == 0 ? append_text(b, line) : r;
}

#include "expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "-" or a number. */
static int value(const char *text, int base)
{
	return text[0] == '-' ? EXPECTED_NOT_SAID : (int)strtol(text, NULL, base);
}

static void parse_path(const char *text, struct expected_path *ret_path)
{
	for (; *text; text += text[4] ? 5 : 4) {
		assert_true(ret_path->depth < EXPECTED_DEPTH);
		ret_path->ids[ret_path->depth++] = (uint16_t)strtoul(text, NULL, 16);
	}
}

/* "01-,0A+" */
static void parse_pins(const char *text, struct expected_file *f)
{
	for (; text[0] && text[1]; text += text[3] ? 4 : 3) {
		assert_true(f->pin_count < EXPECTED_PINS);
		f->pins[f->pin_count].reference = (uint8_t)strtoul(text, NULL, 16);
		f->pins[f->pin_count++].enabled = text[2] == '+';
	}
}

void expected_parse(const char *line, struct expected_file *ret_file)
{
	struct expected_file f = { 0 };
	char path[64], arr[5], pins[4 * EXPECTED_PINS], sfi[4], special[4], size[12];

	assert_int_equal(sscanf(line,
	                        "%63s %3s arr=%4[^/]/%u pins=%31s sfi=%3s special=%3s max=%u"
	                        " size=%11s record=%u %64s",
	                        path, f.type, arr, &f.arr, pins, sfi, special, &f.max, size,
	                        &f.record, f.hash),
	                 11);
	parse_path(path, &f.path);
	parse_pins(pins, &f);
	f.arr_fid = value(arr, 16);
	if (f.hash[0] == '=') {
		parse_path(f.hash + 1, &f.link);
		snprintf(f.hash, sizeof(f.hash), "-");
	}
	f.sfi = value(sfi, 10);
	f.special = value(special, 16);
	f.size = (unsigned int)strtoul(size, NULL, 10);
	f.size_is_least = strchr(size, '+') != NULL;
	f.has_body = f.size || f.size_is_least;
	*ret_file = f;
}

void expected_check_body(const struct expected_file *file, struct span body)
{
	char hex[EXPECTED_HASH_LEN + 1];
	uint8_t hash[SHA256_LEN];

	if (file->size_is_least)
		assert_true(body.len > 0 && body.len >= file->size);
	else
		assert_int_equal(body.len, file->size);
	if (file->hash[0] == '-')
		return;
	body.len = file->size;
	assert_int_equal(sha256(&body, 1, hash), 0);
	for (size_t i = 0; i < sizeof(hash); i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	assert_string_equal(hex, file->hash);
}

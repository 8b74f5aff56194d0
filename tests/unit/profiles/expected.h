/* Lines of data/expected-files.txt: what pySim's SAIP library makes of a file (data/from-pysim.py). */
#ifndef TESTS_PROFILES_EXPECTED_H
#define TESTS_PROFILES_EXPECTED_H

#include "asn1/der.h"
#include "crypto/hash.h"

enum {
	EXPECTED_LINE_MAX = 300,
	EXPECTED_DEPTH = 8,
	EXPECTED_PINS = 8,
	EXPECTED_HASH_LEN = 2 * SHA256_LEN,
	EXPECTED_NOT_SAID = -1,
};

/* From the MF; the ids of ADFs are temporary ones. */
struct expected_path {
	uint16_t ids[EXPECTED_DEPTH];
	size_t depth;
};

struct expected_file {
	struct expected_path path;
	struct expected_path link; /* file whose body this one shows; depth 0: its own */
	char type[4];              /* MF, DF, ADF, TR, LF, CY, BT */
	int arr_fid;               /* EXPECTED_NOT_SAID: that of the file's place */
	unsigned int arr, max, size, record;
	struct {
		uint8_t reference;
		bool enabled;
	} pins[EXPECTED_PINS]; /* of a directory */
	size_t pin_count;
	int sfi, special;   /* EXPECTED_NOT_SAID: neither by the package nor by a template */
	bool size_is_least; /* the hash is of the first `size` octets */
	bool has_body;      /* of its own: no directory or link, nor objects of a BER-TLV EF */
	char hash[EXPECTED_HASH_LEN + 1]; /* of the body; "-": there is none to compare */
};

/* Cuts a line; asserts on one that is not of the form. */
void expected_parse(const char *line, struct expected_file *ret_file);

/* Compares a body with the file's size and hash. */
void expected_check_body(const struct expected_file *file, struct span body);

#endif

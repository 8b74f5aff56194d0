/* Lines of data/expected-files.txt: what pySim's SAIP library makes of a file (data/from-pysim.py). */
#ifndef TESTS_PROFILES_EXPECTED_H
#define TESTS_PROFILES_EXPECTED_H

#include "asn1/der.h"
#include "crypto/hash.h"

enum {
	EXPECTED_LINE_MAX = 300,
	EXPECTED_DEPTH = 8,
	EXPECTED_HASH_LEN = 2 * SHA256_LEN,
	EXPECTED_NOT_SAID = -1,
};

struct expected_file {
	uint16_t path[EXPECTED_DEPTH]; /* from the MF; the ids of ADFs are temporary ones */
	size_t depth;
	char type[4]; /* MF, DF, ADF, TR, LF, CY, BT */
	unsigned int arr, max, size, record;
	int sfi, special;   /* EXPECTED_NOT_SAID: neither by the package nor by a template */
	bool size_is_least; /* the hash is of the first `size` octets */
	bool has_body;      /* of its own: no directory, link, or BER-TLV EF */
	char hash[EXPECTED_HASH_LEN + 1]; /* of the body; "-": there is none to compare */
};

/* Cuts a line; asserts on one that is not of the form. */
void expected_parse(const char *line, struct expected_file *ret_file);

/* Compares a body with the file's size and hash. */
void expected_check_body(const struct expected_file *file, struct span body);

#endif

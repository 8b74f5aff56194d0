/*
 * Test help: a sink that records what the loader asks for, and a way to write DER by hand.
 */
#ifndef TESTS_RECORDER_H
#define TESTS_RECORDER_H

#include <stdio.h>

#include "asn1/asn1.h"
#include "profiles/loader.h"

enum { RECORDER_FILES = 512, RECORDER_PINS = 64, RECORDER_ELEMENTS = 32 };

struct recorded_file {
	saip_file_id parent;
	struct saip_file file; /* its spans are not valid any more */
	uint8_t record[255];   /* copy of fill */
	uint8_t link[8];
	uint8_t *body; /* file.size octets, as the pattern and the contents make it; may be NULL */
};

struct recorder {
	struct recorded_file files[RECORDER_FILES];
	size_t file_count;
	struct {
		saip_file_id df;
		struct saip_pin pin;
	} pins[RECORDER_PINS];
	size_t pin_count;
	struct {
		saip_file_id adf;
		struct saip_aka aka;
	} akas[4];
	size_t aka_count;
	uint32_t elements[RECORDER_ELEMENTS];
	size_t element_count, puk_count, share_count, end_count;
	uint8_t iccid[10];
	char *log; /* one line a call */
	size_t log_len;
	FILE *out;
	int fail_at, fail_with; /* the call number that fails, from 1; 0: none */
	int calls;
	struct saip_loader *loader;
};

/* Everything the loader can ask for. */
extern const struct saip_capabilities every_capability;

/* Starts a loader on a new recorder. */
void recorder_start(struct recorder *r, const struct saip_capabilities *capabilities);
void recorder_stop(struct recorder *r);

/* Feeds a package in pieces of this many octets (0: at once) and ends the stream. */
bool recorder_load(struct recorder *r, struct span package, size_t piece);

/* The last status code, or PE_OK if there is none. */
int recorder_code(const struct recorder *r);
size_t recorder_statuses(const struct recorder *r);

/* First file with this id below parent; NULL: none. */
const struct recorded_file *recorder_find(const struct recorder *r, saip_file_id parent,
                                          uint16_t fid);

/* A package written by hand: appended to, element by element. */
struct package {
	uint8_t bytes[70000];
	size_t len;
};

/*
 * Appends DER from text: hexadecimal octets, and `TAG{ ... }` for an element, whose length is
 * put in: "A2{A0{8000 810103}}".
 */
void package_add(struct package *p, const char *text);

struct span package_span(const struct package *p);

#endif

/*
 * Loads a profile package: a stream of profile elements, cut anywhere, into calls on a sink.
 */
#ifndef PROFILES_LOADER_H
#define PROFILES_LOADER_H

#include "sink.h"

enum { SAIP_MAX_ELEMENT = 65536, SAIP_MAX_STATUS = 8 };

/* One PEStatus that is not ok. identification is -1 where the element has none (end of stream). */
struct saip_status {
	int code;
	int32_t identification;
	int32_t additional; /* additionalInformation, -1: none */
	int32_t offset;     /* of the part of the element that is the reason, in octets; -1: none */
};

/* What the card can do: bit n is component [n] of ServicesList. */
struct saip_capabilities {
	uint32_t services;
	uint8_t max_major; /* newest SAIP major version, e.g. 3 */
};

/* A place in a package, for messages. */
struct saip_position {
	const char
	        *component; /* of the element, by its name in the ASN.1 module; NULL: all of it */
	size_t offset;      /* in the element, in octets; 0: not known, or all of it */
	const char *why;    /* what is wrong, as a phrase; NULL: the status says all */
};

struct saip_loader;

/* New loader; sink and capabilities are copied, their ctx stays the caller's. NULL: no memory. */
struct saip_loader *saip_loader_new(const struct saip_sink *sink,
                                    const struct saip_capabilities *capabilities);
void saip_loader_free(struct saip_loader *l);

/*
 * Feeds the next bytes. Whole elements are processed at once, a partial one is kept. True as long as
 * loading goes on; false once it has failed (see saip_loader_status), further bytes are ignored.
 */
bool saip_loader_feed(struct saip_loader *l, struct span bytes);

/* Ends the stream: checks that PE-End was the last element and nothing is left over. */
bool saip_loader_finish(struct saip_loader *l);

/* Statuses collected so far (n of them); the last one is the fatal one if loading failed. */
const struct saip_status *saip_loader_status(const struct saip_loader *l, size_t *ret_n);

/* Which part of the last element was being worked on when it ended, well or not. */
struct saip_position saip_loader_position(const struct saip_loader *l);

/* True if loading failed because memory ran out (PE_NOT_ENOUGH_MEMORY from the sink). */
bool saip_loader_out_of_memory(const struct saip_loader *l);

/*
 * Cuts only the ProfileHeader from a whole package, for tools. False if the package does not start
 * with one. ret_header->iccid holds the digits in order, as they stand in the package; the sink gets
 * them as in EF.ICCID.
 */
bool saip_header_peek(struct span package, struct saip_header *ret_header);

/*
 * The ICCID of a package's header (10 octets, digits in order, padded with F) with its nibbles
 * swapped as in EF.ICCID and in the metadata of SGP.22 [TS 102 221 13.2].
 */
void saip_iccid_swap(const uint8_t digits[10], uint8_t ret_iccid[10]);

#endif

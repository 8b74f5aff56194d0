/*
 * Cutting a Bound Profile Package into the pieces that an LPA sends one by one [SGP.22 2.5.5].
 *
 * Each piece is a STORE DATA chain of its own: header of BF36 with the whole BF23; whole A0; header
 * of A1; each 88; whole A2 if there is one; header of A3; each 86. Pieces are views into the
 * package; put together they are the package again.
 */
#ifndef PEERS_BPP_CUT_H
#define PEERS_BPP_CUT_H

#include "asn1/der.h"

struct bpp_cut {
	const uint8_t *start;       /* of the package, until the first piece is out */
	struct der_reader parts;    /* components of BF36 */
	struct der_reader segments; /* elements of the list that is being cut */
};

struct bpp_piece {
	/* BF23, A0, A1, A2, A3 for what begins with such a component; 88 or 86 for a segment */
	uint32_t tag;
	struct span bytes;
};

/* Starts cutting. False if it is not exactly one BF36 element. */
bool bpp_cut_start(struct bpp_cut *cut, struct span bpp);

/* The next piece; false at the end, or if the package is malformed: see bpp_cut_ok(). */
bool bpp_cut_next(struct bpp_cut *cut, struct bpp_piece *ret_piece);

/* False once a malformed or unknown component was met. */
static inline bool bpp_cut_ok(const struct bpp_cut *cut)
{
	return !cut->parts.bad && !cut->segments.bad;
}

/*
 * StoreMetadata in the package, BF25: its segments have a MAC but are not encrypted [SGP.22 2.5.3].
 * False if the package has none, or the arena is exhausted.
 */
bool bpp_cut_metadata(struct span bpp, struct arena *a, struct span *ret_metadata);

#endif

/*
 * LoadBoundProfilePackage: a stream of pieces becomes an installed profile [SGP.22 2.5, 5.5, 5.7.6].
 */
#ifndef EUICC_BPP_H
#define EUICC_BPP_H

struct bpp; /* what has been received and installed so far; volatile */

/* Frees everything, with keys wiped; NULL is allowed. */
void bpp_free(struct bpp *b);

#endif

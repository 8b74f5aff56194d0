/*
 * A terminal's dealings with the UICC on the basic channel: selecting and reading files, PIN,
 * AUTHENTICATE. [TS 102 221 11.1, TS 31.102 7.1]
 *
 * Functions return 0, 1 if the card's status word is no success (it goes to ret_sw), -EBADMSG for
 * an answer that makes no sense, or an error of exchange_run(). Answers point into the arena.
 */
#ifndef PEERS_UICC_CLIENT_H
#define PEERS_UICC_CLIENT_H

#include "asn1/der.h"
#include "peers/transport.h"

enum {
	UICC_FID_MF = 0x3F00,
	UICC_FID_EF_DIR = 0x2F00,
	UICC_FID_EF_ICCID = 0x2FE2,
	UICC_FID_EF_IMSI = 0x6F07, /* in ADF USIM */
	UICC_PIN1 = 0x01,
};

/* Selects a file by its identifier; the FCP template 62 goes to ret_fcp. */
int uicc_select_file(const struct apdu_transport *t, uint16_t fid, struct arena *a,
                     struct span *ret_fcp, uint16_t *ret_sw);

/* Selects an application by its (full or partial) AID. */
int uicc_select_application(const struct apdu_transport *t, struct span aid, struct arena *a,
                            struct span *ret_fcp, uint16_t *ret_sw);

/* Selects the USIM that EF.DIR names. 1 with ret_sw 6A82 if it names none. */
int uicc_select_usim(const struct apdu_transport *t, struct arena *a, uint16_t *ret_sw);

/* Selects a transparent file below the current DF and reads all of it. */
int uicc_read_file(const struct apdu_transport *t, uint16_t fid, struct arena *a,
                   struct span *ret_content, uint16_t *ret_sw);

/* Verifies a PIN of 4 to 8 digits. */
int uicc_verify_pin(const struct apdu_transport *t, uint8_t reference, const char *digits,
                    struct arena *a, uint16_t *ret_sw);

/* What AUTHENTICATE in the 3G context answered. */
struct uicc_aka {
	bool synchronisation_failure; /* then only auts is there */
	struct span res, ck, ik;
	struct span kc; /* absent if the card gave none */
	struct span auts;
};

/* AUTHENTICATE with RAND and AUTN (16 octets each); the USIM must be selected. */
int uicc_authenticate(const struct apdu_transport *t, const uint8_t rand[16],
                      const uint8_t autn[16], struct arena *a, struct uicc_aka *ret_aka,
                      uint16_t *ret_sw);

/* BCD digits, low nibble first, up to the first F, as text with a final 0: ICCID. False if `cap`
 * is too small. */
bool uicc_digits(struct span bcd, char *ret_text, size_t cap);

/* The IMSI's digits from the content of EF.IMSI, as text [TS 31.102 4.2.2]. */
bool uicc_imsi(struct span ef_imsi, char *ret_text, size_t cap);

#endif

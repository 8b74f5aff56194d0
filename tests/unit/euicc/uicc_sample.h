/*
 * A small UICC made by hand through the sink, for tests and fuzzing; and a way to send it commands
 * in hexadecimal.
 */
#ifndef TESTS_UICC_SAMPLE_H
#define TESTS_UICC_SAMPLE_H

#include "euicc/uicc.h"

#define SAMPLE_USIM_AID "A0000000871002FF49FF0589"
#define SAMPLE_ISIM_AID "A0000000871004FF49FF0589"

/*
 * MF with EF.ARR, EF.DIR, EF.ICCID; DF.TELECOM with EF.ADN and DF.PHONEBOOK; ADF.USIM with EF.IMSI,
 * EF.UST (services 27, 38, 124 and 125), a cyclic EF, a BER-TLV EF, a deactivated EF, links to the
 * phone book, DF.GSM-ACCESS with EF.Kc, and DF.5GS and DF.SAIP with what GET IDENTITY needs, still
 * empty; ADF.ISIM that shares PINs and authentication parameters with the USIM. PIN 01 "1234", PUK
 * 01 "87654321", local PIN 81 "9999", ADM 0A "55555555". NULL without memory.
 */
struct uicc *uicc_sample(const struct saip_aka *aka);
/* The same with mappingOptions and sequence numbers of the ISIM, whose keys are the USIM's. */
struct uicc *uicc_sample_mapped(const struct saip_aka *usim, const struct saip_aka *isim);

/* Stores it as the content of a profile, and unpacks it. package: any bytes, equal ones share. */
int uicc_sample_store(const struct uicc *u, struct softeuicc_store *s, int64_t profile_id,
                      struct span package);

/* Authentication parameters: Milenage with the keys of TS 35.208 test set 1, no SQN limits. */
struct saip_aka uicc_sample_milenage(void);
/* The test algorithm with the key 00 01 .. 0F. */
struct saip_aka uicc_sample_xor(void);

/* A UICC with one channel. */
struct uicc_terminal {
	struct uicc *u;
	struct uicc_context c;
	uint8_t data[512];
	size_t len;
	char hex[1025]; /* response data of the last command */
};

/* New sample with its context at the MF; asserts. */
void terminal_init(struct uicc_terminal *t, struct uicc *u);
/* Sends a command in hexadecimal; the status word. Response data are in t->hex. */
uint16_t terminal_send(struct uicc_terminal *t, const char *command);

#endif

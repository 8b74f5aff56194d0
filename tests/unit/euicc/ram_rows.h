/* What tests of remote application management share: the sample's registry, and its sender. */
#ifndef TESTS_EUICC_RAM_ROWS_H
#define TESTS_EUICC_RAM_ROWS_H

#include "ota_sender.h"

#include <string.h>

/* The data of the command before, in compact format. */
#define FETCH "00C0000000"

/* The sample's MNO-SD, its load file and class, which are the card's, and its RFM instance. */
#define MNO_SD_AID  "A000000151000000"
#define DOMAIN_FILE "07A0000001515350"
#define DOMAIN      "08A000000151535041"
#define RFM_AID     "A00000055910100001"

#define MNO_SD_ENTRY "E31C4F08" MNO_SD_AID "9F70010FC50382DC00C4" DOMAIN_FILE
#define RFM_ENTRY    "E31E4F09" RFM_AID "9F700107C503000000CC08" MNO_SD_AID

/*
 * INSTALL [for install and make selectable] of a domain with an AID of 16 octets, which says in
 * octets 13 to 15 by which TAR it is reached.
 */
#define SSD_AID(tar) "A00000055910100102030405" tar "00"
#define INSTALL_SSD(tar)                                           \
	"80E60C0028" DOMAIN_FILE DOMAIN "10" SSD_AID(tar) "0180"   \
	                                                  "02C900" \
	                                                  "00"
#define SSD_ENTRY(tar, state) \
	"E32E4F10" SSD_AID(tar) "9F7001" state "C503800000C4" DOMAIN_FILE "CC08" MNO_SD_AID

/* GET STATUS: applications in full; one of them, by AID, in short. */
#define LIST      "80F24002024F00" FETCH
#define SHOW(aid) "80F240000B4F09" aid FETCH

/* Of the sample's MNO-SD: checksum, a higher counter; AES keys of version 01. */
void ram_sender_init(struct ota_sender *s, struct fixture *f);

/*
 * Hexadecimal digits with lengths left out: "4F[F000000001]" is 4F05F000000001. Brackets may be
 * nested; a length is one octet. The arena's.
 */
const char *ram_hex(struct fixture *f, const char *text);

/* Scripts and what they are answered, in compact format, both as ram_hex() takes them. */
struct ram_row {
	const char *script, *answer;
};

void ram_expect(struct ota_sender *s, const struct ram_row *rows, size_t n);

#endif

/*
 * The sender's side of remote management, for tests: secured packets in SMS-PP downloads, and what
 * the card answers.
 */
#ifndef TESTS_EUICC_OTA_SENDER_H
#define TESTS_EUICC_OTA_SENDER_H

#include "crypto/scp80.h"
#include "fixture.h"

enum { SENDER_MAX = 2560 };

/* The sample's RFM: TAR B00000, checksum and a higher counter; AES keys of version 1. */
#define KIC        "00112233445566778899AABBCCDDEE01"
#define KID        "00112233445566778899AABBCCDDEE02"
#define RFM        "16191212B00000" /* all of it, answered in the same way */
#define MNO_SD     "16191212B20100"
#define USIM       "A0000000871002FFFFFFFF8900000100"
#define SELECT_SPN "00A40000026F46"
#define SPN        "01736F66746575696363FFFFFFFFFFFFFF"
#define OTHER_SPN  "0161626364656667FFFFFFFFFFFFFFFFFF"
#define UPDATE_SPN "00D6000011" OTHER_SPN
#define READ_SPN   "00B0000011"

/* A change of the sample package: octets inside of an element, as many as before, or elements. */
struct ota_change {
	const char *from, *to;
};

/* The sample's RFM element with another access domain for the ADF: lengths and the domain. */
#define RFM_ELEMENT(length, adf_length, domain)                                            \
	"A7" length "A005800081010A4F09A00000055910100001A0050403B00000810112040100040100" \
	"30" adf_length "8010" USIM "81" domain "820100"
#define ADF_DOMAIN(length, adf_length, domain) \
	RFM_ELEMENT("3C", "18", "0100"), RFM_ELEMENT(length, adf_length, domain)

/* EF.UST without service 28, which lets messages through. */
#define NO_DOWNLOAD_SERVICE "000A140C21000000", "000A140421000000"

/* Installs the sample profile with these changes, and enables it. */
void ota_enable(struct fixture *f, const struct ota_change *changes, size_t n,
                const struct store_metadata_request *metadata);
/* Likewise without changes, as an operational profile without policy rules. */
void ota_enable_sample(struct fixture *f);
/* Enables the profile that was installed first. */
void ota_enable_first(struct fixture *f);
/* Fails the test unless this is what a terminal reads of the USIM's EF.SPN. */
void ota_expect_spn(struct fixture *f, const char *spn);

/* How to protect, and for whom. */
struct ota_sender {
	struct fixture *f;
	struct scp80_header header;
	struct scp80_keys keys;
	uint64_t counter; /* of the next packet */

	/* The last answer. */
	uint16_t sw;
	uint8_t raw[256]; /* response data of ENVELOPE */
	size_t raw_len;
	bool answered; /* there were some, and they are a response packet */
	struct scp80_response response;
	uint8_t plain[256];
};

/* Header as seven octets in hexadecimal: SPI, KIc, KID, TAR. Counts from 1. */
void sender_init(struct ota_sender *s, struct fixture *f, const char *header,
                 enum scp80_key_type type, const char *kic, const char *kid);
/* For the sample's RFM instance. */
void sender_init_rfm(struct ota_sender *s, struct fixture *f);
/* Sends a script in hexadecimal as a packet, in as many messages as it needs; counts up. */
void sender_send(struct ota_sender *s, const char *script);
/* Sends octets as a packet that is already complete. */
void sender_send_packet(struct ota_sender *s, struct span packet);
/*
 * Sends one short message with this user data and no other; returns the status word, after GET
 * RESPONSE where the card has data.
 */
uint16_t sender_send_message(struct ota_sender *s, struct span user_data, bool has_header);

/* Sends a script; fails the test unless the answer is this status and, in hexadecimal, data. */
void sender_expect(struct ota_sender *s, const char *script, enum scp80_status status,
                   const char *data);

#endif

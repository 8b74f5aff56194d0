/*
 * Remote management of the enabled profile: secured packets that come as SMS-PP downloads
 * [TS 102 225, TS 102 226, TS 31.115].
 */
#ifndef EUICC_OTA_H
#define EUICC_OTA_H

#include "apdu.h"

enum { OTA_SEGMENTS_MAX = 16, OTA_SEGMENT_MAX = 140, OTA_ORIGINATOR_MAX = 12 };

/* A concatenated message of which some parts are there; one at a time, volatile. */
struct ota_reassembly {
	uint8_t originator[OTA_ORIGINATOR_MAX]; /* address as it stands in the TPDU */
	size_t originator_len;
	uint16_t reference;
	uint8_t total; /* parts that it has; 0: no message under way */
	bool secured;  /* its first part, which says so, is there */
	struct {
		uint8_t data[OTA_SEGMENT_MAX];
		uint8_t len; /* 0: not there yet */
	} parts[OTA_SEGMENTS_MAX];
};

/* Blocks of STORE DATA or LOAD that have come so far. */
struct ota_blocks {
	uint8_t *data;
	size_t len;
	unsigned int next; /* number of the next block */
};

enum { OTA_AID_MAX = 16, OTA_DATA_FIELD_MAX = 255 };

/* Who gets the data of STORE DATA [GlobalPlatform Card Specification 7.3.3, 11.5.2.3.6]. */
enum ota_target { OTA_TARGET_ITSELF, OTA_TARGET_DOMAIN, OTA_TARGET_ISDP };

/*
 * What the commands of remote application management have begun. It outlives packets, for a load
 * file takes many of them, but neither a reset nor another profile; one domain at a time.
 */
struct ota_ram {
	int64_t domain; /* position of the domain that it belongs to */
	enum ota_target target;
	uint8_t target_aid[OTA_AID_MAX]; /* of OTA_TARGET_DOMAIN */
	size_t target_aid_len;
	struct ota_blocks stored;
	bool loading;
	uint8_t install[OTA_DATA_FIELD_MAX]; /* data of INSTALL [for load] */
	size_t install_len;
	struct ota_blocks file;
	/* GET STATUS: what it was asked, and how many entries are out; 0: nothing is left. */
	uint8_t status[2 + OTA_DATA_FIELD_MAX];
	size_t status_len, status_sent;
};

/* Forgets it all; a zeroed one is as new. */
void ota_ram_reset(struct ota_ram *ram);

/*
 * Takes the TPDU of an SMS-PP download; card is a struct softeuicc_card [TS 31.115 4]. The response
 * packet, where one is asked for, is the response data: the terminal sends it in the delivery
 * report. What is no secured packet is taken and dropped. SW_WRONG_DATA: no SMS-DELIVER, or a packet
 * whose lengths are wrong.
 */
struct sw ota_download(void *card, struct span tpdu, struct response *response);

#endif

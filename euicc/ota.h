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

/*
 * Takes the TPDU of an SMS-PP download; card is a struct softeuicc_card [TS 31.115 4]. The response
 * packet, where one is asked for, is the response data: the terminal sends it in the delivery
 * report. What is no secured packet is taken and dropped. SW_WRONG_DATA: no SMS-DELIVER, or a packet
 * whose lengths are wrong.
 */
struct sw ota_download(void *card, struct span tpdu, struct response *response);

#endif

/*
 * What the ota_*.c files share: applications that secured packets address, their keys, and scripts.
 */
#ifndef EUICC_OTA_INTERNAL_H
#define EUICC_OTA_INTERNAL_H

#include "card.h"
#include "crypto/scp80.h"
#include "profiles/saip_pe.h"

enum {
	/* User data of a delivery report [TS 23.040 9.2.2.1a]. */
	OTA_RESPONSE_MAX = 159,
	OTA_DATA_MAX = OTA_RESPONSE_MAX - SCP80_OVERHEAD_MAX,
};

/* Life cycle states of applications [GlobalPlatform Card Specification 5.3, 11.1.1]. */
enum {
	OTA_STATE_LOADED = 0x01, /* of a load file */
	OTA_STATE_INSTALLED = 0x03,
	OTA_STATE_SELECTABLE = 0x07,
	OTA_STATE_PERSONALIZED = 0x0F, /* of a security domain */
	OTA_STATE_LOCKED = 0x80,       /* bit: whatever it was before is in the others */
};

/* What a TAR means in a profile. */
struct ota_application {
	const struct saip_rfm *rfm;                /* NULL: the security domain itself is meant */
	int64_t addressed;                         /* that domain's place among the elements */
	const struct saip_security_domain *domain; /* whose keys protect */
	int64_t position;                          /* of the latter */
	uint8_t security_level;                    /* minimum for the first octet of SPI */
};

/* One key set of a security domain. */
struct ota_key_set {
	struct scp80_keys keys;
	struct scp80_key dek; /* SCP80_KEY_NONE: the set has none */
	uint8_t version;
	uint64_t initial_counter;
};

/*
 * Finds the application of the profile that a TAR names; decodes into the arena. 0 found, 1 there
 * is none, negative errno.
 */
int ota_find_application(const struct uicc *u, const uint8_t tar[3], struct arena *a,
                         struct ota_application *ret_application);

/*
 * Has a new instance a TAR that another application of the profile has [TS 102 226 8.2.1.3.2.2]?
 * is_domain: one that it does not list is in its AID. 1 yes, 0 no, or negative errno.
 */
int ota_tars_are_taken(const struct uicc *u, const struct saip_instance *in, bool is_domain,
                       struct arena *a);

/* Does the first octet of SPI ask for as much as the application does [TS 102 226 8.2.1.3.2.4]? */
bool ota_security_suffices(uint8_t spi, uint8_t minimum);

/*
 * Picks the keys that a packet names. False: there are none of that version, or KIc and KID differ
 * in it.
 */
bool ota_find_keys(const struct ota_application *app, const struct scp80_header *header,
                   struct ota_key_set *ret_keys);

/* Counter of a key set as last accepted with the KID that it has. 0 or negative errno. */
int ota_counter_read(const struct uicc *u, const struct ota_application *app,
                     const struct ota_key_set *keys, uint64_t *ret_counter);
int ota_counter_write(const struct uicc *u, const struct ota_application *app,
                      const struct ota_key_set *keys, uint64_t counter);
/* Compares counters as SPI asks. SCP80_OK, or the status code [TS 102 225 5.1.4]. */
enum scp80_status ota_counter_check(uint8_t spi, uint64_t stored, uint64_t received);

/* A secured packet from CPL on. Executes it and puts the response packet, if there is to be one. */
struct sw ota_execute(struct softeuicc_card *card, struct span packet, struct response *response);

/* Cuts a field that has its length in one octet in front of it; false: it is cut off. */
bool ota_take(struct span *rest, struct span *ret_field);

/* Gives back and wipes what the arena has had since `used`: there are keys and scripts in it. */
void ota_arena_rewind(struct arena *a, size_t used);

/* Who executes the commands of a script. */
struct ota_runner {
	/* Do the octets behind the header of a command in compact format belong to it? */
	bool (*takes_data)(uint8_t ins, uint8_t p2);
	struct sw (*run)(void *ctx, const struct apdu *apdu, struct response *response);
	void *ctx;
};

/* Runs a script in compact or expanded format; response->cap is all the room there is. */
void ota_script_run(const struct ota_runner *runner, struct span script, struct response *response);

/* Remote file management [TS 102 226 7]. */
void ota_rfm_run(struct softeuicc_card *card, const struct saip_rfm *rfm, struct span script,
                 struct response *response);

/*
 * Remote application management: commands to a security domain [TS 102 226 8.2]. app is not used any
 * more when the script has begun to change the profile's elements.
 */
void ota_ram_run(struct softeuicc_card *card, const struct ota_application *app,
                 const struct ota_key_set *keys, struct span script, struct response *response);

#endif

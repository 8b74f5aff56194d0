/*
 * What the ota_ram*.c files share: the registry of a profile, and a command under way.
 */
#ifndef EUICC_OTA_RAM_H
#define EUICC_OTA_RAM_H

#include "ota_internal.h"

/* Privileges, three octets as one number [GlobalPlatform Card Specification 11.1.2]. */
enum {
	RAM_PRIVILEGE_DOMAIN = 0x800000,
	RAM_PRIVILEGE_AUTHORIZED = 0x004000, /* authorized management */
	RAM_PRIVILEGE_DELETE = 0x001000,     /* global delete */
	RAM_PRIVILEGE_LOCK = 0x000800,       /* global lock */
	RAM_PRIVILEGE_REGISTRY = 0x000400,   /* global registry */
	/* What an INSTALL can give: those, and "trusted path". For others there is nothing here. */
	RAM_PRIVILEGES_KNOWN = 0x80DC00,
};

/* Status words of GlobalPlatform that TS 102 221 does not have. */
enum {
	SW_GP_MORE_DATA = 0x6310,
	SW_GP_NO_ALGORITHM = 0x9484,
	SW_GP_WRONG_CHECK_VALUE = 0x9485,
};

enum ram_kind { RAM_DOMAIN, RAM_APPLICATION, RAM_LOAD_FILE };

/* One thing that has an AID; spans borrow from the profile's elements. */
struct ram_entry {
	struct ram_entry *next;
	enum ram_kind kind;
	struct span aid, owner_aid; /* owner_aid: as written, absent means the MNO-SD */
	const struct ram_entry
	        *owner;        /* the domain it is associated with; NULL: the MNO-SD itself */
	struct span load_file; /* AID of the load file it comes from; absent: RFM, load file */
	uint8_t state;
	uint32_t privileges;
	size_t position; /* of its element */
	/* What the element says, one of them. */
	const struct saip_security_domain *domain;
	const struct saip_application *application;
	size_t instance; /* which of the application's */
};

/* All of a profile, in the order of its elements; the first domain is the MNO-SD. */
struct ram_registry {
	struct ram_entry *first;
	const struct ram_entry *mno_sd;
};

/* Reads the profile's elements; everything is in the arena. 0, or negative errno. */
int ram_registry_read(const struct uicc *u, struct arena *a, struct ram_registry *ret_registry);
/* Privileges as a number, of one octet or three; what is left out is not given. */
uint32_t ram_privileges(struct span octets);
/* By AID, or NULL. */
const struct ram_entry *ram_find(const struct ram_registry *r, struct span aid);
/* By the place of its element, or NULL. */
const struct ram_entry *ram_find_domain(const struct ram_registry *r, int64_t position);
/* Is the entry this domain, or associated with it, directly or not? */
bool ram_belongs(const struct ram_entry *entry, const struct ram_entry *domain);

/* A command for a domain. */
struct ram_call {
	struct softeuicc_card *card;
	struct uicc *u;
	struct arena *arena;
	struct ota_ram *session;
	struct ram_registry registry;
	const struct ram_entry *domain; /* it is for this one */
	const struct scp80_key *dek;    /* of the key set that protects the packet */
	const struct apdu *apdu;
	struct response *response;
};

/* May the domain do this to the entry: is it its own, or has the domain this privilege? */
bool ram_may(const struct ram_call *call, const struct ram_entry *entry, uint32_t privilege);
/* May the domain load, install and delete at all: MNO-SD, or authorized management? */
bool ram_may_manage(const struct ram_call *call);

/* Likewise with a length of one to three octets [GlobalPlatform Card Specification 11.1.5]. */
bool ram_take_long(struct span *rest, struct span *ret_field);
/* Value of the first object with this tag; absent if there is none. */
struct span ram_parameter(struct span in, uint32_t tag);
/*
 * Is there as much memory as system specific parameters (EF) ask for [GlobalPlatform Card
 * Specification tables 11-48, 11-49]? SW_OK, SW_WRONG_DATA, SW_NOT_ENOUGH_MEMORY.
 */
struct sw ram_check_memory(const struct ram_call *call, struct span system);
/* Answers that there is nothing more to say: an octet 00. */
struct sw ram_confirm(const struct ram_call *call);

/*
 * Once an element has been written or taken away, what the registry borrows from it is gone.
 *
 * Writes an element: encodes the struct, accounts for its memory, stores. position: of the element
 * to replace, RAM_NEW for another one. SW_OK; SW_NOT_ENOUGH_MEMORY: nothing has changed;
 * SW_MEMORY_PROBLEM: the transaction cannot be kept.
 */
#define RAM_NEW SIZE_MAX
struct sw ram_write(const struct ram_call *call, size_t position, uint32_t tag,
                    const struct asn1_type *type, const void *element);
/* Takes an element away. SW_OK; SW_MEMORY_PROBLEM: the transaction cannot be kept. */
struct sw ram_remove(const struct ram_call *call, size_t position);
/* Sets a life cycle state; 0: forgets that it was ever set. Answers as ram_remove() does. */
struct sw ram_set_state(const struct ram_call *call, struct span aid, uint8_t state);
/* Octets of non-volatile memory left on the card. */
uint32_t ram_free_memory(const struct ram_call *call);

/* ota_ram_status.c [GlobalPlatform Card Specification 11.4, 11.10] */
struct sw ram_get_status(const struct ram_call *call);
struct sw ram_set_status(const struct ram_call *call);

/* ota_ram_data.c [11.3, 11.11] */
struct sw ram_get_data(const struct ram_call *call);
struct sw ram_store_data(const struct ram_call *call);
/* Adds a block of a command that comes in several; RAM_BLOCKS_MAX octets at most. */
enum { RAM_BLOCKS_MAX = 1 << 17 };
struct sw ram_add_block(struct ota_blocks *blocks, const struct apdu *apdu);
void ram_drop_blocks(struct ota_blocks *blocks);

/* ota_ram_keys.c [11.8; 11.2 for keys] */
struct sw ram_put_key(const struct ram_call *call);
struct sw ram_delete_keys(const struct ram_call *call);

/* ota_ram_content.c, ota_ram_install.c, ota_ram_load.c [11.2, 11.5, 11.6] */
struct sw ram_delete(const struct ram_call *call);
struct sw ram_install(const struct ram_call *call);
struct sw ram_install_for_load(const struct ram_call *call);
struct sw ram_load(const struct ram_call *call);

/* ota_es6.c [SGP.22 5.4.1] */
bool ota_es6_is_target(const struct ram_call *call, struct span aid);
struct sw ota_es6_update_metadata(const struct ram_call *call, struct span data);

/* What a load file data block for Java Card says of itself [Java Card VM Specification 6]. */
enum { RAM_CLASSES_MAX = 16 };
struct ram_cap {
	uint8_t version[2]; /* of the package: major, minor */
	struct span classes[RAM_CLASSES_MAX];
	size_t n_classes;
};

/* False: it is no CAP file, or one with more classes, whatever else it may be. */
bool ram_cap_read(struct span block, struct ram_cap *ret_cap);

#endif

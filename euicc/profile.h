/*
 * Profiles of a card in the store: finding, changing state, deleting [SGP.22 2.4.3, 3.2].
 */
#ifndef EUICC_PROFILE_H
#define EUICC_PROFILE_H

#include "card.h"

enum { ISDP_AID_LEN = 16 };

/* What decisions need to know of a profile. */
struct profile {
	int64_t id;
	uint8_t iccid[ICCID_LEN];
	uint8_t isdp_aid[ISDP_AID_LEN];
	enum profile_state state;
	enum profile_class class;
	uint32_t ppr;          /* enum ppr_ids */
	size_t credential;     /* index of the card's credential that signs for it */
	bool fallback_allowed; /* may get the fallback attribute [SGP.32] */
	bool ecall;            /* an Emergency Profile, to a card that knows them [SGP.32] */
};

/* Each: 0 found, 1 there is none, negative errno. */
int profile_by_iccid(const struct softeuicc_card *card, struct span iccid, struct profile *ret);
int profile_by_aid(const struct softeuicc_card *card, struct span isdp_aid, struct profile *ret);
int profile_by_id(const struct softeuicc_card *card, int64_t id, struct profile *ret);
int profile_enabled(const struct softeuicc_card *card, struct profile *ret);

/*
 * True between EnableEmergencyProfile and DisableEmergencyProfile [SGP.32 5.9.22, 5.9.23]. Then
 * nothing else changes profiles.
 */
bool profile_ecall_active(const struct softeuicc_card *card);
/* The Emergency Profile. 0 found, 1 there is none, negative errno. */
int profile_emergency(const struct softeuicc_card *card, struct profile *ret);

/* References of the card to its profiles. */
enum profile_reference {
	PROFILE_FALLBACK,        /* has the fallback attribute [SGP.32 3.4.6] */
	PROFILE_FALLBACK_RETURN, /* to return to from the fallback profile [SGP.32 5.9.21] */
	/* Likewise from the Emergency Profile, and to none where it is this itself; there is one
	 * exactly while the Emergency Profile is enabled as such [SGP.32 5.9.23]. */
	PROFILE_EMERGENCY_RETURN,
	PROFILE_PREVIOUS, /* likewise from a test profile [SGP.22 5.7.17] */
};
/* 0 found, 1 it refers to nothing, negative errno. */
int profile_referred(const struct softeuicc_card *card, enum profile_reference which,
                     struct profile *ret);
/* id 0: the reference refers to nothing. */
int profile_refer(struct softeuicc_card *card, enum profile_reference which, int64_t id);

/* Decodes a profile's StoreMetadataRequest into the arena. 0 or negative errno. */
int profile_metadata(const struct softeuicc_card *card, int64_t id, struct arena *a,
                     struct store_metadata_request *ret_metadata);

/*
 * Changes a profile's metadata as its operator asks [SGP.22 5.4.1]: names, icon, data of the service
 * provider; PPRs can only be unset. Works in the card's arena. 0; 1: not allowed (a rule about
 * updating PPRs, or the attribute that allows fallback, which this card does not let change);
 * -EINVAL: icon and its type do not go together; other negative errno.
 */
int profile_update_metadata(struct softeuicc_card *card, int64_t id,
                            const struct update_metadata_request *request);

struct profile_totals {
	uint32_t count;
	uint64_t memory; /* octets of non-volatile memory that profiles take */
};

int profile_totals(const struct softeuicc_card *card, struct profile_totals *ret_totals);
/* Octets of non-volatile memory left. */
uint32_t profile_free_memory(const struct softeuicc_card *card,
                             const struct profile_totals *totals);

/* A profile takes this many octets more, or less. 0 or negative errno. */
int profile_grow(struct softeuicc_card *card, int64_t id, int64_t octets);

/* Writes a state change to the store; a profile that is enabled for the first time is unpacked. */
int profile_write_state(struct softeuicc_card *card, const struct profile *p,
                        enum profile_state state);
/* The same, and generates its notifications [SGP.22 3.5]. */
int profile_set_state(struct softeuicc_card *card, const struct profile *p,
                      enum profile_state state);
/* Deletes a profile with its content, and generates its notifications. */
int profile_delete(struct softeuicc_card *card, const struct profile *p);

/* A profile to be added, Disabled. */
struct profile_new {
	struct span metadata_der; /* StoreMetadataRequest as received */
	const struct store_metadata_request *metadata;
	struct span dp_proprietary; /* element B8, or absent */
	struct span package;        /* as it came */
	const struct uicc *uicc;    /* its content */
	size_t credential;
};

/* Adds a profile. 0, -EEXIST, or negative errno. */
int profile_add(struct softeuicc_card *card, const struct profile_new *p,
                struct profile *ret_profile);

#endif

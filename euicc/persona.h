/*
 * Persona: what a card claims to be and is capable of, as data. Built-in personas and files share
 * one JSON form (docs/PERSONA.md); a key that is absent keeps the default persona's value.
 */
#ifndef EUICC_PERSONA_H
#define EUICC_PERSONA_H

#include "asn1/rsp.h"

enum {
	PERSONA_TEXT_MAX = 128,
	PERSONA_ATR_MAX = 33,
	PERSONA_RULES_MAX = 8,
	PERSONA_OPERATORS_MAX = 8,
	PERSONA_GID_MAX = 16,
	PERSONA_VERSIONS_MAX = 8,
};

/* One operator of a rule. 'E' nibbles of mcc_mnc match any digit [SGP.22 2.4.5.2]. */
struct persona_operator {
	uint8_t mcc_mnc[3];
	uint8_t gid1[PERSONA_GID_MAX], gid2[PERSONA_GID_MAX];
	struct span gid1_span, gid2_span; /* absent: only owners without one; empty: any */
};

/* One row of the Rules Authorisation Table. */
struct persona_rule {
	uint32_t ppr_ids; /* enum ppr_ids */
	struct persona_operator operators[PERSONA_OPERATORS_MAX];
	size_t n_operators;
	bool consent_required;
};

struct persona {
	char name[PERSONA_TEXT_MAX];
	uint8_t atr[PERSONA_ATR_MAX]; /* with TCK */
	size_t atr_len;
	/* EUICCInfo2; versions are major, minor, revision. */
	uint8_t svn[3], profile_version[3], firmware[3], ts102241[3], globalplatform[3];
	uint8_t pp_version[3];
	uint8_t more_profile_versions[PERSONA_VERSIONS_MAX][3]; /* besides profile_version */
	size_t n_more_profile_versions;
	uint32_t uicc_capability; /* enum uicc_capability */
	uint32_t rsp_capability;  /* enum rsp_capability */
	uint32_t category;        /* enum euicc_category */
	uint32_t forbidden_pprs;  /* enum ppr_ids */
	char sas_number[PERSONA_TEXT_MAX];
	char platform_label[PERSONA_TEXT_MAX], discovery_url[PERSONA_TEXT_MAX];
	char root_ds[PERSONA_TEXT_MAX];    /* root SM-DS address */
	char default_dp[PERSONA_TEXT_MAX]; /* default SM-DP+ of a new card, empty: none */
	/* Limits. */
	uint32_t nonvolatile_memory, volatile_memory; /* octets */
	uint32_t max_notifications;                   /* the oldest is dropped beyond */
	struct persona_rule rules[PERSONA_RULES_MAX];
	size_t n_rules;
	/* SGP.32. A version of 0.0.0: a consumer eUICC without eIMs. */
	uint8_t sgp32[3];
	bool local_management; /* ES10c enable, disable, delete, nickname, memory reset */
	bool fallback, ecall;  /* fallback mechanism, emergency profile */
	uint32_t max_eims, max_package_results;
	uint32_t max_package_size; /* octets of an EuiccPackageRequest */
};

/*
 * Loads a built-in persona by name, or a JSON file by path. ret_json, if not NULL, receives the
 * JSON text (free() it). -ENOENT, -EINVAL with a reason in ret_error (static storage).
 */
int persona_load(const char *name_or_path, struct persona **ret_persona, char **ret_json,
                 const char **ret_error);
/* Parses JSON text over the default persona. */
int persona_parse(const char *json, struct persona **ret_persona, const char **ret_error);
void persona_free(struct persona *p);

/* True for an IoT eUICC: SGP.32 of any version. */
static inline bool persona_is_iot(const struct persona *p)
{
	return p->sgp32[0] != 0;
}

/* True if it knows Emergency Profiles; to others ecallIndication means nothing. */
static inline bool persona_has_ecall(const struct persona *p)
{
	return persona_is_iot(p) && p->ecall;
}

/*
 * True if it has the functions that SGP.32 drops from SGP.22: a consumer eUICC, or an IoT eUICC that
 * is managed locally, too.
 */
bool persona_is_local(const struct persona *p);

/* True if the persona's SGP.32 version is at least this one. */
bool persona_iot_since(const struct persona *p, uint8_t major, uint8_t minor);

/* Components of SAIP's ServicesList that the persona's capabilities allow, bit n for [n]. */
uint32_t persona_services(const struct persona *p);

/* Octets of VersionType from "2.5" or "2.5.0"; false if it is none. */
bool persona_version(const char *text, uint8_t ret_version[3]);

#endif

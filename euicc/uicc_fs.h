/*
 * Inside of the UICC: its file tree, PINs and NAAs, shared by the uicc_*.c files only
 * [TS 102 221 8, 9, 11.1.1.4].
 *
 * Files live in one array; a file's id is its index, so ids stay the same in the store.
 */
#ifndef EUICC_UICC_FS_H
#define EUICC_UICC_FS_H

#include "uicc.h"

enum {
	UICC_NONE = SAIP_NO_FILE,
	UICC_AID_MAX = 16,
	UICC_PIN_LEN = 8,
	UICC_PIN_REFERENCES_MAX = 16, /* in one PIN status template */
	UICC_DEPTH_MAX = 8,           /* directories above a file */
	UICC_FID_MF = 0x3F00,
	UICC_FID_CURRENT_ADF = 0x7FFF,
	UICC_PIN_UNIVERSAL = 0x11,
};

struct uicc_file {
	uint32_t parent; /* UICC_NONE: the MF */
	enum saip_file_type type;
	uint16_t fid;
	uint8_t aid[UICC_AID_MAX];
	uint8_t aid_len;
	uint8_t descriptor, sfi, lcsi;
	uint16_t arr_fid;
	uint8_t arr_record; /* 0: no access rules, nothing is allowed */
	uint8_t pin_references[UICC_PIN_REFERENCES_MAX]; /* MF, DF, ADF: as the FCP lists them */
	uint8_t pin_reference_count;
	uint32_t max_size;
	uint16_t record_length;
	uint8_t record_count;
	uint8_t special_information, file_details;
	uint32_t link;      /* file whose body or children this one shows; UICC_NONE: its own */
	uint32_t pins_from; /* directory whose PINs this one uses; UICC_NONE: its own */
	uint8_t *body;
	uint32_t size; /* octets in body */
};

struct uicc_pin {
	uint32_t df;
	uint8_t reference;
	uint8_t value[UICC_PIN_LEN];
	uint8_t unblock_reference;
	uint8_t attributes; /* enum uicc_pin_attribute */
	uint8_t max_tries, tries_left;
	bool verified;  /* until reset, or the end of the application's sessions */
	bool set_aside; /* was verified when remote management began */
};

enum uicc_pin_attribute {
	UICC_PIN_ENABLED = 1,
	UICC_PIN_CHANGEABLE = 2,
	UICC_PIN_DISABLEABLE = 4,
	UICC_PIN_REPLACED = 8, /* disabled, the universal PIN stands in for it */
};

struct uicc_puk {
	uint8_t reference;
	uint8_t value[UICC_PIN_LEN];
	uint8_t max_tries, tries_left;
};

/* Authentication parameters of one NAA. */
struct uicc_aka {
	uint32_t adf;
	uint32_t source; /* ADF whose keys this one uses; UICC_NONE: its own */
	uint8_t mapping_options;
	bool shares_sqn; /* mapped, and the sequence numbers are the source's too */
	struct aka_params params;
	uint8_t algorithm_options, keccak_rounds;
	bool has_counter_max;
	uint8_t counter_max[3];
	uint32_t counter; /* authentications so far, where there is a maximum */
	uint8_t sqn_options;
	uint8_t sqn_delta[6], sqn_age_limit[6];
	uint8_t sqn[SAIP_SQN_ARRAY][6]; /* SEQ of each IND */
};

struct uicc_element {
	uint32_t tag;
	uint8_t *der;
	uint32_t len;
};

/* Life cycle state of an application; 0: as installed. */
struct uicc_state {
	uint8_t aid[UICC_AID_MAX];
	uint8_t aid_len;
	uint8_t state;
};

/* Data object that SET DATA brings in several blocks; one at a time on the card. */
struct uicc_incoming {
	unsigned int number; /* of the transfer; 0: none */
	uint32_t file;
	uint8_t *object; /* with header */
	size_t total, len, previous;
};

/* Among the elements, which have their tags: the header's component of that number. */
enum { UICC_ELEMENT_CONNECTIVITY = 0x87 };

struct uicc {
	size_t limit, memory;
	bool has_header;
	uint8_t iccid[10];
	struct uicc_file *files;
	uint32_t file_count;
	struct uicc_pin *pins;
	uint32_t pin_count;
	struct uicc_puk *puks;
	uint32_t puk_count;
	struct uicc_aka *akas;
	uint32_t aka_count;
	struct uicc_element *elements;
	uint32_t element_count;
	struct uicc_state *states;
	uint32_t state_count;
	struct softeuicc_store *store; /* changes are written through; NULL: in memory only */
	int64_t profile_id;
	struct crypto_random random;
	struct uicc_download download;
	bool remote; /* remote management is under way, with these rights: */
	struct uicc_domain remote_shared, remote_in_adf;
	uint32_t remote_adf;
	struct uicc_incoming incoming;
	unsigned int transfers; /* SET DATA transfers begun since the UICC was loaded */
};

/* Accounts for n more octets; false if the limit does not allow them. */
bool uicc_charge(struct uicc *u, size_t n);
/*
 * Each appends a zeroed entry, or returns NULL without memory. Pointers to earlier entries are
 * invalid afterwards.
 */
struct uicc_file *uicc_add_file(struct uicc *u);
struct uicc_pin *uicc_add_pin(struct uicc *u);
struct uicc_puk *uicc_add_puk(struct uicc *u);
struct uicc_aka *uicc_add_aka(struct uicc *u);
struct uicc_state *uicc_add_state(struct uicc *u);
/* Keeps a copy of the element. */
struct uicc_element *uicc_add_element(struct uicc *u, uint32_t tag, struct span der);

/* MF, DF or ADF? */
bool uicc_is_directory(const struct uicc_file *f);
/* Text for people and for the store; uicc_type_from_name() returns false for an unknown name. */
const char *uicc_type_name(enum saip_file_type type);
bool uicc_type_from_name(const char *name, enum saip_file_type *ret_type);

/* File that holds the body or the children of this one. */
uint32_t uicc_fs_target(const struct uicc *u, uint32_t id);
/* Child of a directory by FID. ADFs have temporary ids inside a package and none on the card. */
uint32_t uicc_fs_child(const struct uicc *u, uint32_t df, uint16_t fid, bool temporary_ids);
/* EF of a directory by short file identifier. */
uint32_t uicc_fs_child_by_sfi(const struct uicc *u, uint32_t df, uint8_t sfi);
/* ADF that holds this file (or is it); UICC_NONE outside of all ADFs. */
uint32_t uicc_fs_adf_of(const struct uicc *u, uint32_t id);
/* Directories above this file. */
unsigned int uicc_fs_depth(const struct uicc *u, uint32_t id);
/* ADF with this AID. */
uint32_t uicc_fs_adf_by_aid(const struct uicc *u, struct span aid);

struct uicc_walk {
	uint32_t start;     /* directory where the path begins */
	uint32_t adf;       /* what 7FFF stands for; UICC_NONE: nothing */
	bool temporary_ids; /* ADFs by the package's temporary ids */
};

/*
 * Follows a path (pairs of octets). ret_df: the directory that the file was reached through, or the
 * directory itself; may be NULL. UICC_NONE if there is no such file.
 */
uint32_t uicc_fs_walk(const struct uicc *u, const struct uicc_walk *walk, struct span path,
                      uint32_t *ret_df);

/* Body of an EF, its own or the linked one. */
struct span uicc_file_body(const struct uicc *u, uint32_t id);

static inline uint16_t uicc_fid(const uint8_t p[2])
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* PIN that a key reference means in a directory [TS 102 221 9.5.1], or NULL. */
struct uicc_pin *uicc_pin_find(const struct uicc *u, uint32_t df, uint8_t reference);
/* Puk by reference, or NULL. */
struct uicc_puk *uicc_puk_find(const struct uicc *u, uint8_t reference);
/* Verified or disabled? A key that does not exist never is. */
bool uicc_pin_satisfied(const struct uicc *u, uint32_t df, uint8_t reference);

/* Is this ADF a USIM? */
bool uicc_is_usim(const struct uicc_file *adf);
/* Does the service table of a USIM say that a service is available [TS 31.102 4.2.8]? */
bool uicc_has_service(const struct uicc *u, uint32_t adf, unsigned int service);
/* Is the PIN of an application, the first global one that its ADF lists (else 01), satisfied? */
bool uicc_application_pin_satisfied(const struct uicc *u, uint32_t adf);

/*
 * Sets the lengths that algorithmOptions and numberOfKeccak give p's algorithm. False for values that
 * are not defined, or a MAC that does not fit into AUTN: p has defaults.
 */
bool uicc_aka_set_options(struct aka_params *p, uint8_t options, uint8_t keccak_rounds);

/* Algorithm and keys of an ADF, mapping resolved; NULL if it has none. */
struct uicc_aka *uicc_aka_find(const struct uicc *u, uint32_t adf);
/* Its sequence numbers, likewise. */
struct uicc_aka *uicc_sqn_find(const struct uicc *u, uint32_t adf);

/*
 * Sets the sequence numbers as akaParameter has them; source: the NAA whose keys it maps to, whose
 * sequence numbers may count instead, or NULL.
 */
void uicc_sqn_set(struct uicc_aka *aka, const struct saip_aka *own, const struct uicc_aka *source);
/* Does AK conceal SQN? */
bool uicc_sqn_is_concealed(const struct uicc_aka *aka);
/* The highest sequence number accepted so far, with its IND: SQN_MS. */
void uicc_sqn_highest(const struct uicc_aka *aka, uint8_t ret_sqn[AKA_SQN_LEN]);
/* May SQN be accepted? */
bool uicc_sqn_is_fresh(const struct uicc_aka *aka, const uint8_t sqn[AKA_SQN_LEN]);
/* Stores a fresh SQN as accepted. 0, or negative errno: nothing has changed. */
int uicc_sqn_accept(const struct uicc *u, struct uicc_aka *aka, const uint8_t sqn[AKA_SQN_LEN]);

/* The access domain that counts for a file while remote management is under way, else NULL. */
const struct uicc_domain *uicc_remote_domain(const struct uicc *u, uint32_t file);

/* What a command wants to do with a file: an access mode bit, or INS with bit 9 set. */
enum uicc_access {
	UICC_ACCESS_READ = 0x01,
	UICC_ACCESS_UPDATE = 0x02,
	UICC_ACCESS_DEACTIVATE = 0x08,
	UICC_ACCESS_ACTIVATE = 0x10,
	UICC_ACCESS_INCREASE = 0x132,
};

/* Does the file's access rule allow it now? df: current directory, for local key references. */
bool uicc_access_allowed(const struct uicc *u, uint32_t df, uint32_t file, enum uicc_access access);

/* Access conditions as class A0 has them [TS 51.011 7.3]. */
enum uicc_access_level {
	UICC_LEVEL_ALWAYS = 0,
	UICC_LEVEL_CHV1 = 1,
	UICC_LEVEL_CHV2 = 2,
	UICC_LEVEL_ADM = 4,
	UICC_LEVEL_NEVER = 15,
};

/* The level that says best what the file's access rule asks for; the rule itself is what counts. */
uint8_t uicc_access_level(const struct uicc *u, uint32_t file, enum uicc_access access);

enum { UICC_FCP_MAX = 256 };

/* FCP template of a file [TS 102 221 11.1.1.3] at the end of buf. */
struct span uicc_fcp(const struct uicc *u, uint32_t id, uint8_t buf[UICC_FCP_MAX]);

/*
 * Write-through of one changed item: 0 or negative errno; 0 at once for a UICC that is not from the
 * store.
 */
int uicc_store_body(const struct uicc *u, uint32_t file, struct span body);
int uicc_store_pin(const struct uicc *u, const struct uicc_pin *pin);
int uicc_store_puk(const struct uicc *u, const struct uicc_puk *puk);
int uicc_store_life_cycle(const struct uicc *u, uint32_t file, uint8_t lcsi);
int uicc_store_sqn(const struct uicc *u, const struct uicc_aka *aka);
/* tag 0: the place is empty. state 0: the row goes. */
int uicc_store_element(const struct uicc *u, uint32_t position, uint32_t tag, struct span der);
int uicc_store_state(const struct uicc *u, struct span aid, uint8_t state);

#endif

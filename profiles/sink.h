/*
 * What a profile package asks for, as calls: the loader reads profile elements, joins them with the
 * templates of the specification, and tells a sink what to create. The loader knows nothing of card
 * state, the sink nothing of encodings [TCA Interoperable Profile Package 2.3, 3.3].
 */
#ifndef PROFILES_SINK_H
#define PROFILES_SINK_H

#include "asn1/der.h"
#include "asn1/saip_response.h"
#include "crypto/aka.h"

/* Identifies a file that the sink has created. The sink chooses the numbers. */
typedef uint32_t saip_file_id;
enum { SAIP_NO_FILE = UINT32_MAX };

enum saip_file_type {
	SAIP_MF,
	SAIP_DF,
	SAIP_ADF,
	SAIP_EF_TRANSPARENT,
	SAIP_EF_LINEAR,
	SAIP_EF_CYCLIC,
	SAIP_EF_BER_TLV,
};

/* MF, DF or ADF? */
static inline bool saip_is_directory(enum saip_file_type type)
{
	return type == SAIP_MF || type == SAIP_DF || type == SAIP_ADF;
}

enum { SAIP_BODY_MAX = 1 << 20 }; /* octets of a file's body: more no card of ours takes */

/* A file to create: the template row's values overlaid with the Fcp of the package. */
struct saip_file {
	enum saip_file_type type;
	uint16_t fid;       /* ADF: the temporary id inside the package (7Fxx), 0 if none */
	struct span aid;    /* ADF: dfName */
	uint8_t descriptor; /* file descriptor byte, TS 102 221 table 11.5 (82, first octet) */
	uint8_t sfi;        /* 1 to 30; 0: none */
	uint8_t lcsi;       /* life cycle status, default 05 */
	/* referenced access rules: EF.ARR file and record [TS 102 221 11.1.1.4.7] */
	uint16_t arr_fid;
	uint8_t arr_record;
	struct span pin_status_template; /* MF, DF, ADF: value of C6 */
	uint32_t size;          /* body size in octets (linear and cyclic: records x length) */
	uint32_t max_size;      /* BER-TLV: maximumFileSize, 0 if not given */
	uint16_t record_length; /* linear, cyclic */
	uint8_t record_count;
	/* proprietary C0: bit 8 high update, bit 7 readable when deactivated */
	uint8_t special_information;
	uint8_t file_details; /* proprietary 84; BER-TLV coding */
	struct span fill;     /* pattern of the empty body; absent: FF */
	bool fill_repeat;     /* true: whole pattern repeats; false: its last octet repeats */
	/* absolute path (pairs of octets) of the file whose body this shares */
	struct span link_path;
};

struct saip_pin {
	uint8_t reference; /* 01..08, 0A..0E global, 81..88, 8A..8E local */
	uint8_t value[8];
	uint8_t unblock_reference; /* PUK's reference, 0: none */
	uint8_t attributes; /* bit 1 enabled, bit 2 may be changed, bit 3 may be disabled, as coded */
	uint8_t max_tries, tries_left;
};

struct saip_puk {
	uint8_t reference;
	uint8_t value[8];
	uint8_t max_tries, tries_left;
};

enum { SAIP_SQN_ARRAY = 32 };

struct saip_aka {
	struct aka_params params;
	bool mapped;            /* shares the parameters of another NAA */
	struct span mapped_aid; /* its AID */
	uint8_t mapping_options;
	uint8_t algorithm_options, sqn_options;
	uint8_t keccak_rounds;
	bool has_counter_max;
	uint8_t counter_max[3];
	uint8_t sqn_delta[6], sqn_age_limit[6];
	uint8_t sqn_init[SAIP_SQN_ARRAY][6];
};

/* What ProfileHeader says; spans point into the element. */
struct saip_header {
	uint8_t major, minor;
	struct span profile_type;    /* UTF-8, absent if not given */
	struct span iccid;           /* 10 octets as in EF.ICCID */
	uint32_t mandatory_services; /* bit n: component [n] of ServicesList */
	struct span connectivity_parameters;
	struct span pol;
};

/*
 * Calls return an enum pe_status_code or an ISO status word; anything but PE_OK ends the element
 * with that status. Spans are valid only during the call.
 */
struct saip_sink_ops {
	int (*header)(void *ctx, const struct saip_header *header);
	/* Creates a file below parent (SAIP_NO_FILE: the MF itself) and fills its body. */
	int (*create_file)(void *ctx, saip_file_id parent, const struct saip_file *file,
	                   saip_file_id *ret_id);
	/* Writes content into the body, as if the records lay one after another. */
	int (*write_file)(void *ctx, saip_file_id file, uint32_t offset, struct span content);
	/* Finds a child by file id (DF, EF or ADF by temporary id); SAIP_NO_FILE if there is none. */
	saip_file_id (*find_file)(void *ctx, saip_file_id parent, uint16_t fid);
	/* PINs belong to a DF: MF for global references, ADF or DF for local ones. */
	int (*pin)(void *ctx, saip_file_id df, const struct saip_pin *pin);
	/* The DF uses the PINs of another one. */
	int (*share_pins)(void *ctx, saip_file_id df, saip_file_id other);
	int (*puk)(void *ctx, const struct saip_puk *puk);
	int (*aka)(void *ctx, saip_file_id adf, const struct saip_aka *aka);
	/* Elements kept whole: cdmaParameter A5, securityDomain A6, rfm A7, application A8, A9. */
	int (*element)(void *ctx, uint32_t tag, struct span whole);
	int (*end)(void *ctx);
};

struct saip_sink {
	const struct saip_sink_ops *ops;
	void *ctx;
};

#endif

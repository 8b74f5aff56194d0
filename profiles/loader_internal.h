/*
 * What the parts of the profile loader share: its state, and one function for each kind of element.
 * All functions return a pe_status_code or an ISO status word.
 */
#ifndef PROFILES_LOADER_INTERNAL_H
#define PROFILES_LOADER_INTERNAL_H

#include "profiles/loader.h"
#include "profiles/saip_pe.h"
#include "profiles/templates.h"

enum {
	SAIP_IDENTIFICATIONS = 32768,
	/* Decoded structs of one element; what does not fit is refused. */
	SAIP_ARENA = 65536,
	SAIP_AID_MAX = 16,
	SAIP_NAMES = 128,         /* AIDs and TARs in a package */
	SAIP_SKIPPED = 8,         /* ADFs left out */
	SAIP_IOT_COMPONENT = 600, /* a File of an IoT minimal profile that we add */
	/* Masks of saip_reference_bit(): 01 to 0E, 81 to 8E. */
	SAIP_GLOBAL_PINS = 0x0000FFFE,
	SAIP_LOCAL_PINS = 0x7FFE0000,
};

/* What an AID, or a TAR, of the package is. */
enum saip_name_kind {
	SAIP_NAME_NONE,
	SAIP_NAME_ADF,
	SAIP_NAME_SKIPPED, /* an ADF whose element was not supported */
	SAIP_NAME_DOMAIN,  /* a security domain; the first one is the MNO-SD */
	SAIP_NAME_PACKAGE,
	SAIP_NAME_INSTANCE,
	SAIP_NAME_TAR,
};

struct saip_name {
	uint8_t kind; /* enum saip_name_kind */
	uint8_t len;
	uint8_t octets[SAIP_AID_MAX];
};

/* The MF, a DF or an ADF. PINs are masks of saip_reference_bit(). */
struct saip_directory {
	saip_file_id id;
	size_t parent;          /* its place in the loader's array; the MF's is its own */
	size_t pins_of;         /* place of the directory whose PINs it uses, mostly its own */
	uint32_t listed;        /* PINs that its PIN status template lists */
	uint32_t defined;       /* PINs that belong to it */
	int32_t identification; /* of the element that made it */
};

/* A kind of NAA. */
struct saip_naa {
	enum saip_template_base base;
	enum saip_service service, multiple; /* what the card needs for one, and for more */
	uint8_t aid[7];                      /* RID and application code */
};

struct saip_loader {
	struct saip_sink sink;
	struct saip_capabilities capabilities;
	struct saip_status status[SAIP_MAX_STATUS];
	size_t status_count;
	bool failed, out_of_memory;
	bool started, ended; /* header and end have come */

	uint32_t seen; /* bit n: row n of saip_template_pes has come */
	uint32_t puks; /* bits of saip_reference_bit() */
	saip_file_id mf;
	saip_file_id adf[SAIP_BASE_NAA + 1]; /* by saip_template_base: the last one of each kind */
	uint32_t skipped;     /* bit n: adf[n] is missing because its element was not supported */
	saip_file_id aka;     /* the USIM or ISIM that akaParameter is for */
	saip_file_id current; /* the directory that pinCodes is for */
	bool current_skipped; /* it is missing because its element was not supported */
	bool aka_skipped;
	bool has_directory;                 /* the element that is being loaded has made one */
	int32_t identification;             /* of that element, -1: none */
	struct saip_directory *directories; /* the MF comes first */
	size_t directory_count, directory_cap;
	uint16_t skipped_fids[SAIP_SKIPPED]; /* temporary ids of ADFs that are missing */
	size_t skipped_count;
	uint8_t iccid[10];             /* as in EF.ICCID */
	uint8_t iot_aid[SAIP_AID_MAX]; /* of the USIM in an IoT minimal profile */
	size_t iot_aid_len;
	struct saip_name names[SAIP_NAMES];
	size_t name_count;
	bool has_domain; /* the MNO-SD has come */
	struct saip_position position;
	uint8_t identifications[SAIP_IDENTIFICATIONS / 8];

	/* From here on only what is used is ever touched; the highest marks say how much that is. */
	size_t element_len, element_most, arena_most;
	uint8_t element[SAIP_MAX_ELEMENT];
	uint8_t arena[SAIP_ARENA];
};

/* Memory for the structs of one decoding step; the next call takes it back. */
struct arena saip_arena(struct saip_loader *l);

/* Decodes with a table. PE_INVALID_REQUEST_FORMAT if it is wrong, or needs more than SAIP_ARENA. */
int saip_decode(struct saip_loader *l, const struct asn1_type *type, uint32_t tag, struct span in,
                void *ret_out);

/* Notes why an element is refused, as a phrase for people (a literal); returns the code. */
int saip_refuse(struct saip_loader *l, int code, const char *why);

/* Notes which part of the element is being worked on; at points into it, NULL: unknown. */
void saip_at(struct saip_loader *l, const char *component, const uint8_t *at);

static inline bool saip_supports(const struct saip_loader *l, enum saip_service service)
{
	return service == SAIP_SERVICES || (l->capabilities.services >> service & 1);
}

/* True for an IoT minimal profile: its header has iotOptions. */
static inline bool saip_is_iot(const struct saip_loader *l)
{
	return l->iot_aid_len > 0;
}

/*
 * Bit of a PIN or PUK reference in a mask: 01 to 0E give 1 to 14, 81 to 8E give 17 to 30. 0 for a
 * value that is none.
 */
uint32_t saip_reference_bit(uint32_t reference);

/* The kind of NAA by its base or by the start of its AID; NULL: none of them. */
const struct saip_naa *saip_naa_find(enum saip_template_base base);
const struct saip_naa *saip_naa_by_aid(struct span aid);

/* Whether the card can take one more NAA of a kind; another: the element itself has made one. */
int saip_check_naa(struct saip_loader *l, const struct saip_naa *naa, bool another);

/* An NAA has been created, which later elements extend, or left out, which skips them. */
void saip_note_naa(struct saip_loader *l, enum saip_template_base base, saip_file_id adf);
void saip_skip_naa(struct saip_loader *l, enum saip_template_base base);
/* Remembers names of an ADF that was left out. */
void saip_skip_adf(struct saip_loader *l, const struct saip_fcp *fcp);

/*
 * A directory has been created; the first one of an element is what pinCodes is for, until another
 * element makes one [SAIP 3.3 PE-PINCodes]. PE_MEMORY_FAILURE.
 */
int saip_note_directory(struct saip_loader *l, saip_file_id id, saip_file_id parent,
                        struct span pin_status_template);
/* An element that would have made a directory was left out: PINs must not reach the one before. */
void saip_skip_directory(struct saip_loader *l);
/* NULL: no directory. The next saip_note_directory() may move it. */
struct saip_directory *saip_directory(const struct saip_loader *l, saip_file_id id);

/*
 * At the end: every PIN in a PIN status template exists, or has a default. PE_PIN_CODE_MISSING, with
 * the identification of the element that made the directory.
 */
int saip_check_pins(struct saip_loader *l);

/*
 * Creates those of the PINs missing in a directory that have a default in an IoT minimal profile, and
 * takes them out of the mask.
 */
int saip_default_pins(struct saip_loader *l, struct saip_directory *directory, uint32_t *missing);

/* Finds the file at an absolute path of file ids; the empty path is the MF [SAIP 8.3.5]. */
int saip_resolve(struct saip_loader *l, struct span path, saip_file_id *ret_id);

/* Notes a name. PE_INVALID_PARAMETER if it is taken, PE_NOT_ENOUGH_MEMORY if there are too many. */
int saip_name_add(struct saip_loader *l, enum saip_name_kind kind, struct span name);
enum saip_name_kind saip_name_find(const struct saip_loader *l, struct span name);

/*
 * Checks what an application or RFM belongs to: a security domain that has come before, by its AID
 * or, if that is absent, the MNO-SD. PE_INVALID_PARAMETER if there is none.
 */
int saip_check_domain(struct saip_loader *l, struct span name);

/*
 * The File that an IoT minimal profile has where the package leaves it out, in ret_memory. An absent
 * span if the row says all there is to say.
 */
struct span saip_iot_component(const struct saip_loader *l, const struct saip_template_file *row,
                               uint8_t ret_memory[SAIP_IOT_COMPONENT]);

/* Clears the bits, in content written to a service table, that the card cannot provide. */
int saip_clear_services(struct saip_loader *l, const struct saip_template_file *row,
                        saip_file_id file, uint32_t position, struct span content);

/* What a file is made from. */
struct saip_file_source {
	const struct saip_template_file *row; /* NULL in generic file management */
	const struct saip_fcp *fcp;           /* NULL: all from the row */
	saip_file_id parent;
	uint32_t extent; /* octets that its content reaches to, if known beforehand */
};

/* A file to create, with the memory its spans may need. */
struct saip_new_file {
	struct saip_file file;
	uint8_t record[255]; /* initial content of one record */
};

/* Joins the row's and the Fcp's attributes. PE_INVALID_PARAMETER, PE_BAD_VALUES, ... */
int saip_make_file(struct saip_loader *l, const struct saip_file_source *source,
                   struct saip_new_file *ret_file);

/* True if this is the Fcp of a directory, as far as it says so by itself. */
bool saip_describes_directory(const struct saip_fcp *fcp);

/* True if content may be written up to this offset. */
bool saip_content_fits(const struct saip_file *file, uint64_t end);

/* One kind of element each; `whole` is the element with its header. */
int saip_load_header(struct saip_loader *l, struct span whole);
int saip_load_files(struct saip_loader *l, const struct saip_template_pe *pe, struct span value);
int saip_load_file_management(struct saip_loader *l, struct span whole);
int saip_load_pins(struct saip_loader *l, struct span whole);
int saip_load_puks(struct saip_loader *l, struct span whole);
int saip_load_aka(struct saip_loader *l, struct span whole);
int saip_load_cdma(struct saip_loader *l, struct span whole);
int saip_load_security_domain(struct saip_loader *l, struct span whole);
int saip_load_rfm(struct saip_loader *l, struct span whole);
int saip_load_application(struct saip_loader *l, struct span whole);
int saip_load_non_standard(struct saip_loader *l, struct span whole);
int saip_load_end(struct saip_loader *l, struct span whole);

#endif

/*
 * What the parts of the check share: the package as a row of elements, and what the loader makes of
 * it as a model to ask questions of.
 */
#ifndef PROFILES_CHECK_INTERNAL_H
#define PROFILES_CHECK_INTERNAL_H

#include "profiles/check.h"
#include "profiles/loader.h"
#include "profiles/saip_pe.h"
#include "profiles/templates.h"

enum { CHECK_AID_MAX = 16, CHECK_PINS_MAX = 16, CHECK_DEPTH_MAX = 8 };

/* Where something stands in the package. */
struct check_place {
	unsigned int number;
	int32_t identification;
	uint32_t tag;          /* of the element */
	const char *component; /* NULL: none */
	size_t offset;
};

struct check_file {
	struct check_place place;
	bool listed; /* the package names it; false: the template makes it by itself */
	bool filled; /* the package gives content, a pattern, or a link */
	saip_file_id parent;
	struct saip_file file; /* spans are not valid, except: */
	uint8_t aid[CHECK_AID_MAX];
	uint8_t pins[CHECK_PINS_MAX]; /* PIN status template */
	uint8_t *body;                /* file.size octets; NULL for directories and links */
	uint32_t pin_references;      /* bits of saip_reference_bit(): PINs that belong to it */
	bool has_pins;
	saip_file_id pins_of; /* the directory whose PINs it uses, or SAIP_NO_FILE */
	bool has_aka;
};

struct check {
	void (*found)(void *ctx, const struct saip_finding *finding);
	void *ctx;
	int errors;
	bool out_of_memory;

	struct span package;
	struct check_place place; /* of the element being looked at */
	unsigned int first_error; /* number of the first element with an error, 0: none */

	struct saip_loader *loader;
	struct check_file *files;
	size_t file_count, file_cap;
	size_t memory; /* octets in bodies */
	bool has_header, has_domain;
	uint8_t iccid[10];                       /* as in EF.ICCID */
	uint32_t mandatory;                      /* services, as bits */
	uint32_t used;                           /* services, as bits */
	struct check_place first[SAIP_SERVICES]; /* where each is used first */
	uint32_t templates;                      /* bit n: row n of saip_templates is used */
};

/* A file and the services of a service table that need it; 0 ends the list. */
struct check_service_file {
	uint16_t directory; /* below the ADF; 0: the ADF itself */
	uint16_t fid;       /* 0 ends the table */
	uint8_t services[8];
};

extern const struct check_service_file check_ust_files[];
extern const struct check_service_file check_ist_files[];

/* Reports, with a text made from format. */
void check_error(struct check *c, const struct check_place *place, const char *rule,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));
void check_warn(struct check *c, const struct check_place *place, const char *rule,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Notes that the package needs a service of the card. */
void check_use(struct check *c, enum saip_service service, const struct check_place *place);

/* Name of an alternative of ProfileElement; NULL: unknown. */
const char *check_element_name(uint32_t tag);

/* Name of a component of ServicesList. */
const char *check_service_name(enum saip_service service);

/* First file with this id in a directory; NULL: none. */
const struct check_file *check_find(const struct check *c, saip_file_id parent, uint16_t fid);

/* The template row that a file was made from; NULL for files of generic file management. */
const struct saip_template_file *check_row(const struct check_file *f);

struct saip_naa;
/* The kind of NAA that a file is the ADF of; NULL: none. */
const struct saip_naa *check_naa_of(const struct check_file *f);

static inline bool check_is_directory(const struct saip_file *f)
{
	return saip_is_directory(f->type);
}

/* The rules, in this order; the first two are about elements, the others about the model. */
void check_order(struct check *c);
bool check_load(struct check *c);
void check_header(struct check *c);
void check_files(struct check *c);
void check_access(struct check *c);
void check_naas(struct check *c);
void check_services(struct check *c);

#endif

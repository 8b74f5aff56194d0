/*
 * The file system templates of profile packages as data: which files a template element creates and
 * with which default attributes [TCA Interoperable Profile Package 3.3, annex A and PEDefinitions].
 */
#ifndef PROFILES_TEMPLATES_H
#define PROFILES_TEMPLATES_H

#include "profiles/sink.h"

enum saip_template_flag {
	SAIP_MUST = 1,   /* the component is not OPTIONAL in the element */
	SAIP_HIGH = 2,   /* high update activity */
	SAIP_REPEAT = 4, /* the fill pattern repeats as a whole, not its last octet */
	SAIP_GIVEN = 8,  /* there is no default content: the package has to give it */
};

/*
 * One file. Its component in the profile element is [2 + its row number]; the first two components
 * are the PEHeader and the template's identifier. A DF row opens a directory: the EF rows up to the
 * next DF row lie in it, and the DF itself lies in the directory that the template's first row
 * makes (or, in a template of EFs only, in the one which the template extends).
 */
struct saip_template_file {
	const char *name; /* of the component in the ASN.1 module */
	uint8_t type;     /* enum saip_file_type */
	uint8_t flags;    /* of enum saip_template_flag */
	uint16_t fid;     /* default file id; 0: the package must give it */
	uint16_t last;    /* last id of a range that one component may choose from, else 0 */
	uint16_t size;    /* of the body, or of a record; 0: the package must give it */
	uint8_t records;  /* 0: the package must give it */
	uint8_t arr;      /* record of EF.ARR; 0: the package must give it */
	uint8_t sfi;      /* 0: none */
	struct span fill; /* initial body or record; absent: FF */
};

struct saip_template {
	struct span oid; /* encoded object identifier */
	uint32_t tag;    /* of the profile element it is for */
	const struct saip_template_file *files;
	size_t count;
	bool by_default; /* files that the element leaves out are created all the same */
};

/* Tags of the elements that make a full profile's MF, or an IoT minimal profile. */
enum {
	SAIP_TEMPLATE_MF = 0xB0,
	SAIP_TEMPLATE_IOT = 0xBF20,
	SAIP_TEMPLATE_OPT_IOT = 0xBF21,
};

/* Where a template's first file goes. */
enum saip_template_base {
	SAIP_BASE_NONE, /* it is the MF */
	SAIP_BASE_MF,
	SAIP_BASE_USIM, /* the last ADF.USIM created */
	SAIP_BASE_ISIM,
	SAIP_BASE_CSIM,
	SAIP_BASE_NAA, /* the last ADF created */
};

/* One alternative of ProfileElement that consists of template files. */
struct saip_template_pe {
	uint32_t tag;
	const char *name;   /* of the alternative */
	const char *header; /* of its PEHeader component */
	uint8_t base;       /* enum saip_template_base */
	uint8_t makes;      /* which of these bases it makes; SAIP_BASE_NONE: none */
	uint8_t service;    /* number in ServicesList which it needs; SAIP_SERVICES: none */
	bool repeatable;    /* may occur more than once */
};

/* All of them; the array ends with name == NULL. */
extern const struct saip_template_pe saip_template_pes[];

/* The alternative with this tag, or NULL. */
const struct saip_template_pe *saip_template_pe_find(uint32_t tag);

/* The template with this object identifier (value octets), or NULL. */
const struct saip_template *saip_template_find(struct span oid);

/* All templates; oldest first where an element has several. The array ends with files == NULL. */
extern const struct saip_template saip_templates[];

/* The newest template of an element, which has all components of its ASN.1 type, or NULL. */
const struct saip_template *saip_template_newest(uint32_t tag);

/* Tag on the wire of the component of a template's row. */
uint32_t saip_template_component(size_t row);

#endif

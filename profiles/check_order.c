/*
 * Rules about the elements as such: their order, what each depends on, what may come once, and the
 * format of each [TCA Interoperable Profile Package 3.3, PEDefinitions].
 */
#include "profiles/check_internal.h"

#include "profiles/loader_internal.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t fid_mf[2] = { 0x3F, 0x00 };

enum { IDENTIFICATIONS = 32768, ARENA = 65536 };

/* What has come so far. */
struct order {
	unsigned int *owner; /* by identification: number of the element that has it, 0: none */
	uint8_t *memory;     /* ARENA octets */
	uint32_t seen;       /* bit n: row n of saip_template_pes */
	uint32_t bases;      /* bit n: enum saip_template_base n is there */
	uint32_t optional;   /* bit n: but the element that makes it is not mandated */
	bool ended;
};

static void check_identification(struct check *c, struct order *o, const struct asn1_uint *id)
{
	if (!id->set || id->v >= IDENTIFICATIONS)
		return;
	c->place.identification = (int32_t)id->v;
	if (o->owner[id->v])
		check_error(c, &c->place, "identification",
		            "element %u has the same identification", o->owner[id->v]);
	else
		o->owner[id->v] = c->place.number;
}

/* PEHeader: component [0] of all elements but the header; anything else is reported as format. */
static bool get_header(struct order *o, struct span value, struct saip_pe_header *ret_header)
{
	struct arena arena = { o->memory, ARENA, 0 };
	struct der_reader r = der_reader(value);
	struct asn1_error error;
	struct der_tlv v;

	return der_take(&r, 0xA0, &v) &&
	       asn1_decode(&saip_pe_header_type, 0, v.value, ret_header, &arena, &error);
}

/* Elements of files: each component's File must be right. */
static void check_files_format(struct check *c, struct order *o, const struct der_tlv *element)
{
	const struct saip_template *t = saip_template_newest(element->tag);
	struct der_reader r = der_reader(element->value);
	struct saip_file_item item;
	struct asn1_error error;
	struct der_tlv v, step;

	if (!der_take(&r, 0xA0, &v) || !der_take(&r, 0x81, &v)) {
		check_error(c, &c->place, "format", "PEHeader or templateID is missing");
		return;
	}
	for (size_t row = 0; row < t->count; row++) {
		struct check_place place = c->place;
		struct der_reader steps;

		if (!der_take(&r, saip_template_component(row), &v))
			continue;
		place.component = t->files[row].name;
		steps = der_reader(v.value);
		while (der_more(&steps)) {
			struct arena arena = { o->memory, ARENA, 0 };

			if (!der_next(&steps, &step))
				break;
			place.offset = (size_t)(step.whole.ptr - c->package.ptr);
			if (!asn1_decode(&saip_file_item_type, 0, step.whole, &item, &arena,
			                 &error))
				check_error(c, &place, "format", "%s.%s: %s", error.type,
				            error.field, error.why);
		}
	}
}

static void check_format(struct check *c, struct order *o, const struct der_tlv *element)
{
	struct arena arena = { o->memory, ARENA, 0 };
	const struct saip_pe *pe = saip_pes;
	struct asn1_error error;
	void *out;

	if (saip_template_pe_find(element->tag)) {
		check_files_format(c, o, element);
		return;
	}
	while (pe->type && pe->tag != element->tag)
		pe++;
	/* file management may be longer than the arena; the loader reads it step by step */
	if (!pe->type || pe->tag == SAIP_PE_GENERIC_FILE_MANAGEMENT)
		return;
	out = arena_alloc(&arena, pe->type->size);
	if (!asn1_decode(pe->type, element->tag, element->whole, out, &arena, &error))
		check_error(c, &c->place, "format", "%s.%s: %s", error.type, error.field,
		            error.why);
}

/* What an element of files extends, and what it makes. */
static void check_dependency(struct check *c, struct order *o, const struct saip_template_pe *pe,
                             bool mandated)
{
	static const char *const names[] = {
		[SAIP_BASE_NONE] = "",     [SAIP_BASE_MF] = "mf",     [SAIP_BASE_USIM] = "usim",
		[SAIP_BASE_ISIM] = "isim", [SAIP_BASE_CSIM] = "csim", [SAIP_BASE_NAA] = "an NAA",
	};
	uint32_t row = UINT32_C(1) << (pe - saip_template_pes);
	uint32_t base = UINT32_C(1) << pe->base;

	if (!pe->repeatable && (o->seen & row))
		check_error(c, &c->place, "unique", "%s may come only once", pe->name);
	o->seen |= row;
	if (pe->base != SAIP_BASE_NONE && !(o->bases & base))
		check_error(c, &c->place, "dependency", "%s needs %s before it", pe->name,
		            names[pe->base]);
	if (pe->base != SAIP_BASE_NONE && mandated && (o->optional & base))
		check_warn(c, &c->place, "mandated",
		           "mandated, but %s, which it needs, is not: a card that leaves that out "
		           "refuses the package",
		           names[pe->base]);
	if (pe->base == SAIP_BASE_NONE)
		o->bases |= UINT32_C(1) << SAIP_BASE_MF;
	if (pe->makes == SAIP_BASE_NONE)
		return;
	base = UINT32_C(1) << pe->makes | UINT32_C(1) << SAIP_BASE_NAA;
	o->bases |= base;
	o->optional = mandated ? o->optional & ~base : o->optional | base;
}

/* What an Fcp of generic file management makes that other elements need. */
static uint32_t made_by(const struct saip_fcp *fcp)
{
	const struct saip_naa *naa = fcp->df_name.ptr ? saip_naa_by_aid(fcp->df_name) : NULL;

	if (naa)
		return UINT32_C(1) << naa->base | UINT32_C(1) << SAIP_BASE_NAA;
	if (fcp->df_name.ptr)
		return UINT32_C(1) << SAIP_BASE_NAA;
	return span_equal(fcp->file_id, SPAN(fid_mf)) ? UINT32_C(1) << SAIP_BASE_MF : 0;
}

/* Generic file management may make an MF and NAAs. */
static void note_managed_files(struct order *o, struct span value, bool mandated)
{
	struct der_reader r = der_reader(value);
	struct der_tlv header, groups, group, command;

	if (!der_take(&r, 0xA0, &header) || !der_take(&r, 0xA1, &groups))
		return;
	r = der_reader(groups.value);
	while (der_take(&r, 0x30, &group)) {
		struct der_reader commands = der_reader(group.value);

		while (der_more(&commands) && der_next(&commands, &command)) {
			struct arena arena = { o->memory, ARENA, 0 };
			struct saip_file_command c;
			struct asn1_error error;
			uint32_t made;

			if (!asn1_decode(&saip_file_command_type, 0, command.whole, &c, &arena,
			                 &error) ||
			    c.which != SAIP_COMMAND_FCP)
				continue;
			made = made_by(c.fcp);
			o->bases |= made;
			o->optional = mandated ? o->optional & ~made : o->optional | made;
		}
	}
}

/* Header first, files second, end last. */
static void check_position(struct check *c, struct order *o, uint32_t tag)
{
	const struct saip_template_pe *pe = saip_template_pe_find(tag);
	bool is_root = pe ? pe->base == SAIP_BASE_NONE : tag == SAIP_PE_GENERIC_FILE_MANAGEMENT;

	if (c->place.number == 1 && tag != SAIP_PE_HEADER)
		check_error(c, &c->place, "order", "the header has to come first");
	if (c->place.number > 1 && tag == SAIP_PE_HEADER)
		check_error(c, &c->place, "unique", "header may come only once");
	if (c->place.number == 2 && !is_root)
		check_warn(c, &c->place, "order", "the MF should come right after the header");
	if (o->ended)
		check_error(c, &c->place, "order", "comes after the end");
	o->ended = o->ended || tag == SAIP_PE_END;
}

static void check_element(struct check *c, struct order *o, const struct der_tlv *element)
{
	const struct saip_template_pe *pe = saip_template_pe_find(element->tag);
	struct saip_pe_header header = { 0 };

	c->place = (struct check_place){
		.number = c->place.number + 1,
		.identification = -1,
		.tag = element->tag,
		.offset = (size_t)(element->whole.ptr - c->package.ptr),
	};
	check_position(c, o, element->tag);
	if (element->tag != SAIP_PE_HEADER && get_header(o, element->value, &header))
		check_identification(c, o, &header.identification);
	if (!check_element_name(element->tag)) {
		if (header.mandated)
			check_error(c, &c->place, "element", "unknown element, but mandated");
		else
			check_warn(c, &c->place, "element", "unknown element");
		return;
	}
	check_format(c, o, element);
	if (pe)
		check_dependency(c, o, pe, header.mandated);
	else if (element->tag == SAIP_PE_GENERIC_FILE_MANAGEMENT)
		note_managed_files(o, element->value, header.mandated);
}

void check_order(struct check *c)
{
	struct order o = { 0 };
	struct der_reader r = der_reader(c->package);
	struct der_tlv element;

	o.owner = calloc(IDENTIFICATIONS, sizeof(*o.owner));
	o.memory = malloc(ARENA);
	c->out_of_memory = !o.owner || !o.memory;
	while (!c->out_of_memory && der_more(&r)) {
		size_t offset = (size_t)(r.p - c->package.ptr);

		if (!der_next(&r, &element)) {
			c->place = (struct check_place){ .number = c->place.number + 1,
				                         .identification = -1,
				                         .offset = offset };
			check_error(c, &c->place, "format", "no whole DER element");
			break;
		}
		check_element(c, &o, &element);
	}
	if (!c->out_of_memory && c->package.len == 0)
		check_error(c, NULL, "format", "there is no profile element");
	else if (!c->out_of_memory && !o.ended)
		check_error(c, NULL, "order", "the end is missing");
	free(o.owner);
	free(o.memory);
}

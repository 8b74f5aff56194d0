/*
 * INSTALL [GlobalPlatform Card Specification 11.5, 9.3; TS 102 226 8.2.1.3].
 *
 * An application that is installed becomes an element of the profile, as one that the package
 * brought: it is kept, not executed. A security domain is the card's own, whoever installs it.
 */
#include "ota_ram.h"

#include <string.h>

enum {
	P1_FOR_LOAD = 0x02,
	P1_FOR_INSTALL = 0x04,
	P1_SELECTABLE = 0x08,
	P1_EXTRADITION = 0x10,
	P1_PERSONALIZATION = 0x20,
	AID_MIN = 5,
};

/* The six fields that every INSTALL but the one for load has; what each means differs. */
struct install {
	struct span file, class, aid, privileges, parameters, token;
};

static bool is_aid(struct span s)
{
	return s.len >= AID_MIN && s.len <= OTA_AID_MAX;
}

static bool cut(struct span in, struct install *ret_install)
{
	struct install i;

	if (!ota_take(&in, &i.file) || !ota_take(&in, &i.class) || !ota_take(&in, &i.aid) ||
	    !ota_take(&in, &i.privileges) || !ram_take_long(&in, &i.parameters) ||
	    !ota_take(&in, &i.token) || in.len)
		return false;
	*ret_install = i;
	return true;
}

/* ---- for install ---- */

/* The domains of a profile come from a load file that every card has. */
static bool is_domain_file(const struct ram_call *call, const struct install *i)
{
	const struct saip_instance *mno_sd = call->registry.mno_sd->domain->instance;

	return span_equal(i->file, mno_sd->package_aid) && span_equal(i->class, mno_sd->class_aid);
}

/* Where it says what classes it has, this must be one of them. */
static bool has_class(const struct ram_entry *file, struct span class)
{
	struct ram_cap cap;

	if (!ram_cap_read(file->application->load_block->load_block, &cap))
		return true;
	for (size_t i = 0; i < cap.n_classes; i++)
		if (span_equal(cap.classes[i], class))
			return true;
	return false;
}

static struct sw check_source(const struct ram_call *call, const struct install *i, bool is_domain)
{
	const struct ram_entry *file = ram_find(&call->registry, i->file);

	if (is_domain_file(call, i))
		return SW(is_domain ? SW_OK : SW_WRONG_DATA);
	if (!file || file->kind != RAM_LOAD_FILE || !ram_may(call, file, 0) ||
	    !has_class(file, i->class))
		return SW(SW_REF_NOT_FOUND);
	return SW(SW_OK);
}

/* Is it one octet or three, with none that means nothing here? */
static bool are_privileges(struct span octets)
{
	return (octets.len == 1 || octets.len == 3) &&
	       (ram_privileges(octets) & ~(uint32_t)RAM_PRIVILEGES_KNOWN) == 0;
}

static bool is_run_of_objects(struct span in)
{
	struct der_reader r = der_reader(in);
	struct der_tlv tlv;

	while (der_next(&r, &tlv))
		;
	return r.p == r.end;
}

/* Install parameters become the components that a package has for them; C9 must be there. */
static bool set_parameters(struct saip_instance *in, struct span parameters,
                           struct saip_system_parameters *system, struct saip_uicc_parameters *uicc)
{
	struct span ef = ram_parameter(parameters, 0xEF), ea = ram_parameter(parameters, 0xEA);

	in->parameters = ram_parameter(parameters, 0xC9);
	if (!is_run_of_objects(parameters) || !in->parameters.ptr ||
	    (ef.ptr && !is_run_of_objects(ef)) || (ea.ptr && !is_run_of_objects(ea)))
		return false;
	if (ef.ptr) {
		*system = (struct saip_system_parameters){
			.volatile_quota = ram_parameter(ef, 0xC7),
			.non_volatile_quota = ram_parameter(ef, 0xC8),
			.global_service = ram_parameter(ef, 0xCB),
			.implicit_selection = ram_parameter(ef, 0xCF),
			.volatile_reserved = ram_parameter(ef, 0xD7),
			.non_volatile_reserved = ram_parameter(ef, 0xD8),
			.sim_toolkit = ram_parameter(ef, 0xCA),
		};
		in->system = system;
	}
	if (ea.ptr) {
		*uicc = (struct saip_uicc_parameters){
			.toolkit = ram_parameter(ea, 0x80),
			.access = ram_parameter(ea, 0x81),
			.admin_access = ram_parameter(ea, 0x82),
		};
		in->uicc = uicc;
	}
	return true;
}

static struct sw add_element(const struct ram_call *call, struct saip_instance *in, bool is_domain)
{
	struct saip_pe_header header = { .identification = { true, 0 } };
	struct saip_security_domain domain = { .header = &header, .instance = in };
	struct saip_application application = { .header = &header, .instances = { in, 1 } };

	if (is_domain)
		return ram_write(call, RAM_NEW, SAIP_PE_SECURITY_DOMAIN, &saip_security_domain_type,
		                 &domain);
	return ram_write(call, RAM_NEW, SAIP_PE_APPLICATION, &saip_application_type, &application);
}

static struct sw check_tars(const struct ram_call *call, const struct saip_instance *in,
                            bool is_domain)
{
	const int r = ota_tars_are_taken(call->u, in, is_domain, call->arena);

	return SW(r < 0 ? SW_MEMORY_PROBLEM : r ? SW_WRONG_DATA : SW_OK);
}

static struct sw install_application(const struct ram_call *call, const struct install *i)
{
	const bool selectable = call->apdu->p1 & P1_SELECTABLE;
	const uint8_t state = selectable ? OTA_STATE_SELECTABLE : OTA_STATE_INSTALLED;
	struct saip_system_parameters system = { 0 };
	struct saip_uicc_parameters uicc = { 0 };
	struct saip_instance in = {
		.package_aid = i->file,
		.class_aid = i->class,
		.instance_aid = i->aid,
		.security_domain_aid = call->domain->aid,
		.privileges = i->privileges,
		.life_cycle = { &state, 1 },
	};
	bool is_domain;
	struct sw sw;

	if (!is_aid(i->file) || !is_aid(i->class) || !is_aid(i->aid) ||
	    !are_privileges(i->privileges) || !set_parameters(&in, i->parameters, &system, &uicc))
		return SW(SW_WRONG_DATA);
	if (!ram_may_manage(call) || i->token.len || ram_find(&call->registry, i->aid))
		return SW(SW_CONDITIONS);
	sw = check_source(call, i, ram_privileges(i->privileges) & RAM_PRIVILEGE_DOMAIN);
	if (sw.v == SW_OK)
		sw = ram_check_memory(call, ram_parameter(i->parameters, 0xEF));
	is_domain = is_domain_file(call, i);
	if (sw.v == SW_OK)
		sw = check_tars(call, &in, is_domain);
	if (sw.v == SW_OK)
		sw = add_element(call, &in, is_domain);
	return sw.v == SW_OK ? ram_confirm(call) : sw;
}

/* ---- for others ---- */

static struct sw make_selectable(const struct ram_call *call, const struct install *i)
{
	const struct ram_entry *e = ram_find(&call->registry, i->aid);
	struct sw sw;

	if (i->file.len || i->class.len)
		return SW(SW_WRONG_DATA);
	if (!e || e->kind == RAM_LOAD_FILE)
		return SW(SW_REF_NOT_FOUND);
	if (!ram_may_manage(call) || i->token.len || !ram_may(call, e, 0) ||
	    e->state != OTA_STATE_INSTALLED)
		return SW(SW_CONDITIONS);
	sw = ram_set_state(call, e->aid, OTA_STATE_SELECTABLE);
	return sw.v == SW_OK ? ram_confirm(call) : sw;
}

static struct sw write_owner(const struct ram_call *call, const struct ram_entry *e,
                             struct span owner)
{
	struct saip_application application;
	struct saip_security_domain domain;
	struct saip_load_package file;
	struct saip_instance *in;

	if (e->domain) {
		struct saip_instance instance = *e->domain->instance;

		instance.security_domain_aid = owner;
		domain = *e->domain;
		domain.instance = &instance;
		return ram_write(call, e->position, SAIP_PE_SECURITY_DOMAIN,
		                 &saip_security_domain_type, &domain);
	}
	if (!e->application)
		return SW(SW_CONDITIONS); /* remote file management belongs to the profile */
	application = *e->application;
	if (e->kind == RAM_LOAD_FILE) {
		file = *application.load_block;
		file.security_domain_aid = owner;
		application.load_block = &file;
	} else {
		in = arena_alloc(call->arena, application.instances.count * sizeof(*in));
		if (!in)
			return SW(SW_NOT_ENOUGH_MEMORY);
		memcpy(in, application.instances.items, application.instances.count * sizeof(*in));
		in[e->instance].security_domain_aid = owner;
		application.instances.items = in;
	}
	return ram_write(call, e->position, SAIP_PE_APPLICATION, &saip_application_type,
	                 &application);
}

/* The first field is the domain to come to, the third one what is handed over. */
static struct sw extradite(const struct ram_call *call, const struct install *i)
{
	const struct ram_entry *to = ram_find(&call->registry, i->file),
	                       *e = ram_find(&call->registry, i->aid);
	struct sw sw;

	if (i->class.len || i->privileges.len)
		return SW(SW_WRONG_DATA);
	if (!to || to->kind != RAM_DOMAIN || !e)
		return SW(SW_REF_NOT_FOUND);
	/* Nothing can come into itself. */
	if (!ram_may_manage(call) || i->token.len || !ram_may(call, e, 0) ||
	    !ram_may(call, to, 0) || e == call->domain || e == call->registry.mno_sd ||
	    ram_belongs(to, e))
		return SW(SW_CONDITIONS);
	sw = write_owner(call, e, to->aid);
	return sw.v == SW_OK ? ram_confirm(call) : sw;
}

/*
 * STORE DATA is for the ISD-P, or for a domain. An application would have to process it, and there
 * is nothing that executes it.
 */
static struct sw personalize(const struct ram_call *call, const struct install *i)
{
	const struct ram_entry *e = ram_find(&call->registry, i->aid);
	struct ota_ram *s = call->session;
	enum ota_target target = OTA_TARGET_DOMAIN;

	if (i->file.len || i->class.len || i->privileges.len || i->parameters.len || i->token.len ||
	    !is_aid(i->aid))
		return SW(SW_WRONG_DATA);
	if (ota_es6_is_target(call, i->aid))
		target = OTA_TARGET_ISDP;
	else if (!e || e->kind == RAM_LOAD_FILE)
		return SW(SW_REF_NOT_FOUND);
	else if (!e->domain || !ram_may(call, e, 0) || (e->state & OTA_STATE_LOCKED))
		return SW(SW_CONDITIONS);
	if (target == OTA_TARGET_ISDP && call->domain != call->registry.mno_sd)
		return SW(SW_CONDITIONS); /* the metadata are the operator's to change */
	ram_drop_blocks(&s->stored);
	s->target = target;
	s->target_aid_len = i->aid.len;
	memcpy(s->target_aid, i->aid.ptr, i->aid.len); /* an AID: at most 16 octets */
	return ram_confirm(call);
}

struct sw ram_install(const struct ram_call *call)
{
	const uint8_t p1 = call->apdu->p1;
	struct install i;

	if (call->apdu->p2)
		return SW(SW_WRONG_P1P2);
	if (p1 == P1_FOR_LOAD)
		return ram_install_for_load(call);
	if (p1 != P1_FOR_INSTALL && p1 != (P1_FOR_INSTALL | P1_SELECTABLE) && p1 != P1_SELECTABLE &&
	    p1 != P1_EXTRADITION && p1 != P1_PERSONALIZATION)
		return SW(SW_WRONG_P1P2);
	if (!cut(call->apdu->data, &i))
		return SW(SW_WRONG_DATA);
	switch (p1) {
	case P1_SELECTABLE:
		return make_selectable(call, &i);
	case P1_EXTRADITION:
		return extradite(call, &i);
	case P1_PERSONALIZATION:
		return personalize(call, &i);
	default:
		return install_application(call, &i);
	}
}

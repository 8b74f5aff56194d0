/*
 * The registry of a profile: domains, applications and load files, read from its elements
 * [GlobalPlatform Card Specification 6.4; TCA Interoperable Profile Package 3.3 8.6 to 8.8].
 */
#include "ota_ram.h"

#include "profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

struct reading {
	const struct uicc *u;
	struct arena *arena;
	struct ram_registry *registry;
	struct ram_entry **end; /* where the next one goes */
	struct uicc_element_view element;
	size_t position;
};

static struct ram_entry *add(struct reading *r, enum ram_kind kind, struct span aid,
                             uint8_t installed)
{
	struct ram_entry *e = arena_alloc(r->arena, sizeof(*e));

	if (!e)
		return NULL;
	e->kind = kind;
	e->aid = aid;
	e->state = uicc_state(r->u, aid, installed);
	e->position = r->position;
	*r->end = e;
	r->end = &e->next;
	return e;
}

uint32_t ram_privileges(struct span octets)
{
	uint32_t v = 0;

	for (size_t i = 0; i < 3; i++)
		v = v << 8 | (i < octets.len ? octets.ptr[i] : 0);
	return v;
}

static struct ram_entry *add_instance(struct reading *r, const struct saip_instance *in)
{
	const uint32_t privileges = ram_privileges(in->privileges);
	struct ram_entry *e = add(
	        r, privileges & RAM_PRIVILEGE_DOMAIN ? RAM_DOMAIN : RAM_APPLICATION,
	        in->instance_aid,
	        in->life_cycle.ptr ? in->life_cycle.ptr[0] : OTA_STATE_SELECTABLE);

	if (!e)
		return NULL;
	e->privileges = privileges;
	e->load_file = in->package_aid;
	e->owner_aid = in->security_domain_aid;
	return e;
}

static int decode(const struct reading *r, const struct asn1_type *type, void *ret)
{
	struct asn1_error error;

	if (!ret)
		return -ENOMEM;
	return asn1_decode(type, r->element.tag, r->element.der, ret, r->arena, &error) ? 0
	                                                                                : -EBADMSG;
}

static int read_domain(struct reading *r)
{
	struct saip_security_domain *d = arena_alloc(r->arena, sizeof(*d));
	int error = decode(r, &saip_security_domain_type, d);
	struct ram_entry *e;

	if (error)
		return error;
	e = add_instance(r, d->instance);
	if (!e)
		return -ENOMEM;
	e->domain = d;
	if (!r->registry->mno_sd)
		r->registry->mno_sd = e;
	return 0;
}

static int read_rfm(struct reading *r)
{
	struct saip_rfm *rfm = arena_alloc(r->arena, sizeof(*rfm));
	int error = decode(r, &saip_rfm_type, rfm);
	struct ram_entry *e;

	if (error)
		return error;
	e = add(r, RAM_APPLICATION, rfm->instance_aid, OTA_STATE_SELECTABLE);
	if (!e)
		return -ENOMEM;
	e->owner_aid = rfm->security_domain_aid;
	return 0;
}

static int read_application(struct reading *r)
{
	struct saip_application *app = arena_alloc(r->arena, sizeof(*app));
	int error = decode(r, &saip_application_type, app);
	const struct saip_instance *in;
	struct ram_entry *e;

	if (error)
		return error;
	if (app->load_block) {
		e = add(r, RAM_LOAD_FILE, app->load_block->package_aid, OTA_STATE_LOADED);
		if (!e)
			return -ENOMEM;
		e->application = app;
		e->owner_aid = app->load_block->security_domain_aid;
	}
	in = app->instances.items;
	for (size_t i = 0; i < app->instances.count; i++) {
		e = add_instance(r, &in[i]);
		if (!e)
			return -ENOMEM;
		e->application = app;
		e->instance = i;
	}
	return 0;
}

/* What names no domain belongs to the MNO-SD. */
static void resolve_owners(struct ram_registry *r)
{
	for (struct ram_entry *e = r->first; e; e = e->next) {
		const struct ram_entry *owner = e->owner_aid.ptr ? ram_find(r, e->owner_aid) : NULL;

		if (e != r->mno_sd)
			e->owner = owner && owner->kind == RAM_DOMAIN && owner != e ? owner
			                                                            : r->mno_sd;
	}
}

int ram_registry_read(const struct uicc *u, struct arena *a, struct ram_registry *ret_registry)
{
	struct ram_registry registry = { 0 };
	struct reading r = { .u = u, .arena = a, .registry = &registry, .end = &registry.first };
	int error = 0;

	for (; error == 0 && uicc_element(u, r.position, &r.element); r.position++) {
		switch (r.element.tag) {
		case SAIP_PE_SECURITY_DOMAIN:
			error = read_domain(&r);
			break;
		case SAIP_PE_RFM:
			error = read_rfm(&r);
			break;
		case SAIP_PE_APPLICATION:
			error = read_application(&r);
			break;
		default:
			break;
		}
	}
	if (error == 0) {
		resolve_owners(&registry);
		*ret_registry = registry;
	}
	return error;
}

/* ---- asking ---- */

const struct ram_entry *ram_find(const struct ram_registry *r, struct span aid)
{
	for (const struct ram_entry *e = r->first; e; e = e->next)
		if (span_equal(e->aid, aid))
			return e;
	return NULL;
}

const struct ram_entry *ram_find_domain(const struct ram_registry *r, int64_t position)
{
	for (const struct ram_entry *e = r->first; e; e = e->next)
		if (e->domain && (int64_t)e->position == position)
			return e;
	return NULL;
}

bool ram_belongs(const struct ram_entry *entry, const struct ram_entry *domain)
{
	enum { DEPTH_MAX = 32 }; /* no domain is in a ring, but a damaged store might say so */

	for (int depth = 0; entry && depth < DEPTH_MAX; depth++, entry = entry->owner)
		if (entry == domain)
			return true;
	return false;
}

bool ram_may(const struct ram_call *call, const struct ram_entry *entry, uint32_t privilege)
{
	return ram_belongs(entry, call->domain) || (call->domain->privileges & privilege);
}

bool ram_may_manage(const struct ram_call *call)
{
	return call->domain == call->registry.mno_sd ||
	       (call->domain->privileges & RAM_PRIVILEGE_AUTHORIZED);
}

/* ---- changing ---- */

uint32_t ram_free_memory(const struct ram_call *call)
{
	struct profile_totals totals;

	return profile_totals(call->card, &totals) < 0 ? 0
	                                               : profile_free_memory(call->card, &totals);
}

/* Octets that the element in a place takes. */
static size_t size_of(const struct uicc *u, size_t position)
{
	struct uicc_element_view e;

	return uicc_element(u, position, &e) ? e.der.len : 0;
}

/* A failure need not be one of the store, which only knows of its own. */
static struct sw spoil(const struct ram_call *call)
{
	store_spoil(call->card->store);
	return SW(SW_MEMORY_PROBLEM);
}

static struct sw grow(const struct ram_call *call, int64_t octets)
{
	return profile_grow(call->card, uicc_profile_id(call->u), octets) < 0 ? spoil(call)
	                                                                      : SW(SW_OK);
}

struct sw ram_write(const struct ram_call *call, size_t position, uint32_t tag,
                    const struct asn1_type *type, const void *element)
{
	const size_t before = position == RAM_NEW ? 0 : size_of(call->u, position);
	struct span der = asn1_encode_arena(type, tag, element, call->arena);
	int r;

	if (!der.ptr || (der.len > before && der.len - before > ram_free_memory(call)))
		return SW(SW_NOT_ENOUGH_MEMORY);
	r = position == RAM_NEW ? uicc_element_add(call->u, tag, der)
	                        : uicc_element_set(call->u, position, tag, der);
	return r < 0 ? spoil(call) : grow(call, (int64_t)der.len - (int64_t)before);
}

struct sw ram_remove(const struct ram_call *call, size_t position)
{
	const size_t before = size_of(call->u, position);

	return uicc_element_remove(call->u, position) < 0 ? spoil(call)
	                                                  : grow(call, -(int64_t)before);
}

struct sw ram_set_state(const struct ram_call *call, struct span aid, uint8_t state)
{
	return uicc_set_state(call->u, aid, state) < 0 ? spoil(call) : SW(SW_OK);
}

/*
 * DELETE of applications, domains and load files [GlobalPlatform Card Specification 11.2, 9.5;
 * TS 102 226 8.2.1.1].
 */
#include "ota_ram.h"

#include <string.h>

enum { P2_RELATED = 0x80, TAG_AID = 0x4F };

/* Is it what an application comes from, or the domain of something? */
static bool is_needed(const struct ram_registry *r, const struct ram_entry *e)
{
	for (const struct ram_entry *other = r->first; other; other = other->next)
		if (other->owner == e ||
		    (e->kind == RAM_LOAD_FILE && other->kind != RAM_LOAD_FILE &&
		     span_equal(other->load_file, e->aid)))
			return true;
	return false;
}

/* Takes the entry out of its element, and the element away when nothing is left in it. */
static struct sw remove_entry(const struct ram_call *call, const struct ram_entry *e)
{
	struct saip_application changed;
	struct saip_instance *left;
	size_t n;

	if (uicc_set_state(call->u, e->aid, 0) < 0)
		return SW(SW_MEMORY_PROBLEM);
	if (!e->application)
		return ram_remove(call, e->position);
	changed = *e->application;
	n = changed.instances.count;
	if (e->kind == RAM_LOAD_FILE) {
		changed.load_block = NULL;
	} else {
		left = arena_alloc(call->arena, n * sizeof(*left));
		if (!left)
			return SW(SW_NOT_ENOUGH_MEMORY);
		memcpy(left, changed.instances.items, n * sizeof(*left));
		memmove(left + e->instance, left + e->instance + 1,
		        (n - 1 - e->instance) * sizeof(*left));
		n--;
		changed.instances = (struct asn1_list){ n ? left : NULL, n };
	}
	if (n == 0 && !changed.load_block)
		return ram_remove(call, e->position);
	return ram_write(call, e->position, SAIP_PE_APPLICATION, &saip_application_type, &changed);
}

/* Removes by AID, which the registry, read anew, still has. */
static struct sw remove_by_aid(struct ram_call *call, struct span aid)
{
	const struct ram_entry *e;

	if (ram_registry_read(call->u, call->arena, &call->registry) < 0)
		return SW(SW_MEMORY_PROBLEM);
	e = ram_find(&call->registry, aid);
	return e ? remove_entry(call, e) : SW(SW_TECHNICAL);
}

/* One that comes from the load file; NULL: none does. */
static const struct ram_entry *find_instance(const struct ram_registry *r, struct span load_file)
{
	for (const struct ram_entry *e = r->first; e; e = e->next)
		if (e->kind != RAM_LOAD_FILE && span_equal(e->load_file, load_file))
			return e;
	return NULL;
}

/* May all that comes from the load file go with it? Domains only if nothing is in them. */
static struct sw check_related(const struct ram_call *call, const struct ram_entry *file)
{
	for (const struct ram_entry *e = call->registry.first; e; e = e->next) {
		if (e->kind == RAM_LOAD_FILE || !span_equal(e->load_file, file->aid))
			continue;
		if (!ram_may(call, e, RAM_PRIVILEGE_DELETE) || e == call->domain ||
		    is_needed(&call->registry, e))
			return SW(SW_CONDITIONS);
	}
	return SW(SW_OK);
}

/* A load file with all that comes from it. The AID is a copy: what it was borrowed from goes. */
static struct sw delete_related(const struct ram_call *call, struct span file)
{
	struct ram_call changing = *call;
	const struct ram_entry *e;
	struct sw sw = SW(SW_OK);

	while (sw.v == SW_OK && (e = find_instance(&changing.registry, file))) {
		sw = remove_entry(&changing, e);
		if (sw.v == SW_OK &&
		    ram_registry_read(call->u, call->arena, &changing.registry) < 0)
			sw = SW(SW_MEMORY_PROBLEM);
	}
	return sw.v == SW_OK ? remove_by_aid(&changing, file) : sw;
}

static struct sw delete_content(const struct ram_call *call, struct span aid)
{
	const struct ram_entry *e = ram_find(&call->registry, aid);
	struct sw sw;

	if (!e)
		return SW(SW_REF_NOT_FOUND);
	if (!ram_may(call, e, RAM_PRIVILEGE_DELETE) || e == call->registry.mno_sd ||
	    e == call->domain)
		return SW(SW_CONDITIONS);
	if (e->kind == RAM_LOAD_FILE && call->apdu->p2 == P2_RELATED) {
		sw = check_related(call, e);
		return sw.v == SW_OK ? delete_related(call, aid) : sw;
	}
	if (is_needed(&call->registry, e))
		return SW(SW_CONDITIONS);
	return remove_entry(call, e);
}

/*
 * Content by its AID, or keys. A token would be for delegated management, which is not supported
 * [GlobalPlatform Card Specification C.4].
 */
struct sw ram_delete(const struct ram_call *call)
{
	const struct span data = call->apdu->data;
	struct der_reader r = der_reader(data);
	struct der_tlv aid;
	struct sw sw;

	if (call->apdu->p1 || (call->apdu->p2 & ~P2_RELATED))
		return SW(SW_WRONG_P1P2);
	if (der_peek(&r) != TAG_AID)
		return ram_delete_keys(call);
	if (!der_whole(data, TAG_AID, &aid))
		return SW(SW_WRONG_DATA);
	if (!ram_may_manage(call) && !(call->domain->privileges & RAM_PRIVILEGE_DELETE))
		return SW(SW_CONDITIONS);
	sw = delete_content(call, aid.value);
	return sw.v == SW_OK ? ram_confirm(call) : sw;
}

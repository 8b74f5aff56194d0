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
static struct sw take_out(const struct ram_call *call, const struct ram_entry *e)
{
	struct saip_application changed;
	struct saip_instance *left;
	size_t n;

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

/* With its state, which comes last: what fails for want of memory has changed nothing before. */
static struct sw remove_entry(const struct ram_call *call, const struct ram_entry *e)
{
	const struct span aid = arena_copy(call->arena, e->aid); /* the element's goes with it */
	struct sw sw;

	if (!aid.ptr)
		return SW(SW_NOT_ENOUGH_MEMORY);
	sw = take_out(call, e);
	return sw.v == SW_OK ? ram_set_state(call, aid, 0) : sw;
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

/*
 * Removes one that comes from the load file, or when there is none any more the file. The registry
 * is read anew, for the one before has changed the elements; what it takes of the arena is given
 * back.
 */
static struct sw remove_next(const struct ram_call *call, struct span file, bool *ret_last)
{
	const size_t used = call->arena->used;
	struct sw sw = SW(SW_MEMORY_PROBLEM);
	struct ram_call changing = *call;
	const struct ram_entry *e;

	if (ram_registry_read(call->u, call->arena, &changing.registry) == 0) {
		e = find_instance(&changing.registry, file);
		*ret_last = !e;
		if (!e)
			e = ram_find(&changing.registry, file);
		sw = e ? remove_entry(&changing, e) : SW(SW_TECHNICAL);
	}
	ota_arena_rewind(call->arena, used);
	return sw;
}

/* A load file with all that comes from it, or nothing. The AID is the command's own. */
static struct sw delete_related(const struct ram_call *call, struct span file)
{
	struct sw sw = SW(SW_OK);
	bool last = false;
	size_t removed = 0;

	while (sw.v == SW_OK && !last) {
		sw = remove_next(call, file, &last);
		removed += sw.v == SW_OK;
	}
	if (sw.v != SW_OK && removed)
		store_spoil(call->card->store);
	return sw;
}

static struct sw delete_content(const struct ram_call *call, struct span aid)
{
	const struct ram_entry *e = ram_find(&call->registry, aid);
	struct sw sw;

	if (!e)
		return SW(SW_REF_NOT_FOUND);
	/* Remote file management belongs to the profile: it is neither handed over nor deleted. */
	if (!ram_may(call, e, RAM_PRIVILEGE_DELETE) || e == call->registry.mno_sd ||
	    e == call->domain || (!e->domain && !e->application))
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

/*
 * File tree of the UICC: building it and finding files in it [TS 102 221 8.1 to 8.6].
 */
#include "uicc_fs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {
	[SAIP_MF] = "MF",
	[SAIP_DF] = "DF",
	[SAIP_ADF] = "ADF",
	[SAIP_EF_TRANSPARENT] = "transparent",
	[SAIP_EF_LINEAR] = "linear",
	[SAIP_EF_CYCLIC] = "cyclic",
	[SAIP_EF_BER_TLV] = "ber-tlv",
};

const char *uicc_type_name(enum saip_file_type type)
{
	return type_names[type];
}

bool uicc_type_from_name(const char *name, enum saip_file_type *ret_type)
{
	for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++) {
		if (strcmp(name, type_names[i]) == 0) {
			*ret_type = (enum saip_file_type)i;
			return true;
		}
	}
	return false;
}

bool uicc_is_directory(const struct uicc_file *f)
{
	return f->type == SAIP_MF || f->type == SAIP_DF || f->type == SAIP_ADF;
}

struct uicc *uicc_new(size_t limit)
{
	struct uicc *u = calloc(1, sizeof(*u));

	if (u)
		u->limit = limit;
	return u;
}

struct uicc *uicc_new_bare(void)
{
	struct uicc *u = uicc_new(0);
	struct uicc_file *mf = u ? uicc_add_file(u) : NULL;

	if (!mf) {
		uicc_free(u);
		return NULL;
	}
	mf->type = SAIP_MF;
	mf->fid = UICC_FID_MF;
	mf->descriptor = 0x78; /* shareable, DF */
	mf->lcsi = 0x05;
	return u;
}

void uicc_set_random(struct uicc *u, const struct crypto_random *random)
{
	u->random = *random;
}

void uicc_free(struct uicc *u)
{
	if (!u)
		return;
	free(u->incoming.object);
	for (uint32_t i = 0; i < u->file_count; i++)
		free(u->files[i].body);
	for (uint32_t i = 0; i < u->element_count; i++) {
		explicit_bzero(u->elements[i].der, u->elements[i].len);
		free(u->elements[i].der);
	}
	if (u->pins)
		explicit_bzero(u->pins, u->pin_count * sizeof(*u->pins));
	if (u->puks)
		explicit_bzero(u->puks, u->puk_count * sizeof(*u->puks));
	if (u->akas)
		explicit_bzero(u->akas, u->aka_count * sizeof(*u->akas));
	free(u->files);
	free(u->pins);
	free(u->puks);
	free(u->akas);
	free(u->elements);
	free(u->states);
	free(u);
}

bool uicc_charge(struct uicc *u, size_t n)
{
	if (u->limit && (u->memory > u->limit || n > u->limit - u->memory))
		return false;
	u->memory += n;
	return true;
}

/*
 * Array with room for one entry more than count; NULL without memory, the array then stays. An
 * array's capacity is the next power of two, so it need not be stored. Old copies are wiped, for
 * some arrays hold secrets.
 */
static void *make_room(void *array, uint32_t count, size_t entry)
{
	uint8_t *bigger;

	if (count & (count - 1))
		return array;
	bigger = calloc(count ? 2 * (size_t)count : 1, entry);
	if (bigger && count) {
		memcpy(bigger, array, count * entry);
		explicit_bzero(array, count * entry);
	}
	if (bigger)
		free(array);
	return bigger;
}

struct uicc_file *uicc_add_file(struct uicc *u)
{
	struct uicc_file *files = make_room(u->files, u->file_count, sizeof(*files));
	struct uicc_file *f;

	if (!files)
		return NULL;
	u->files = files;
	f = &files[u->file_count++];
	f->parent = f->link = f->pins_from = UICC_NONE;
	return f;
}

struct uicc_pin *uicc_add_pin(struct uicc *u)
{
	struct uicc_pin *pins = make_room(u->pins, u->pin_count, sizeof(*pins));

	if (!pins)
		return NULL;
	u->pins = pins;
	return &pins[u->pin_count++];
}

struct uicc_puk *uicc_add_puk(struct uicc *u)
{
	struct uicc_puk *puks = make_room(u->puks, u->puk_count, sizeof(*puks));

	if (!puks)
		return NULL;
	u->puks = puks;
	return &puks[u->puk_count++];
}

struct uicc_aka *uicc_add_aka(struct uicc *u)
{
	struct uicc_aka *akas = make_room(u->akas, u->aka_count, sizeof(*akas));

	if (!akas)
		return NULL;
	u->akas = akas;
	akas[u->aka_count].source = UICC_NONE;
	return &akas[u->aka_count++];
}

struct uicc_state *uicc_add_state(struct uicc *u)
{
	struct uicc_state *states = make_room(u->states, u->state_count, sizeof(*states));

	if (!states)
		return NULL;
	u->states = states;
	return &states[u->state_count++];
}

struct uicc_element *uicc_add_element(struct uicc *u, uint32_t tag, struct span der)
{
	struct uicc_element *elements = make_room(u->elements, u->element_count, sizeof(*elements));
	struct uicc_element *e;

	if (!elements)
		return NULL;
	u->elements = elements;
	e = &elements[u->element_count];
	e->der = malloc(der.len ? der.len : 1);
	if (!e->der)
		return NULL;
	if (der.len)
		memcpy(e->der, der.ptr, der.len);
	e->len = (uint32_t)der.len;
	e->tag = tag;
	u->element_count++;
	return e;
}

uint32_t uicc_fs_target(const struct uicc *u, uint32_t id)
{
	assert(id < u->file_count);
	return u->files[id].link == UICC_NONE ? id : u->files[id].link;
}

uint32_t uicc_fs_child(const struct uicc *u, uint32_t df, uint16_t fid, bool temporary_ids)
{
	uint32_t parent = uicc_fs_target(u, df);

	for (uint32_t i = 0; i < u->file_count; i++) {
		const struct uicc_file *f = &u->files[i];

		if (f->parent == parent && f->fid == fid && (f->type != SAIP_ADF || temporary_ids))
			return i;
	}
	return UICC_NONE;
}

uint32_t uicc_fs_child_by_sfi(const struct uicc *u, uint32_t df, uint8_t sfi)
{
	uint32_t parent = uicc_fs_target(u, df);

	for (uint32_t i = 0; i < u->file_count; i++) {
		const struct uicc_file *f = &u->files[i];

		if (f->parent == parent && f->sfi == sfi && !uicc_is_directory(f))
			return i;
	}
	return UICC_NONE;
}

uint32_t uicc_fs_adf_of(const struct uicc *u, uint32_t id)
{
	while (id != UICC_NONE && u->files[id].type != SAIP_ADF)
		id = u->files[id].parent;
	return id;
}

unsigned int uicc_fs_depth(const struct uicc *u, uint32_t id)
{
	unsigned int depth = 0;

	while ((id = u->files[id].parent) != UICC_NONE)
		depth++;
	return depth;
}

uint32_t uicc_fs_adf_by_aid(const struct uicc *u, struct span aid)
{
	for (uint32_t i = 0; i < u->file_count; i++) {
		const struct uicc_file *f = &u->files[i];

		if (f->type == SAIP_ADF && span_equal((struct span){ f->aid, f->aid_len }, aid))
			return i;
	}
	return UICC_NONE;
}

uint32_t uicc_fs_walk(const struct uicc *u, const struct uicc_walk *walk, struct span path,
                      uint32_t *ret_df)
{
	uint32_t at = walk->start, df = walk->start;

	if (u->file_count == 0 || path.len == 0 || path.len % 2)
		return UICC_NONE;
	for (size_t i = 0; i < path.len && at != UICC_NONE; i += 2) {
		uint16_t fid = uicc_fid(path.ptr + i);

		df = at;
		if (i == 0 && fid == UICC_FID_CURRENT_ADF)
			at = walk->adf;
		else
			at = uicc_fs_child(u, at, fid, walk->temporary_ids);
	}
	if (at != UICC_NONE && ret_df)
		*ret_df = uicc_is_directory(&u->files[at]) ? at : df;
	return at;
}

struct span uicc_file_body(const struct uicc *u, uint32_t id)
{
	const struct uicc_file *f = &u->files[uicc_fs_target(u, id)];

	return (struct span){ f->body, f->size };
}

static uint32_t first_usim(const struct uicc *u)
{
	for (uint32_t i = 0; i < u->file_count; i++) {
		if (u->files[i].type == SAIP_ADF && uicc_is_usim(&u->files[i]))
			return i;
	}
	return UICC_NONE;
}

struct span uicc_body(const struct uicc *u, struct span path)
{
	const struct uicc_walk walk = { 0, first_usim(u), false };
	uint32_t id;

	if (path.len > 2 && uicc_fid(path.ptr) == UICC_FID_MF)
		path = (struct span){ path.ptr + 2, path.len - 2 };
	id = uicc_fs_walk(u, &walk, path, NULL);
	if (id == UICC_NONE || u->files[id].type != SAIP_EF_TRANSPARENT)
		return (struct span){ NULL, 0 };
	return uicc_file_body(u, id);
}

/*
 * Remote application management: the commands that a security domain knows [TS 102 226 8.2;
 * GlobalPlatform Card Specification 11].
 *
 * The registry is made of the profile's elements: what the commands change are these, so that an
 * application that came by LOAD and INSTALL is kept as one that came with the profile.
 */
#include "ota_ram.h"

#include <stdlib.h>
#include <string.h>

enum { CLASS_GP = 0x80 };

/* A script under way. */
struct script {
	struct softeuicc_card *card;
	int64_t domain; /* the addressed one's place */
	struct scp80_key dek;
};

struct command {
	uint8_t ins;
	bool data; /* in compact format there are data behind the header */
	struct sw (*run)(const struct ram_call *call);
};

static const struct command commands[] = {
	{ 0xCA, false, ram_get_data },  { 0xD8, true, ram_put_key },
	{ 0xE2, true, ram_store_data }, { 0xE4, true, ram_delete },
	{ 0xE6, true, ram_install },    { 0xE8, true, ram_load },
	{ 0xF0, true, ram_set_status }, { 0xF2, true, ram_get_status },
};

static const struct command *find_command(uint8_t ins)
{
	for (size_t i = 0; i < A_COUNT(commands); i++)
		if (commands[i].ins == ins)
			return &commands[i];
	return NULL;
}

/* P2 makes a difference for file management only. */
static bool takes_data(uint8_t ins, uint8_t p2)
{
	const struct command *c = find_command(ins);

	(void)p2;
	return !c || c->data;
}

static struct sw run_command(const struct script *s, const struct command *c,
                             const struct apdu *apdu, struct response *response)
{
	struct ram_call call = {
		.card = s->card,
		.u = s->card->uicc,
		.arena = &s->card->arena,
		.session = &s->card->ram,
		.dek = &s->dek,
		.apdu = apdu,
		.response = response,
	};

	/* Anew for each command, for each may change it. */
	if (ram_registry_read(call.u, call.arena, &call.registry) < 0)
		return SW(SW_MEMORY_PROBLEM);
	call.domain = ram_find_domain(&call.registry, s->domain);
	if (!call.domain)
		return SW(SW_CONDITIONS); /* an earlier command has deleted it */
	return c->run(&call);
}

static struct sw run(void *ctx, const struct apdu *apdu, struct response *response)
{
	const struct script *s = ctx;
	const struct command *c = find_command(apdu->ins);
	const size_t used = s->card->arena.used;
	struct sw sw;

	if (apdu->cla != CLASS_GP)
		return SW(SW_CLA_NOT_SUPPORTED);
	if (!c)
		return SW(SW_INS_NOT_SUPPORTED);
	sw = run_command(s, c, apdu, response);
	ota_arena_rewind(&s->card->arena, used);
	return sw;
}

void ota_ram_run(struct softeuicc_card *card, const struct ota_application *app,
                 const struct ota_key_set *keys, struct span script, struct response *response)
{
	struct script s = { card, app->addressed, keys->dek };
	const struct ota_runner runner = { takes_data, run, &s };

	if (card->ram.domain != s.domain)
		ota_ram_reset(&card->ram);
	card->ram.domain = s.domain;
	ota_script_run(&runner, script, response);
	explicit_bzero(&s.dek, sizeof(s.dek));
}

void ota_ram_reset(struct ota_ram *ram)
{
	ram_drop_blocks(&ram->stored);
	ram_drop_blocks(&ram->file);
	memset(ram, 0, sizeof(*ram));
}

bool ram_take_long(struct span *rest, struct span *ret_field)
{
	const uint8_t *p = rest->ptr;
	size_t head = 1, len;

	if (rest->len == 0)
		return false;
	len = p[0];
	if (len == 0x81 || len == 0x82) {
		head += len & 0x0F;
		if (rest->len < head)
			return false;
		len = head == 2 ? p[1] : (size_t)p[1] << 8 | p[2];
	} else if (len > 0x7F) {
		return false;
	}
	if (len > rest->len - head)
		return false;
	*ret_field = (struct span){ p + head, len };
	*rest = (struct span){ p + head + len, rest->len - head - len };
	return true;
}

struct sw ram_confirm(const struct ram_call *call)
{
	static const uint8_t nothing[] = { 0x00 };

	response_put(call->response, SPAN(nothing));
	return SW(SW_OK);
}

struct span ram_parameter(struct span in, uint32_t tag)
{
	struct der_tlv tlv;

	return in.ptr && der_find(in, tag, &tlv) ? tlv.value : (struct span){ NULL, 0 };
}

/*
 * A quota and what is reserved of it are the same memory; code and data of a load file are not.
 */
struct sw ram_check_memory(const struct ram_call *call, struct span system)
{
	enum { VOLATILE, CODE, DATA, KINDS };
	static const struct {
		uint32_t tag;
		unsigned int kind;
	} rows[] = {
		{ 0xC6, CODE },     { 0xC7, VOLATILE }, { 0xC8, DATA },
		{ 0xD7, VOLATILE }, { 0xD8, DATA },
	};
	uint64_t needed[KINDS] = { 0 };

	for (size_t i = 0; i < A_COUNT(rows); i++) {
		const struct span wanted = ram_parameter(system, rows[i].tag);
		uint64_t octets = 0;

		if (wanted.ptr && wanted.len != 2 && wanted.len != 4)
			return SW(SW_WRONG_DATA);
		for (size_t j = 0; j < wanted.len; j++)
			octets = octets << 8 | wanted.ptr[j];
		if (octets > needed[rows[i].kind])
			needed[rows[i].kind] = octets;
	}
	return SW(needed[VOLATILE] > call->card->persona->volatile_memory ||
	                          needed[CODE] + needed[DATA] > ram_free_memory(call)
	                  ? SW_NOT_ENOUGH_MEMORY
	                  : SW_OK);
}

/* ---- blocks ---- */

void ram_drop_blocks(struct ota_blocks *blocks)
{
	if (blocks->data)
		explicit_bzero(blocks->data, blocks->len);
	free(blocks->data);
	*blocks = (struct ota_blocks){ 0 };
}

struct sw ram_add_block(struct ota_blocks *blocks, const struct apdu *apdu)
{
	const struct span data = apdu->data;
	uint8_t *longer;

	/* A first block where another one is due: the sender has begun anew. */
	if (apdu->p2 == 0 && (blocks->next & 0xFF) != 0)
		ram_drop_blocks(blocks);
	if (apdu->p2 != (blocks->next & 0xFF))
		return SW(SW_WRONG_P1P2);
	if (data.len == 0)
		return SW(SW_WRONG_LENGTH);
	/* Not realloc(): it would leave the octets where they were. */
	longer = data.len > RAM_BLOCKS_MAX - blocks->len ? NULL : malloc(blocks->len + data.len);
	if (!longer)
		return SW(SW_NOT_ENOUGH_MEMORY);
	if (blocks->data) {
		memcpy(longer, blocks->data, blocks->len);
		explicit_bzero(blocks->data, blocks->len);
		free(blocks->data);
	}
	memcpy(longer + blocks->len, data.ptr, data.len);
	blocks->data = longer;
	blocks->len += data.len;
	blocks->next++;
	return SW(SW_OK);
}

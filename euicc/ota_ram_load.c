/*
 * INSTALL [for load] and LOAD [GlobalPlatform Card Specification 11.5, 11.6, 9.3; TS 102 226
 * 8.2.1.4].
 *
 * A load file is kept as the profile's own ones are. A card that takes no application in profiles
 * takes none here: to it these commands do not exist.
 */
#include "ota_ram.h"

#include "crypto/hash.h"

#include <string.h>

enum {
	P1_LAST = 0x80,
	TAG_FILE = 0xC4,
	AID_MIN = 5,
};

/* What INSTALL [for load] says. */
struct load {
	struct span aid, domain, hash, parameters, token;
};

/* As the loader of packages has it: PE-Application is for Java Card and Multos. */
static bool is_supported(const struct ram_call *call)
{
	return persona_services(call->card->persona) & (1U << SAIP_JAVACARD | 1U << SAIP_MULTOS);
}

static bool cut(struct span in, struct load *ret_load)
{
	struct load l;

	if (!ota_take(&in, &l.aid) || !ota_take(&in, &l.domain) || !ota_take(&in, &l.hash) ||
	    !ram_take_long(&in, &l.parameters) || !ota_take(&in, &l.token) || in.len)
		return false;
	*ret_load = l;
	return true;
}

/* The domain that the file is for: named, or the one that gets the command. */
static const struct ram_entry *find_target(const struct ram_call *call, const struct load *l)
{
	return l->domain.len ? ram_find(&call->registry, l->domain) : call->domain;
}

static struct sw check(const struct ram_call *call, const struct load *l)
{
	const struct ram_entry *target = find_target(call, l);

	if (l->aid.len < AID_MIN || l->aid.len > OTA_AID_MAX ||
	    (l->hash.len && l->hash.len != SHA1_LEN && l->hash.len != SHA256_LEN))
		return SW(SW_WRONG_DATA);
	if (!target || target->kind != RAM_DOMAIN)
		return SW(SW_REF_NOT_FOUND);
	/* A token would be for delegated management. The domains' file is there on every card. */
	if (!ram_may_manage(call) || !ram_may(call, target, 0) || l->token.len ||
	    ram_find(&call->registry, l->aid) ||
	    span_equal(l->aid, call->registry.mno_sd->load_file))
		return SW(SW_CONDITIONS);
	return ram_check_memory(call, ram_parameter(l->parameters, 0xEF));
}

struct sw ram_install_for_load(const struct ram_call *call)
{
	const struct span data = call->apdu->data;
	struct ota_ram *s = call->session;
	struct load l;
	struct sw sw;

	if (!is_supported(call))
		return SW(SW_WRONG_P1P2);
	if (data.len > sizeof(s->install) || !cut(data, &l))
		return SW(SW_WRONG_DATA);
	sw = check(call, &l);
	if (sw.v != SW_OK)
		return sw;
	ram_drop_blocks(&s->file);
	memcpy(s->install, data.ptr, data.len);
	s->install_len = data.len;
	s->loading = true;
	return ram_confirm(call);
}

static bool hash_is_right(struct span hash, struct span block)
{
	uint8_t digest[SHA256_LEN];
	int r = hash.len == SHA1_LEN ? sha1(block, digest) : sha256(&block, 1, digest);

	return hash.len == 0 || (r == 0 && memcmp(digest, hash.ptr, hash.len) == 0);
}

static struct sw add_file(const struct ram_call *call, const struct load *l, struct span block)
{
	struct saip_pe_header header = { .identification = { true, 0 } };
	const struct span limits = ram_parameter(l->parameters, 0xEF);
	struct saip_load_package file = {
		.package_aid = l->aid,
		.security_domain_aid = find_target(call, l)->aid,
		.non_volatile_code = ram_parameter(limits, 0xC6),
		.volatile_data = ram_parameter(limits, 0xC7),
		.non_volatile_data = ram_parameter(limits, 0xC8),
		.hash = { l->hash.len ? l->hash.ptr : NULL, l->hash.len },
		.load_block = block,
	};
	const struct saip_application application = { .header = &header, .load_block = &file };

	return ram_write(call, RAM_NEW, SAIP_PE_APPLICATION, &saip_application_type, &application);
}

/*
 * All blocks are here. Other objects than the file itself, before it or in its stead, are signatures
 * (E2) and enciphered files (D4): there is nobody in the profile who could check them.
 */
static struct sw finish(const struct ram_call *call)
{
	const struct ota_ram *s = call->session;
	struct der_tlv file;
	struct load l;
	struct sw sw;

	if (!der_whole((struct span){ s->file.data, s->file.len }, TAG_FILE, &file))
		return SW(SW_WRONG_DATA);
	if (!cut((struct span){ s->install, s->install_len }, &l))
		return SW(SW_TECHNICAL);
	/* Since INSTALL there may have been other commands. */
	sw = check(call, &l);
	if (sw.v == SW_OK && !hash_is_right(l.hash, file.value))
		sw = SW(SW_CONDITIONS);
	return sw.v == SW_OK ? add_file(call, &l, file.value) : sw;
}

struct sw ram_load(const struct ram_call *call)
{
	struct ota_ram *s = call->session;
	struct sw sw;

	if (!is_supported(call))
		return SW(SW_INS_NOT_SUPPORTED);
	if (call->apdu->p1 & ~P1_LAST)
		return SW(SW_WRONG_P1P2);
	if (!s->loading)
		return SW(SW_CONDITIONS);
	sw = ram_add_block(&s->file, call->apdu);
	if (sw.v == SW_OK && s->file.len > ram_free_memory(call))
		sw = SW(SW_NOT_ENOUGH_MEMORY);
	if (sw.v == SW_OK && !(call->apdu->p1 & P1_LAST))
		return ram_confirm(call);
	if (sw.v == SW_OK)
		sw = finish(call);
	if (sw.v == SW_WRONG_P1P2 || sw.v == SW_WRONG_LENGTH)
		return sw; /* the block may come again */
	s->loading = false;
	ram_drop_blocks(&s->file);
	return sw.v == SW_OK ? ram_confirm(call) : sw;
}

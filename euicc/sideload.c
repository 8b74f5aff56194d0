/*
 * Installing a profile package without a server, for `softeuicc install`.
 */
#include "card_internal.h"
#include "es10.h"
#include "install.h"
#include "profiles/loader.h"

#include <errno.h>
#include <stdlib.h>

static const char *const reasons[] = {
	[ERROR_REASON_INCORRECT_INPUT_VALUES] = "metadata: incorrect input values",
	[ERROR_REASON_UNSUPPORTED_PROFILE_CLASS] = "metadata: unsupported profile class",
	[ERROR_REASON_ICCID_ALREADY_EXISTS] = "a profile with this ICCID is already there",
	[ERROR_REASON_INSUFFICIENT_MEMORY] = "not enough memory on the card",
	[ERROR_REASON_PE_PROCESSING_ERROR] = "a profile element was refused",
	[ERROR_REASON_DATA_MISMATCH] = "the metadata contradict the profile",
	[ERROR_REASON_INVALID_NAA_KEY] = "a test profile must have test keys only",
	[ERROR_REASON_PPR_NOT_ALLOWED] = "a profile policy rule is not allowed on this card",
};

static int to_errno(enum error_reason reason)
{
	switch ((int)reason) {
	case 0:
		return 0;
	case ERROR_REASON_ICCID_ALREADY_EXISTS:
		return -EEXIST;
	case ERROR_REASON_INSUFFICIENT_MEMORY:
		return -ENOSPC;
	case ERROR_REASON_UNKNOWN:
		return -EIO;
	default:
		return -EBADMSG;
	}
}

/* A profileType may be longer than a profileName [SGP.22 5.5.3]: then it is none. */
static struct span default_name(struct span profile_type)
{
	enum { PROFILE_NAME_MAX = 64 };
	size_t characters;

	return profile_type.ptr && asn1_count_characters(profile_type, &characters) &&
	                       characters <= PROFILE_NAME_MAX
	               ? profile_type
	               : es10_text("profile");
}

/* Metadata for a package that comes without: its own ICCID and profile type. */
static struct span default_metadata(struct span upp, struct arena *a)
{
	uint8_t iccid[10];
	struct saip_header header;
	struct store_metadata_request m = { .profile_class = { true, PROFILE_CLASS_OPERATIONAL } };

	if (!saip_header_peek(upp, &header))
		return (struct span){ NULL, 0 };
	saip_iccid_swap(header.iccid.ptr, iccid);
	m.iccid = SPAN(iccid);
	m.service_provider_name = es10_text("softeuicc");
	m.profile_name = default_name(header.profile_type);
	return asn1_encode_arena(&store_metadata_request_type, RSP_TAG_STORE_METADATA, &m, a);
}

static enum error_reason run_install(struct softeuicc_card *card, struct install *i,
                                     struct span upp, const struct install_target *target)
{
	struct profile installed;
	enum error_reason reason = install_check_metadata(card, target->metadata);

	if (!reason)
		reason = install_feed(i, upp, target->metadata);
	if (!reason)
		reason = install_finish(i, card, target, &installed);
	if (reason)
		install_log_failure(i, card);
	return reason;
}

static int install_in_arena(struct softeuicc_card *card, struct span upp, struct span metadata_der,
                            struct arena *a, const char **ret_error)
{
	struct store_metadata_request metadata;
	struct install_target target = { .metadata = &metadata };
	struct asn1_error error;
	struct install *i;
	enum error_reason reason;
	int r;

	target.metadata_der = metadata_der.ptr ? metadata_der : default_metadata(upp, a);
	target.credential = (size_t)card_default_credential(card);
	if (!target.metadata_der.ptr ||
	    !asn1_decode(&store_metadata_request_type, RSP_TAG_STORE_METADATA, target.metadata_der,
	                 &metadata, a, &error)) {
		*ret_error = metadata_der.ptr ? "metadata: not a StoreMetadataRequest"
		                              : "not a profile package: no ProfileHeader";
		return -EBADMSG;
	}
	i = install_new(card, upp.len);
	if (!i)
		return -ENOMEM;
	reason = run_install(card, i, upp, &target);
	install_free(i);
	r = to_errno(reason);
	if (reason && reason < A_COUNT(reasons) && reasons[reason])
		*ret_error = reasons[reason];
	return r;
}

int softeuicc_card_install(struct softeuicc_card *card, const uint8_t *upp, size_t upp_len,
                           const uint8_t *metadata, size_t metadata_len, const char **ret_error)
{
	struct arena a = { malloc(CARD_ARENA_SIZE), CARD_ARENA_SIZE, 0 };
	const char *ignored;
	int r;

	if (!ret_error)
		ret_error = &ignored;
	*ret_error = "internal error";
	if (!a.buf)
		return -ENOMEM;
	r = install_in_arena(card, (struct span){ upp, upp_len },
	                     (struct span){ metadata, metadata_len }, &a, ret_error);
	free(a.buf);
	if (r == 0)
		r = store_commit(card->store);
	else
		store_rollback(card->store);
	return r;
}

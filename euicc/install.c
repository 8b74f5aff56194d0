/*
 * Installing a profile package.
 */
#include "install.h"

#include "es10.h"
#include "policy.h"
#include "profiles/loader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAIP_NEWEST_MAJOR = 3, PACKAGE_HINT_MAX = 1 << 17, PACKAGE_MAX = 1 << 22 };

struct install {
	struct uicc *uicc;
	struct saip_loader *loader;
	uint8_t *package; /* as it has come so far */
	size_t len, room, hint;
	bool failed; /* a profile element was the reason */
};

enum error_reason install_check_metadata(const struct softeuicc_card *card,
                                         const struct store_metadata_request *metadata)
{
	uint32_t class = metadata->profile_class.v;
	struct profile existing;
	int r;

	if (metadata->icon.ptr && !metadata->icon_type.set)
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	if (metadata->icon_type.set && metadata->icon_type.v > ICON_TYPE_PNG)
		return ERROR_REASON_INCORRECT_INPUT_VALUES;
	if (class > PROFILE_CLASS_OPERATIONAL ||
	    (class == PROFILE_CLASS_TEST &&
	     !(card->persona->rsp_capability & RSP_CAPABILITY_TEST_PROFILE_SUPPORT)))
		return ERROR_REASON_UNSUPPORTED_PROFILE_CLASS;
	r = profile_by_iccid(card, metadata->iccid, &existing);
	if (r < 0)
		return ERROR_REASON_UNKNOWN;
	if (r == 0)
		return ERROR_REASON_ICCID_ALREADY_EXISTS;
	if (!policy_may_install(card->persona, metadata))
		return ERROR_REASON_PPR_NOT_ALLOWED;
	return 0;
}

struct saip_loader *install_loader(const struct softeuicc_card *card, struct uicc *u)
{
	const struct saip_capabilities capabilities = { persona_services(card->persona),
		                                        SAIP_NEWEST_MAJOR };
	const struct saip_sink sink = uicc_sink(u);

	return saip_loader_new(&sink, &capabilities);
}

struct install *install_new(const struct softeuicc_card *card, size_t package_len)
{
	struct install *i = calloc(1, sizeof(*i));
	struct profile_totals totals;
	size_t limit;

	if (!i || profile_totals(card, &totals) < 0) {
		free(i);
		return NULL;
	}
	limit = profile_free_memory(card, &totals);
	i->hint = package_len < PACKAGE_HINT_MAX ? package_len : PACKAGE_HINT_MAX;
	i->uicc = uicc_new(limit ? limit : 1); /* 0 would mean: no limit */
	i->loader = i->uicc ? install_loader(card, i->uicc) : NULL;
	if (i->loader)
		return i;
	install_free(i);
	return NULL;
}

void install_free(struct install *i)
{
	if (!i)
		return;
	saip_loader_free(i->loader);
	uicc_free(i->uicc);
	if (i->package)
		explicit_bzero(i->package, i->len); /* the subscriber's keys are in it */
	free(i->package);
	free(i);
}

static enum error_reason loader_reason(struct install *i)
{
	i->failed = true;
	return saip_loader_out_of_memory(i->loader) ? ERROR_REASON_INSUFFICIENT_MEMORY
	                                            : ERROR_REASON_PE_PROCESSING_ERROR;
}

/* The package's header must name the ICCID that the metadata announced. */
static bool iccid_contradicts(const struct install *i,
                              const struct store_metadata_request *metadata)
{
	struct span iccid = uicc_iccid(i->uicc);

	return iccid.ptr && !span_equal(iccid, metadata->iccid);
}

/* Keeps the next bytes of the package. A growing buffer is copied by hand: keys must be wiped. */
static enum error_reason keep(struct install *i, struct span bytes)
{
	size_t room = i->room ? i->room : i->hint;
	uint8_t *larger;

	if (bytes.len == 0)
		return 0;
	if (bytes.len > PACKAGE_MAX - i->len)
		return ERROR_REASON_INSUFFICIENT_MEMORY;
	while (room < i->len + bytes.len)
		room = 2 * room + bytes.len;
	if (room > i->room) {
		larger = malloc(room);
		if (!larger)
			return ERROR_REASON_UNKNOWN;
		if (i->package) {
			memcpy(larger, i->package, i->len);
			explicit_bzero(i->package, i->len);
		}
		free(i->package);
		i->package = larger;
		i->room = room;
	}
	memcpy(i->package + i->len, bytes.ptr, bytes.len);
	i->len += bytes.len;
	return 0;
}

enum error_reason install_feed(struct install *i, struct span bytes,
                               const struct store_metadata_request *metadata)
{
	bool going_on = saip_loader_feed(i->loader, bytes);
	enum error_reason reason = going_on ? keep(i, bytes) : 0;

	if (reason)
		return reason;
	if (iccid_contradicts(i, metadata))
		return ERROR_REASON_DATA_MISMATCH;
	return going_on ? 0 : loader_reason(i);
}

enum { MNC_THIRD_DIGIT = 5, NO_DIGIT = 0xF };

/* Digit n (0 to 5) of MCC and MNC as coded in 3GPP TS 24.008; the last is F in an MNC of two. */
static uint8_t mcc_mnc_digit(struct span mcc_mnc, unsigned n)
{
	static const struct {
		uint8_t octet, shift;
	} place[6] = { { 0, 0 }, { 0, 4 }, { 1, 0 }, { 2, 0 }, { 2, 4 }, { 1, 4 } };

	return mcc_mnc.ptr[place[n].octet] >> place[n].shift & 15;
}

/* Digit n of the IMSI in EF.IMSI: length, then the digits from the first octet's high nibble on. */
static uint8_t imsi_digit(struct span imsi, unsigned n)
{
	return imsi.ptr[1 + (n + 1) / 2] >> (n % 2 ? 0 : 4) & 15;
}

static bool imsi_of_operator(struct span imsi, struct span mcc_mnc)
{
	if (imsi.len < 5 || mcc_mnc.len != 3)
		return false;
	for (unsigned n = 0; n < 6; n++) {
		uint8_t want = mcc_mnc_digit(mcc_mnc, n);

		if (n == MNC_THIRD_DIGIT && want == NO_DIGIT)
			continue;
		if (want > 9 || want != imsi_digit(imsi, n))
			return false;
	}
	return true;
}

/* A group identifier of the owner must stand at the start of the EF. */
static bool gid_of_operator(const struct uicc *u, const uint8_t path[4], struct span gid)
{
	struct span body = uicc_body(u, (struct span){ path, 4 });

	return !gid.ptr || gid.len == 0 ||
	       (body.ptr && body.len >= gid.len && memcmp(body.ptr, gid.ptr, gid.len) == 0);
}

/* With PPRs the owner must be the operator that the profile itself shows [SGP.22 2.9.2.1]. */
static bool owner_contradicts(const struct install *i,
                              const struct store_metadata_request *metadata)
{
	static const uint8_t imsi_path[4] = { 0x7F, 0xFF, 0x6F, 0x07 };
	static const uint8_t gid1_path[4] = { 0x7F, 0xFF, 0x6F, 0x3E };
	static const uint8_t gid2_path[4] = { 0x7F, 0xFF, 0x6F, 0x3F };
	const struct operator_id *owner = metadata->profile_owner;

	if (!(metadata->profile_policy_rules.v & (PPR_1 | PPR_2)) || !owner)
		return false;
	return !imsi_of_operator(uicc_body(i->uicc, SPAN(imsi_path)), owner->mcc_mnc) ||
	       !gid_of_operator(i->uicc, gid1_path, owner->gid1) ||
	       !gid_of_operator(i->uicc, gid2_path, owner->gid2);
}

enum error_reason install_finish(struct install *i, struct softeuicc_card *card,
                                 const struct install_target *target, struct profile *ret_profile)
{
	struct profile_new p = {
		.metadata_der = target->metadata_der,
		.metadata = target->metadata,
		.dp_proprietary = target->dp_proprietary,
		.package = { i->package, i->len },
		.uicc = i->uicc,
		.credential = target->credential,
	};
	int r;

	if (!saip_loader_finish(i->loader))
		return loader_reason(i);
	if (owner_contradicts(i, target->metadata))
		return ERROR_REASON_DATA_MISMATCH;
	/* A test profile must not be able to authenticate in a real network. */
	if (target->metadata->profile_class.v == PROFILE_CLASS_TEST && !uicc_has_test_keys(i->uicc))
		return ERROR_REASON_INVALID_NAA_KEY;
	r = profile_add(card, &p, ret_profile);
	if (r == -EEXIST)
		return ERROR_REASON_ICCID_ALREADY_EXISTS;
	if (r == -ENOSPC)
		return ERROR_REASON_INSUFFICIENT_MEMORY;
	return r < 0 ? ERROR_REASON_UNKNOWN : 0;
}

struct span install_response(const struct install *i, bool aborted, struct arena *a)
{
	size_t n = 0;
	const struct saip_status *statuses = saip_loader_status(i->loader, &n);
	struct pe_status *list = arena_alloc(a, (n ? n : 1) * sizeof(*list));
	struct euicc_response response = { .profile_installation_aborted = aborted };

	if (!list)
		return (struct span){ NULL, 0 };
	for (size_t k = 0; k < n; k++) {
		list[k].status = es10_uint((uint32_t)statuses[k].code);
		if (statuses[k].identification >= 0)
			list[k].identification = es10_uint((uint32_t)statuses[k].identification);
		if (statuses[k].additional >= 0)
			list[k].additional_information = es10_uint(
			        (uint32_t)statuses[k].additional);
		if (statuses[k].offset >= 0)
			list[k].offset = es10_uint((uint32_t)statuses[k].offset);
	}
	if (n == 0) /* all elements went well: one status says so */
		list[n++].status = es10_uint(PE_OK);
	response.pe_status = (struct asn1_list){ list, n };
	return asn1_encode_arena(&euicc_response_type, SAIP_TAG_EUICC_RESPONSE, &response, a);
}

/* A status by its name, or as the ISO status word that the sink gave. */
static void print_status(char *text, size_t cap, int code)
{
	const struct asn1_name *name = pe_status_code_names;

	while (name->name && name->value != (uint32_t)code)
		name++;
	if (name->name)
		snprintf(text, cap, "%s (%d)", name->name, code);
	else
		snprintf(text, cap, "status word %04X", (unsigned int)code);
}

void install_log_failure(const struct install *i, const struct softeuicc_card *card)
{
	size_t n = 0;
	const struct saip_status *statuses = saip_loader_status(i->loader, &n);
	const struct saip_position at = saip_loader_position(i->loader);
	char which[32] = "header or end"; /* these have no number */
	char status[64];

	if (!i->failed || n == 0)
		return;
	if (statuses[n - 1].identification >= 0)
		snprintf(which, sizeof(which), "element %d", (int)statuses[n - 1].identification);
	print_status(status, sizeof(status), statuses[n - 1].code);
	card_log(card, SOFTEUICC_LOG_ERROR, "profile package, %s%s%s: %s%s%s", which,
	         at.component ? ", " : "", at.component ? at.component : "", status,
	         at.why ? ": " : "", at.why ? at.why : "");
}

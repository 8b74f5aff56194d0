/*
 * LoadBoundProfilePackage: each ErrorReason with the command at which it ends a download
 * [SGP.22 2.5.6, 5.5.1 to 5.5.5, 5.7.6].
 */
#include "fixture.h"

#include "asn1/saip_response.h"

#include <string.h>

enum { WANTED = 1 };

/* Short names for the table. */
enum {
	INIT = BPP_COMMAND_ID_INITIALISE_SECURE_CHANNEL,
	CONFIGURE = BPP_COMMAND_ID_CONFIGURE_ISDP,
	METADATA = BPP_COMMAND_ID_STORE_METADATA,
	REPLACE = BPP_COMMAND_ID_REPLACE_SESSION_KEYS,
	ELEMENTS = BPP_COMMAND_ID_LOAD_PROFILE_ELEMENTS,
};

/* The result of a download that must fail like this, without a simaResponse. */
static void expect_failure(struct fixture *f, const char *what, uint32_t command, uint32_t reason)
{
	const struct error_result *e = fixture_expect_error(f, what, command, reason);

	assert_null(e->sima_response.ptr);
}

/* The same where profile elements failed: the last PEStatus is this one, of this element (-1: none). */
static void expect_pe_failure(struct fixture *f, const char *what, uint32_t reason, uint32_t status,
                              int identification)
{
	const struct error_result *e = fixture_expect_error(f, what, ELEMENTS, reason);
	struct euicc_response response;
	const struct pe_status *last;
	struct asn1_error error;

	assert_true(asn1_decode(&euicc_response_type, SAIP_TAG_EUICC_RESPONSE, e->sima_response,
	                        &response, &f->arena, &error));
	assert_true(response.profile_installation_aborted);
	assert_true(response.pe_status.count > 0);
	last = (const struct pe_status *)response.pe_status.items + response.pe_status.count - 1;
	if (last->status.v != status || last->identification.set != (identification >= 0) ||
	    (identification >= 0 && last->identification.v != (uint32_t)identification))
		fail_msg("%s: status %u, identification %d %u", what, last->status.v,
		         last->identification.set, last->identification.v);
	assert_false(last->additional_information.set);
}

/* ---- faults in what the server sends ---- */

/*
 * What is signed for InitialiseSecureChannel: 82 01 01, 80 10 transactionId,
 * A6 len {80 01 88, 81 01 10, 84 ..}, 5F49 41 otPK. Segments: 0 ConfigureISDP, 1 StoreMetadata,
 * 2 ReplaceSessionKeys, from 3 on profile elements.
 */
static const struct fault {
	uint32_t command, reason;
	struct fixture_flip flip;
} faults[] = {
	{ INIT,
	  ERROR_REASON_UNSUPPORTED_REMOTE_OPERATION_TYPE,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 2, 0x02 } },
	{ INIT,
	  ERROR_REASON_INVALID_TRANSACTION_ID,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 5, 0x01 } },
	{ INIT,
	  ERROR_REASON_UNSUPPORTED_CRT_VALUES,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 25, 0x01 } },
	{ INIT,
	  ERROR_REASON_UNSUPPORTED_CRT_VALUES,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, 28, 0x30 } },
	{ INIT,
	  ERROR_REASON_INCORRECT_INPUT_VALUES, /* a point that is not on the curve */
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNED, 0, -1, 0x01 } },
	{ INIT,
	  ERROR_REASON_INVALID_SIGNATURE,
	  { SMDPP_POINT_SECURE_CHANNEL_SIGNATURE, 0, -1, 0x01 } },
	{ INIT,
	  ERROR_REASON_INVALID_SIGNATURE, /* the key that the signature covers */
	  { SMDPP_POINT_INITIALISE_SECURE_CHANNEL, 0, -70, 0x01 } },
	{ CONFIGURE,
	  ERROR_REASON_INCORRECT_INPUT_VALUES,
	  { SMDPP_POINT_CONFIGURE_ISDP, 0, 1, 0x01 } },
	{ METADATA,
	  ERROR_REASON_INCORRECT_INPUT_VALUES,
	  { SMDPP_POINT_STORE_METADATA, 0, 1, 0x01 } },
	{ REPLACE,
	  ERROR_REASON_INCORRECT_INPUT_VALUES,
	  { SMDPP_POINT_REPLACE_SESSION_KEYS, 0, 1, 0x01 } },
	/* Another tag than the list's. */
	{ CONFIGURE, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 0, 0, 0x01 } },
	{ METADATA, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 1, 0, 0x0E } },
	{ REPLACE, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 2, 0, 0x02 } },
	{ ELEMENTS, ERROR_REASON_SCP03T_STRUCTURE_ERROR, { SMDPP_POINT_SEGMENT, 4, 0, 0x01 } },
	/* The MAC, and what it protects. */
	{ CONFIGURE, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 0, -1, 0x01 } },
	{ METADATA, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 1, -1, 0x01 } },
	{ METADATA, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 1, 9, 0x01 } },
	{ REPLACE, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 2, -1, 0x80 } },
	{ ELEMENTS, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 3, -8, 0x01 } },
	{ ELEMENTS, ERROR_REASON_SCP03T_SECURITY_ERROR, { SMDPP_POINT_SEGMENT, 4, 20, 0x01 } },
};

static void test_faults(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(faults); i++) {
		fixture_order(f, WANTED, NULL);
		fixture_set_flip(f, &faults[i].flip);
		expect_failure(f, "fault", faults[i].command, faults[i].reason);
		fixture_expect_sane(f, 0, 1);
	}
}

/* With session keys a fault in the profile elements is found as well. */
static void test_fault_session_keys(void **state)
{
	static const struct fixture_flip mac = { SMDPP_POINT_SEGMENT, 3, -1, 0x01 };
	struct fixture *f = fixture_new(&(struct fixture_options){ .session_keys = true });

	(void)state;
	fixture_order(f, WANTED, NULL);
	fixture_set_flip(f, &mac);
	expect_failure(f, "MAC", ELEMENTS, ERROR_REASON_SCP03T_SECURITY_ERROR);
	fixture_expect_sane(f, 0, 1);
	fixture_free(f);
}

/* A segment may be 1036 octets long, as a common server makes them, and no longer. */
static void test_long_segment(void **state)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ .segment_max = 1100 });

	(void)state;
	fixture_order(f, WANTED, NULL);
	expect_failure(f, "1100 octets", ELEMENTS, ERROR_REASON_SCP03T_STRUCTURE_ERROR);
	fixture_expect_sane(f, 0, 1);
	fixture_free(f);
}

/* ---- a package that the server changes before it protects it ---- */

/* Octets of the Unprotected Profile Package and what stands in their place; hex. */
struct edit {
	struct fixture *f;
	const char *find, *put;
};

static void edit_package(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct edit *e = ctx;
	const struct span find = fixture_hex(e->f, e->find), put = fixture_hex(e->f, e->put);
	BUFFER_AUTO tail = { 0 };
	uint8_t *at;

	(void)index;
	if (point != SMDPP_POINT_UNPROTECTED_PROFILE_PACKAGE)
		return;
	at = memmem(object->ptr, object->len, find.ptr, find.len);
	if (!at)
		fail_msg("%s: nothing to change", e->find);
	assert_int_equal(buffer_set(&tail, (struct span){ at + find.len,
	                                                  (size_t)(object->ptr + object->len - at) -
	                                                          find.len }),
	                 0);
	object->len = (size_t)(at - object->ptr);
	assert_int_equal(buffer_append(object, put), 0);
	assert_int_equal(buffer_append(object, buffer_span(&tail)), 0);
}

/* In the sample: A3 {83 EF.IMSI}, and the element of optional files up to EF.LI. */
#define IMSI       "A30B8309089999070000000010"
#define IMSI_SHORT "A30BA103800104830408999907" /* the same in a file of 4 octets */
#define IMSI_NONE  "A30B8309FFFFFFFFFFFFFFFFFF"
#define EF_LI      "A0058000810105810667810F010205A2048302656E"
#define GIDS       "A5058303AB00FFA6058303CD00FF" /* EF.GID1 AB00FF, EF.GID2 CD00FF */

/* ---- metadata and profile that contradict the card or each other ---- */

/* Owner 99F907 is the sample's own network, 999-70; command 0: it installs [SGP.22 2.9.2.1]. */
static const struct metadata_row {
	const char *what;
	uint32_t command, reason;
	uint8_t other_iccid;
	int class; /* 0: operational, so test is TEST_CLASS */
	uint32_t pprs;
	const char *owner, *gid1, *gid2;
	int icon_type; /* 0: none, else one more than the type */
	const char *icon;
	struct edit edit;
} metadata_rows[] = {
#define TEST_CLASS (-1)
#define MISMATCH   ELEMENTS, ERROR_REASON_DATA_MISMATCH
	{ "unknown class", METADATA, ERROR_REASON_UNSUPPORTED_PROFILE_CLASS, .class = 3 },
	{ "test profile with other keys", ELEMENTS, ERROR_REASON_INVALID_NAA_KEY,
	  .class = TEST_CLASS },
	{ "icon without a type", METADATA, ERROR_REASON_INCORRECT_INPUT_VALUES,
	  .icon = "89504E47" },
	{ "icon of no known type", METADATA, ERROR_REASON_INCORRECT_INPUT_VALUES,
	  .icon = "89504E47", .icon_type = 1 + 7 },
	{ "icon", .icon = "89504E47", .icon_type = 1 + ICON_TYPE_PNG },
	/* The type alone says nothing, and does no harm [SGP.22 5.5.3]. */
	{ "type without an icon", .icon_type = 1 + ICON_TYPE_JPG },
	{ "another ICCID", MISMATCH, .other_iccid = WANTED + 1 },
	{ "own network", .pprs = PPR_1, .owner = "99F907" },
	{ "another network", MISMATCH, .pprs = PPR_1, .owner = "99F908" },
	{ "another network, PPR2", MISMATCH, .pprs = PPR_2, .owner = "99F908" },
	{ "another country", MISMATCH, .pprs = PPR_1, .owner = "98F907" },
	{ "three digits of MNC", MISMATCH, .pprs = PPR_1, .owner = "999907" },
	{ "the third is right", .pprs = PPR_1, .owner = "990907" },
	/* Without PPRs nobody looks. */
	{ "another network, no PPR", .owner = "99F908" },
	{ "another network, update control", .pprs = PPR_UPDATE_CONTROL, .owner = "99F908" },
	/* F stands for the third digit of an MNC of two, and for nothing else [TS 24.008]. */
	{ "no digits", MISMATCH, .pprs = PPR_1, .owner = "FFFFFF" },
	{ "no MCC", MISMATCH, .pprs = PPR_2, .owner = "FFF907" },
	{ "no MNC", MISMATCH, .pprs = PPR_1, .owner = "99F9FF" },
	{ "E is for the table only", MISMATCH, .pprs = PPR_1, .owner = "EEEEEE" },
	{ "E as third digit", MISMATCH, .pprs = PPR_1, .owner = "99E907" },
	{ "a GID1 that the profile lacks", MISMATCH, .pprs = PPR_1, .owner = "99F907",
	  .gid1 = "AB" },
	{ "a GID2 that the profile lacks", MISMATCH, .pprs = PPR_1, .owner = "99F907",
	  .gid2 = "CD" },
	{ "empty GIDs", .pprs = PPR_1, .owner = "99F907", .gid1 = "", .gid2 = "" },
	{ "GIDs", .pprs = PPR_1, .owner = "99F907", .gid1 = "AB00", .gid2 = "CD",
	  .edit = { NULL, "B431" EF_LI, "B43F" EF_LI GIDS } },
	{ "another GID1", MISMATCH, .pprs = PPR_1, .owner = "99F907", .gid1 = "AB01", .gid2 = "CD",
	  .edit = { NULL, "B431" EF_LI, "B43F" EF_LI GIDS } },
	{ "another GID2", MISMATCH, .pprs = PPR_1, .owner = "99F907", .gid1 = "AB", .gid2 = "CE",
	  .edit = { NULL, "B431" EF_LI, "B43F" EF_LI GIDS } },
	{ "a GID1 longer than the file", MISMATCH, .pprs = PPR_1, .owner = "99F907",
	  .gid1 = "AB00FFFFFFFFFFFFFF", .edit = { NULL, "B431" EF_LI, "B43F" EF_LI GIDS } },
	{ "EF.IMSI too short", MISMATCH, .pprs = PPR_1, .owner = "99F907",
	  .edit = { NULL, IMSI, IMSI_SHORT } },
	{ "EF.IMSI without digits", MISMATCH, .pprs = PPR_1, .owner = "FFFFFF",
	  .edit = { NULL, IMSI, IMSI_NONE } },
	{ "EF.IMSI too short, no PPR", .owner = "99F907", .edit = { NULL, IMSI, IMSI_SHORT } },
#undef MISMATCH
};

static struct store_metadata_request *row_metadata(struct fixture *f,
                                                   const struct metadata_row *row)
{
	const uint8_t number = row->other_iccid ? row->other_iccid : WANTED;
	struct store_metadata_request *m = fixture_metadata(f, number, PROFILE_CLASS_OPERATIONAL,
	                                                    row->pprs);

	if (row->class)
		m->profile_class.v = row->class == TEST_CLASS ? PROFILE_CLASS_TEST
		                                              : (uint32_t)row->class;
	if (row->owner)
		m->profile_owner->mcc_mnc = fixture_hex(f, row->owner);
	if (row->gid1)
		m->profile_owner->gid1 = fixture_hex(f, row->gid1);
	if (row->gid2)
		m->profile_owner->gid2 = fixture_hex(f, row->gid2);
	if (row->icon_type)
		m->icon_type = (struct asn1_uint){ true, (uint32_t)row->icon_type - 1 };
	if (row->icon)
		m->icon = fixture_hex(f, row->icon);
	return m;
}

static void expect_installed(struct fixture *f, const char *what)
{
	struct lpa_download_result result = fixture_download(f);

	if (result.end != LPA_DOWNLOAD_INSTALLATION_RESULT ||
	    result.final_result->which != FINAL_RESULT_SUCCESS_RESULT)
		fail_msg("%s: refused (%s)", what, f->last_log);
}

static void test_metadata(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(metadata_rows); i++) {
		const struct metadata_row *row = &metadata_rows[i];
		struct edit edit = { f, row->edit.find, row->edit.put };
		const size_t used = f->arena.used;

		fixture_order(f, WANTED, row_metadata(f, row));
		if (edit.find)
			smdpp_set_tamper(f->server, &(struct smdpp_tamper){ edit_package, &edit });
		if (row->command) {
			expect_failure(f, row->what, row->command, row->reason);
			fixture_expect_sane(f, 0, 1);
		} else {
			expect_installed(f, row->what);
			/* PPR2 would forbid to delete it: eUICCMemoryReset does not ask. */
			fixture_expect_es10(f, "BF340482020780", "BF3403800100");
			fixture_deliver(f);
		}
		f->arena.used = used;
	}
}

/* The same ICCID again. */
static void test_twice(void **state)
{
	struct fixture *f = *state;

	fixture_download_ok(f, WANTED);
	fixture_order(f, WANTED, NULL);
	expect_failure(f, "twice", METADATA, ERROR_REASON_ICCID_ALREADY_EXISTS);
	fixture_expect_sane(f, 1, 1);
}

/* What the persona does not allow [SGP.22 2.9.2.1]. */
static void test_capabilities(void **state)
{
	static const struct {
		const char *persona;
		enum profile_class class;
		uint32_t pprs, reason;
	} cases[] = {
		{ "{\"rspCapability\": []}", PROFILE_CLASS_TEST, 0,
		  ERROR_REASON_UNSUPPORTED_PROFILE_CLASS },
		{ "{\"forbiddenProfilePolicyRules\": [\"ppr2\"]}", PROFILE_CLASS_OPERATIONAL, PPR_2,
		  ERROR_REASON_PPR_NOT_ALLOWED },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		struct fixture *f = fixture_new(
		        &(struct fixture_options){ .persona_json = cases[i].persona });

		fixture_order(f, WANTED,
		              fixture_metadata(f, WANTED, cases[i].class, cases[i].pprs));
		expect_failure(f, cases[i].persona, METADATA, cases[i].reason);
		fixture_expect_sane(f, 0, 1);
		fixture_free(f);
	}
}

/*
 * The Rules Authorisation Table: one row for PPR1, with these operators; the owner is 999-70 with
 * these group ids, and its profile has GIDs AB00FF and CD00FF [SGP.22 2.9.2.1, 5.7.22].
 */
static void test_rules(void **state)
{
	static const struct {
		const char *operators;
		uint32_t ppr;
		const char *gid1, *gid2;
		bool allowed;
	} rows[] = {
		{ "{\"mccMnc\": \"99F907\"}", PPR_1, NULL, NULL, true },
		{ "{\"mccMnc\": \"99F907\"}", PPR_2, NULL, NULL, false },
		/* Nibble E is any digit. */
		{ "{\"mccMnc\": \"EEEEEE\"}", PPR_1, NULL, NULL, true },
		{ "{\"mccMnc\": \"99FEE7\"}", PPR_1, NULL, NULL, true },
		{ "{\"mccMnc\": \"99F908\"}", PPR_1, NULL, NULL, false },
		{ "{\"mccMnc\": \"98F907\"}", PPR_1, NULL, NULL, false },
		{ "{\"mccMnc\": \"E9F9E8\"}", PPR_1, NULL, NULL, false },
		/* The second of two. */
		{ "{\"mccMnc\": \"99F908\"}, {\"mccMnc\": \"99F907\"}", PPR_1, NULL, NULL, true },
		/* A group id is that one, empty: any, absent: none. */
		{ "{\"mccMnc\": \"99F907\", \"gid1\": \"AB\"}", PPR_1, "AB", NULL, true },
		{ "{\"mccMnc\": \"99F907\", \"gid1\": \"AB\"}", PPR_1, NULL, NULL, false },
		{ "{\"mccMnc\": \"99F907\", \"gid1\": \"AB\"}", PPR_1, "AB00", NULL, false },
		{ "{\"mccMnc\": \"99F907\", \"gid1\": \"\"}", PPR_1, "AB", NULL, true },
		{ "{\"mccMnc\": \"99F907\", \"gid1\": \"\"}", PPR_1, NULL, NULL, true },
		{ "{\"mccMnc\": \"99F907\"}", PPR_1, "AB", NULL, false },
		{ "{\"mccMnc\": \"99F907\", \"gid2\": \"CD\"}", PPR_1, NULL, "CD", true },
		{ "{\"mccMnc\": \"99F907\", \"gid2\": \"CD\"}", PPR_1, NULL, NULL, false },
		{ "{\"mccMnc\": \"99F907\", \"gid2\": \"CD\"}", PPR_1, NULL, "CD00", false },
		{ "{\"mccMnc\": \"99F907\", \"gid2\": \"\"}", PPR_1, NULL, "CD", true },
		{ "{\"mccMnc\": \"99F907\"}", PPR_1, NULL, "CD", false },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++) {
		struct edit gids = { NULL, "B431" EF_LI, "B43F" EF_LI GIDS };
		struct store_metadata_request *m;
		struct fixture *f;
		char persona[256];

		snprintf(persona, sizeof(persona),
		         "{\"rulesAuthorisationTable\": [{\"pprIds\": [\"ppr1\"],"
		         " \"allowedOperators\": [%s]}]}",
		         rows[i].operators);
		f = gids.f = fixture_new(&(struct fixture_options){ .persona_json = persona });
		m = fixture_metadata(f, WANTED, PROFILE_CLASS_OPERATIONAL, rows[i].ppr);
		if (rows[i].gid1)
			m->profile_owner->gid1 = fixture_hex(f, rows[i].gid1);
		if (rows[i].gid2)
			m->profile_owner->gid2 = fixture_hex(f, rows[i].gid2);
		fixture_order(f, WANTED, m);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ edit_package, &gids });
		if (rows[i].allowed) {
			expect_installed(f, rows[i].operators);
		} else {
			expect_failure(f, rows[i].operators, METADATA,
			               ERROR_REASON_PPR_NOT_ALLOWED);
			fixture_expect_sane(f, 0, 1);
		}
		fixture_free(f);
	}
}

/* ---- broken profile elements ---- */

struct cut {
	size_t drop; /* octets taken off the end */
	size_t flip; /* offset of an octet to change, 0: none */
	uint8_t mask;
	uint32_t status;
	int identification; /* of the element that it says, -1: none */
};

static void cut_package(void *ctx, enum smdpp_point point, size_t index, struct buffer *object)
{
	const struct cut *c = ctx;

	(void)index;
	if (point != SMDPP_POINT_UNPROTECTED_PROFILE_PACKAGE)
		return;
	object->len -= c->drop;
	if (c->flip)
		object->ptr[c->flip] ^= c->mask;
}

/* The header has no identification, and where an element should begin there is none either. */
static void test_broken_elements(void **state)
{
	static const struct cut cuts[] = {
		{ .drop = 1, .status = PE_INVALID_REQUEST_FORMAT, .identification = -1 },
		/* the end element is missing */
		{ .drop = 9, .status = PE_INVALID_REQUEST_FORMAT, .identification = -1 },
		/* A0 len, 80 01 02: the header's major version becomes 66 */
		{ .flip = 4,
		  .mask = 0x40,
		  .status = PE_UNSUPPORTED_PROFILE_VERSION,
		  .identification = -1 },
		/* its tag */
		{ .flip = 2,
		  .mask = 0x3F,
		  .status = PE_INVALID_REQUEST_FORMAT,
		  .identification = -1 },
	};
	static const struct {
		const char *find, *put;
		uint32_t status;
		int identification;
	} edits[] = {
		/* usim NULL and milenage NULL among the services that the header demands. */
		{ "A50481008400", "A50481008B00", PE_FEATURE_NOT_SUPPORTED, -1 },
		/* A template that nobody knows: MF, USIM. */
		{ "810101810667810F010201", "810101810667810F01027F", PE_TEMPLATE_NOT_SUPPORTED,
		  1 },
		{ "810104810667810F010204", "810104810667810F01027F", PE_TEMPLATE_NOT_SUPPORTED,
		  4 },
		/* The algorithm of akaParameter, 7th: 1 is Milenage. */
		{ "810107A1", "810107A0", PE_INVALID_REQUEST_FORMAT, 7 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(cuts); i++) {
		fixture_order(f, WANTED, NULL);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ cut_package,
		                                                    (void *)(uintptr_t)&cuts[i] });
		expect_pe_failure(f, "cut", ERROR_REASON_PE_PROCESSING_ERROR, cuts[i].status,
		                  cuts[i].identification);
		fixture_expect_sane(f, 0, 1);
	}
	for (size_t i = 0; i < A_COUNT(edits); i++) {
		struct edit edit = { f, edits[i].find, edits[i].put };

		fixture_order(f, WANTED, NULL);
		smdpp_set_tamper(f->server, &(struct smdpp_tamper){ edit_package, &edit });
		expect_pe_failure(f, edits[i].put, ERROR_REASON_PE_PROCESSING_ERROR,
		                  edits[i].status, edits[i].identification);
		fixture_expect_sane(f, 0, 1);
	}
}

/* Cards that can never take the profile: there is no next download for them. */
static void test_small_cards(void **state)
{
	static const struct {
		const char *persona;
		uint32_t reason, status;
		int identification;
	} cases[] = {
		{ "{\"nonVolatileMemory\": 1000}", ERROR_REASON_INSUFFICIENT_MEMORY,
		  PE_NOT_ENOUGH_MEMORY, 4 },
		{ "{\"nonVolatileMemory\": 0}", ERROR_REASON_INSUFFICIENT_MEMORY,
		  PE_NOT_ENOUGH_MEMORY, 1 },
		{ "{\"uiccCapability\": []}", ERROR_REASON_PE_PROCESSING_ERROR,
		  PE_FEATURE_NOT_SUPPORTED, -1 },
	};

	(void)state;
	for (size_t i = 0; i < A_COUNT(cases); i++) {
		struct fixture *f = fixture_new(
		        &(struct fixture_options){ .persona_json = cases[i].persona });

		fixture_order(f, WANTED, NULL);
		expect_pe_failure(f, cases[i].persona, cases[i].reason, cases[i].status,
		                  cases[i].identification);
		fixture_expect_sane(f, 0, 1);
		fixture_free(f);
	}
}

/* ---- the first piece, made by hand ---- */

/* Sends another first piece than the LPA would, which must end the download. */
static void replace_piece(struct fixture *f, const uint8_t *capdu, size_t len)
{
	const char *piece = f->hook_ctx;
	struct profile_installation_result_data data;
	struct span answer;
	uint16_t sw;

	if (len < 7 || capdu[1] != 0xE2 || capdu[3] != 0 || capdu[5] != 0xBF || capdu[6] != 0x36)
		return;
	f->before_command = NULL;
	assert_int_equal(lpa_es10(&f->lpa, fixture_hex(f, piece), &f->arena, &answer, &sw), 0);
	assert_int_equal(sw, 0x9000);
	data = fixture_pir(f, answer);
	fixture_error_of(piece, &data, INIT, ERROR_REASON_SCP03T_STRUCTURE_ERROR);
}

/* The first piece is no package, or its header is wrong: scp03tStructureError at once. */
static void test_first_piece(void **state)
{
	static const char *const pieces[] = {
		"8601FF",       /* a segment */
		"A000",         /* a list */
		"BF2300",       /* InitialiseSecureChannel without its package */
		"BF3603800100", /* not InitialiseSecureChannel */
		"BF3602BF2300", /* one that is longer than the package */
		"BF3600",       /* a package of nothing */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < A_COUNT(pieces); i++) {
		fixture_order(f, WANTED, NULL);
		f->before_command = replace_piece;
		f->hook_ctx = (void *)(uintptr_t)pieces[i];
		fixture_expect_stop(f, pieces[i], 0x6985);
		fixture_expect_sane(f, 0, 1);
	}
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_faults),
		cmocka_unit_test(test_fault_session_keys),
		cmocka_unit_test(test_long_segment),
		TEST(test_metadata),
		TEST(test_twice),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_rules),
		TEST(test_broken_elements),
		cmocka_unit_test(test_small_cards),
		TEST(test_first_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

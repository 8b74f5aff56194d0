/*
 * softeuicc lpa: a demonstration LPA for a card in a PC/SC reader, over the peers library.
 */
#include "cli/lpa.h"

#include "cli/names.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_SIZE = 4 << 20, EID_LEN = 16 };

static const struct cli_option LPA_OPTIONS[] = {
	{ "reader", "NAME", "part of the reader's name (default: the first with a card)",
	  CLI_STRING, offsetof(struct lpa_values, reader) },
	{ "pki", "DIR", "download: the SM-DP+'s certificates and keys, or its CI", CLI_STRING,
	  offsetof(struct lpa_values, reach.pki) },
	REACH_OPTION_TLS_CA(struct lpa_values),
	{ "insecure", NULL, "download: take any TLS certificate", CLI_FLAG,
	  offsetof(struct lpa_values, reach.insecure) },
	REACH_OPTION_STATE(struct lpa_values),
	{ "confirmation-code", "CODE", "download: ask for this code, and give it", CLI_STRING,
	  offsetof(struct lpa_values, confirmation_code) },
	CLI_OPTION_JSON(struct lpa_values),
	{ 0 },
};

/* ---- helpers ---- */

void lpa_iccid_text(struct span iccid, char *ret_text)
{
	if (iccid.ptr == NULL || !uicc_digits(iccid, ret_text, LPA_ICCID_TEXT))
		ret_text[0] = '\0';
}

static bool parse_iccid(const char *text, uint8_t *ret_iccid)
{
	return lpa_parse_iccid((struct span){ (const uint8_t *)text, strlen(text) }, ret_iccid);
}

enum cli_exit lpa_fail(const struct lpa_session *session, const char *what, int r)
{
	char meaning[96];

	if (r != -EREMOTEIO)
		return cli_fail("%s: %s", what, strerror(-r));
	names_status(session->lpa.sw, meaning, sizeof(meaning));
	return cli_fail("%s: the card answers %04X (%s)", what, session->lpa.sw, meaning);
}

/* ret_text holds EID_LEN octets as digits. */
static void eid_text(const uint8_t *eid, char *ret_text)
{
	for (size_t i = 0; i < EID_LEN; i++)
		snprintf(ret_text + 2 * i, 3, "%02X", eid[i]);
}

const char *lpa_name_of(const struct asn1_name *names, uint32_t value)
{
	for (; names->name != NULL; names++)
		if (names->value == value)
			return names->name;
	return "?";
}

/* The event of a notification: the one bit that is set, by its number's name. */
static const char *event_name(uint32_t event)
{
	uint32_t bit = 0;

	while (event > 1) {
		event >>= 1;
		bit++;
	}
	return lpa_name_of(notification_event_names, bit);
}

static json_t *json_text(struct span text)
{
	json_t *json = json_stringn((const char *)text.ptr, text.ptr != NULL ? text.len : 0);

	return json != NULL ? json : json_null();
}

static void dump_json(json_t *json)
{
	if (json_dumpf(json, stdout, JSON_INDENT(2)) == 0)
		putchar('\n');
	json_decref(json);
}

static enum cli_exit fail_access(void)
{
	return cli_fail("pcscd refuses access to this user: ask polkit for"
	                " org.debian.pcsc-lite.access_pcsc, or be root");
}

/* ---- verbs ---- */

static void print_reader(void *ctx, const char *name, bool present)
{
	(void)ctx;
	printf("%s%s\n", name, present ? " (card inserted)" : "");
}

static void add_reader(void *ctx, const char *name, bool present)
{
	json_array_append_new(ctx, json_pack("{s:s, s:b}", "reader", name, "card", (int)present));
}

static enum cli_exit verb_readers(struct lpa_session *session, const char *unused)
{
	json_t *json = session->values->json ? json_array() : NULL;
	int n = pcsc_list_readers(json != NULL ? add_reader : print_reader, json);

	(void)unused;
	if (n < 0) {
		json_decref(json);
		return n == -EACCES ? fail_access()
		                    : cli_fail("no PC/SC service: is pcscd running?");
	}
	if (json != NULL)
		dump_json(json);
	return n > 0 ? CLI_OK : cli_fail("pcscd has no reader: is vsmartcard-vpcd installed?");
}

static enum cli_exit verb_info(struct lpa_session *session, const char *unused)
{
	char text[2 * EID_LEN + 1];
	struct euicc_info2 info;
	struct span eid;
	int r = lpa_get_eid(&session->lpa, &session->arena, &eid);

	(void)unused;
	if (r < 0)
		return lpa_fail(session, "GetEID", r);
	if (eid.len != EID_LEN)
		return cli_fail("GetEID: the card answers with %zu bytes", eid.len);
	eid_text(eid.ptr, text);
	r = lpa_get_euicc_info2(&session->lpa, &session->arena, &info);
	if (r < 0)
		return lpa_fail(session, "GetEuiccInfo2", r);
	if (session->values->json) {
		printf("{\"eid\":\"%s\",\"euiccInfo2\":", text);
		asn1_print_json(&euicc_info2_type, &info, stdout);
		printf("}\n");
	} else {
		printf("Reader: %s\nEID: %s\n", pcsc_reader(session->pcsc), text);
		asn1_print(&euicc_info2_type, &info, 0, stdout);
	}
	return CLI_OK;
}

static void print_profile(const struct profile_info *p)
{
	char iccid[LPA_ICCID_TEXT];

	lpa_iccid_text(p->iccid, iccid);
	printf("%-20s  %-8s  %-12s  %.*s, %.*s\n", iccid,
	       lpa_name_of(profile_state_names, p->profile_state.v),
	       lpa_name_of(profile_class_names, p->profile_class.v),
	       (int)p->service_provider_name.len, (const char *)p->service_provider_name.ptr,
	       (int)p->profile_name.len, (const char *)p->profile_name.ptr);
}

static json_t *json_profile(const struct profile_info *p)
{
	char iccid[LPA_ICCID_TEXT];

	lpa_iccid_text(p->iccid, iccid);
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "iccid", iccid, "state",
	                 lpa_name_of(profile_state_names, p->profile_state.v), "class",
	                 lpa_name_of(profile_class_names, p->profile_class.v),
	                 "serviceProviderName", json_text(p->service_provider_name), "profileName",
	                 json_text(p->profile_name), "nickname", json_text(p->profile_nickname));
}

static enum cli_exit verb_list(struct lpa_session *session, const char *unused)
{
	const struct asn1_list *list;
	struct profile_info_list_response response;
	const struct profile_info *profiles;
	int r = lpa_get_profiles_info(&session->lpa, (struct span){ 0 }, &session->arena,
	                              &response);

	(void)unused;
	if (r < 0)
		return lpa_fail(session, "GetProfilesInfo", r);
	if (response.which != PROFILE_INFO_LIST_RESPONSE_PROFILE_INFO_LIST_OK)
		return cli_fail("GetProfilesInfo: the card answers with error %u",
		                response.profile_info_list_error.v);
	list = &response.profile_info_list_ok;
	profiles = list->items;
	if (session->values->json) {
		json_t *json = json_array();

		for (size_t i = 0; i < list->count; i++)
			json_array_append_new(json, json_profile(&profiles[i]));
		dump_json(json);
	} else {
		for (size_t i = 0; i < list->count; i++)
			print_profile(&profiles[i]);
	}
	return CLI_OK;
}

static json_t *json_notification(const struct notification_metadata *n)
{
	char iccid[LPA_ICCID_TEXT];

	lpa_iccid_text(n->iccid, iccid);
	return json_pack("{s:i, s:s, s:s, s:o}", "seqNumber", (int)n->seq_number.v, "operation",
	                 event_name(n->profile_management_operation.v), "iccid", iccid, "address",
	                 json_text(n->notification_address));
}

static void print_notification(const struct notification_metadata *n)
{
	char iccid[LPA_ICCID_TEXT];

	lpa_iccid_text(n->iccid, iccid);
	printf("%4u  %-19s  %-20s  %.*s\n", n->seq_number.v,
	       event_name(n->profile_management_operation.v), iccid,
	       (int)n->notification_address.len, (const char *)n->notification_address.ptr);
}

static enum cli_exit verb_notifications(struct lpa_session *session, const char *unused)
{
	const struct notification_metadata *items;
	struct list_notification_response response;
	int r = lpa_list_notification(&session->lpa, 0, &session->arena, &response);
	size_t count;

	(void)unused;
	if (r < 0)
		return lpa_fail(session, "ListNotification", r);
	if (response.which != LIST_NOTIFICATION_RESPONSE_NOTIFICATION_METADATA_LIST)
		return cli_fail("ListNotification: the card answers with error %u",
		                response.list_notifications_result_error.v);
	items = response.notification_metadata_list.items;
	count = response.notification_metadata_list.count;
	if (session->values->json) {
		json_t *json = json_array();

		for (size_t i = 0; i < count; i++)
			json_array_append_new(json, json_notification(&items[i]));
		dump_json(json);
	} else {
		for (size_t i = 0; i < count; i++)
			print_notification(&items[i]);
	}
	return CLI_OK;
}

/* Enable, disable, delete: a result code, 0 for done. */
static enum cli_exit finish_result(struct lpa_session *session, const char *what, int r,
                                   const struct asn1_name *names, uint32_t result)
{
	if (r < 0)
		return lpa_fail(session, what, r);
	if (result != 0)
		return cli_fail("%s: the card answers %s (%u)", what, lpa_name_of(names, result),
		                result);
	return CLI_OK;
}

static enum cli_exit verb_enable(struct lpa_session *session, const char *iccid)
{
	uint8_t octets[LPA_ICCID_LEN];
	uint32_t result = 0;
	int r;

	if (!parse_iccid(iccid, octets))
		return cli_usage("an ICCID has 18 to 20 digits");
	r = lpa_enable_profile(&session->lpa, SPAN(octets), false, &session->arena, &result);
	return finish_result(session, "EnableProfile", r, enable_result_names, result);
}

static enum cli_exit verb_disable(struct lpa_session *session, const char *iccid)
{
	uint8_t octets[LPA_ICCID_LEN];
	uint32_t result = 0;
	int r;

	if (!parse_iccid(iccid, octets))
		return cli_usage("an ICCID has 18 to 20 digits");
	r = lpa_disable_profile(&session->lpa, SPAN(octets), false, &session->arena, &result);
	return finish_result(session, "DisableProfile", r, disable_result_names, result);
}

static enum cli_exit verb_delete(struct lpa_session *session, const char *iccid)
{
	uint8_t octets[LPA_ICCID_LEN];
	uint32_t result = 0;
	int r;

	if (!parse_iccid(iccid, octets))
		return cli_usage("an ICCID has 18 to 20 digits");
	r = lpa_delete_profile(&session->lpa, SPAN(octets), &session->arena, &result);
	return finish_result(session, "DeleteProfile", r, delete_result_names, result);
}

/* ---- the table of verbs ---- */

enum needs { NEEDS_NOTHING, NEEDS_CARD, NEEDS_ISDR };

struct verb {
	const char *name;
	enum needs needs;
	bool wants_argument;
	enum cli_exit (*run)(struct lpa_session *session, const char *argument);
};

static const struct verb VERBS[] = {
	{ "readers", NEEDS_NOTHING, false, verb_readers },
	{ "info", NEEDS_ISDR, false, verb_info },
	{ "list", NEEDS_ISDR, false, verb_list },
	{ "download", NEEDS_ISDR, true, lpa_verb_download },
	{ "enable", NEEDS_ISDR, true, verb_enable },
	{ "disable", NEEDS_ISDR, true, verb_disable },
	{ "delete", NEEDS_ISDR, true, verb_delete },
	{ "notifications", NEEDS_ISDR, false, verb_notifications },
	{ "imsi", NEEDS_CARD, false, lpa_verb_imsi },
};

static enum cli_exit connect(struct lpa_session *session)
{
	const char *reader = session->values->reader;
	int r = pcsc_open(reader, &session->pcsc);

	switch (r) {
	case 0:
		return CLI_OK;
	case -ENODEV:
		return cli_fail("no reader%s%s: is pcscd running, with vsmartcard-vpcd?",
		                reader != NULL ? " " : "", reader != NULL ? reader : "");
	case -EACCES:
		return fail_access();
	case -ENOMEDIUM:
		return cli_fail("no card in the reader: is `softeuicc run` running?");
	case -EPROTONOSUPPORT:
		return cli_fail("the card does not offer T=0");
	default:
		return cli_fail("cannot connect to the card: %s", strerror(-r));
	}
}

static enum cli_exit run_verb(struct lpa_session *session, const struct verb *verb,
                              const char *argument)
{
	enum cli_exit result = CLI_OK;
	int r;

	if (verb->needs >= NEEDS_CARD)
		result = connect(session);
	if (result != CLI_OK || verb->needs < NEEDS_ISDR)
		return result != CLI_OK ? result : verb->run(session, argument);
	r = lpa_open(&session->lpa, pcsc_transport(session->pcsc), NULL);
	if (r < 0)
		return lpa_fail(session, "select the ISD-R", r);
	result = verb->run(session, argument);
	lpa_close(&session->lpa);
	return result;
}

static enum cli_exit run_lpa(const void *values, int argc, char *const *argv)
{
	struct lpa_session session = { .values = values };
	const struct verb *verb = NULL;
	enum cli_exit result;

	for (size_t i = 0; i < sizeof(VERBS) / sizeof(VERBS[0]); i++)
		if (strcmp(VERBS[i].name, argv[0]) == 0)
			verb = &VERBS[i];
	if (verb == NULL)
		return cli_usage("lpa cannot \"%s\"", argv[0]);
	if ((argc > 1) != verb->wants_argument)
		return cli_usage("lpa %s wants %s argument", verb->name,
		                 verb->wants_argument ? "one" : "no");
	session.arena = (struct arena){ .buf = malloc(ARENA_SIZE), .cap = ARENA_SIZE };
	if (session.arena.buf == NULL)
		return cli_fail("out of memory");
	result = run_verb(&session, verb, argv[1]);
	pcsc_close(session.pcsc);
	free(session.arena.buf);
	return result;
}

const struct cli_command CLI_LPA = {
	.name = "lpa",
	.args = "VERB [ARGUMENT]",
	.summary = "Use a card in a PC/SC reader as a telephone's LPA does",
	.details = "  readers         list the PC/SC readers\n"
	           "  info            read EID and EUICCInfo2\n"
	           "  list            list the profiles\n"
	           "  download CODE   download what an activation code stands for from its SM-DP+, "
	           "whose\n"
	           "                  TLS certificate must lead to --tls-ca, --pki, or the store's "
	           "CI\n"
	           "  download FILE   download a profile package (DER) through an SM-DP+ in this "
	           "process,\n"
	           "                  with certificates from --pki\n"
	           "  enable ICCID    enable a profile; disable ICCID and delete ICCID likewise\n"
	           "  notifications   list the pending notifications\n"
	           "  imsi            read the IMSI from the enabled profile's USIM\n",
	.min_args = 1,
	.max_args = 2,
	.options = LPA_OPTIONS,
	.values_size = sizeof(struct lpa_values),
	.run = run_lpa,
};

/*
 * softeuicc lpa download: a whole profile download, from an SM-DP+ in the network or from one in
 * this process. [SGP.22 3.1.3]
 */
#include "cli/lpa.h"
#include "cli/serve.h"

#include "peers/activation_code.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* ---- how it ended ---- */

bool lpa_download_succeeded(const struct lpa_download_result *result)
{
	return result->end == LPA_DOWNLOAD_INSTALLATION_RESULT &&
	       result->final_result->which == FINAL_RESULT_SUCCESS_RESULT;
}

void lpa_failure_text(const struct lpa_download_result *result, const char *error,
                      char ret_text[LPA_FAILURE_TEXT])
{
	const struct error_result *refusal;

	switch (result->end) {
	case LPA_DOWNLOAD_INSTALLATION_RESULT:
		refusal = result->final_result->error_result;
		snprintf(ret_text, LPA_FAILURE_TEXT,
		         "the card did not install the profile: %s in %s",
		         lpa_name_of(error_reason_names, refusal->error_reason.v),
		         lpa_name_of(bpp_command_id_names, refusal->bpp_command_id.v));
		break;
	case LPA_DOWNLOAD_SERVER_REFUSED:
		snprintf(ret_text, LPA_FAILURE_TEXT, "the SM-DP+ refused: %s (%s, %s)",
		         result->status.message, result->status.subject, result->status.reason);
		break;
	case LPA_DOWNLOAD_SERVER_FAILED:
		if (*error != '\0')
			snprintf(ret_text, LPA_FAILURE_TEXT, "cannot reach the SM-DP+: %s", error);
		else
			snprintf(ret_text, LPA_FAILURE_TEXT,
			         "the SM-DP+ does not answer as it should: %s",
			         strerror(-result->error));
		break;
	case LPA_DOWNLOAD_CARD_REFUSED:
		snprintf(ret_text, LPA_FAILURE_TEXT, "the card refused the SM-DP+: error %u",
		         result->error_code);
		break;
	case LPA_DOWNLOAD_LPA_REFUSED:
		snprintf(ret_text, LPA_FAILURE_TEXT, "%s", result->why);
		break;
	case LPA_DOWNLOAD_NO_RESULT:
		snprintf(ret_text, LPA_FAILURE_TEXT,
		         "the card took the package but gave no result");
		break;
	}
}

/* advice: what may be wrong where the card refuses the server; error: of the connection, or "". */
static enum cli_exit tell_end(const struct lpa_download_result *result, const char *advice,
                              const char *error)
{
	char text[LPA_FAILURE_TEXT];

	if (lpa_download_succeeded(result))
		return CLI_OK;
	if (result->end == LPA_DOWNLOAD_INSTALLATION_RESULT)
		advice = "the log of `softeuicc run` says more";
	else if (result->end != LPA_DOWNLOAD_CARD_REFUSED)
		advice = NULL;
	lpa_failure_text(result, error, text);
	return cli_fail("%s%s%s", text, advice != NULL ? "; " : "", advice != NULL ? advice : "");
}

static enum cli_exit tell_iccid(const struct lpa_session *session, struct span octets)
{
	char iccid[LPA_ICCID_TEXT];

	lpa_iccid_text(octets, iccid);
	printf(session->values->json ? "{ \"iccid\": \"%s\" }\n" : "%s\n", iccid);
	return CLI_OK;
}

/* ---- an SM-DP+ in this process ---- */

/* A server with one order: the file, for whoever asks. */
static enum cli_exit make_server(const struct lpa_values *v, const char *path,
                                 struct smdpp **ret_server)
{
	__attribute__((cleanup(smdpp_free_auto))) struct smdpp *server = NULL;
	__attribute__((cleanup(cli_free_bytes))) uint8_t *profile = NULL;
	struct smdpp_order order = { .matching_id = "", .confirmation_code = v->confirmation_code };
	enum cli_exit result = cli_read_file(path, &profile, &order.profile.len);
	int r;

	if (result != CLI_OK)
		return result;
	order.profile.ptr = profile;
	r = serve_new_smdpp((struct smdpp_config){ 0 }, &server);
	if (r < 0)
		return cli_fail("cannot start the SM-DP+: %s", strerror(-r));
	r = smdpp_load_pki(server, v->reach.pki);
	if (r < 0)
		return cli_fail("cannot load the SM-DP+'s certificates from %s: %s", v->reach.pki,
		                strerror(-r));
	r = smdpp_add_order(server, &order);
	if (r < 0)
		return cli_fail("%s is no profile package: %s", path, strerror(-r));
	*ret_server = server;
	server = NULL;
	return CLI_OK;
}

/* The installed profile's ICCID, from the notification that the SM-DP+ has just verified. */
static enum cli_exit tell_installed(const struct lpa_session *session, const struct smdpp *server)
{
	size_t count;
	const struct smdpp_notification *const *all = smdpp_notifications(server, &count);

	for (size_t i = count; i-- > 0;) {
		if (!all[i]->installation || all[i]->metadata.iccid.ptr == NULL)
			continue;
		if (!all[i]->verified)
			return cli_fail("the card's signature on the result does not verify");
		return tell_iccid(session, all[i]->metadata.iccid);
	}
	return cli_fail("the card has no notification about the installation");
}

static enum cli_exit download_file(struct lpa_session *session, const char *path)
{
	const struct lpa_download_options options = {
		.confirmation_code = session->values->confirmation_code
	};
	__attribute__((cleanup(smdpp_free_auto))) struct smdpp *server = NULL;
	struct lpa_download_result end;
	struct es9p es9p;
	enum cli_exit result;
	uint32_t delivered;
	int r;

	if (session->values->reach.pki == NULL)
		return cli_usage("lpa download of a file wants --pki DIR; `softeuicc pki --export "
		                 "DIR` makes it");
	result = make_server(session->values, path, &server);
	if (result != CLI_OK)
		return result;
	es9p = es9p_of_smdpp(server);
	r = lpa_download(&session->lpa, &es9p, &options, &session->arena, &end);
	if (r < 0)
		return lpa_fail(session, "download", r);
	result = tell_end(&end, "was --pki exported from the store that the card is in?", "");
	if (end.end != LPA_DOWNLOAD_INSTALLATION_RESULT)
		return result;
	/* What waits for other servers is not for this one. */
	r = lpa_deliver_result(&session->lpa, &es9p, end.seq_number, &session->arena, &delivered);
	if (r < 0)
		return lpa_fail(session, "deliver the result", r);
	return result == CLI_OK ? tell_installed(session, server) : result;
}

/* ---- an SM-DP+ in the network ---- */

static enum cli_exit download_from(struct lpa_session *session, const struct es9p *server,
                                   const struct activation_code *code,
                                   const struct es9p_http_client *client)
{
	const struct lpa_download_options options = {
		.matching_id = code->matching_id,
		.smdp_oid = { code->oid_len > 0 ? code->oid : NULL, code->oid_len },
		.confirmation_code = session->values->confirmation_code,
	};
	struct lpa_download_result end;
	enum cli_exit result;
	uint32_t delivered;
	int r = lpa_download(&session->lpa, server, &options, &session->arena, &end);

	if (r < 0)
		return lpa_fail(session, "download", r);
	result = tell_end(&end, "does it trust the CI of that SM-DP+?",
	                  es9p_http_client_error(client));
	if (result == CLI_OK)
		result = tell_iccid(session, end.iccid);
	if (end.end != LPA_DOWNLOAD_INSTALLATION_RESULT)
		return result;
	r = lpa_deliver_result(&session->lpa, server, end.seq_number, &session->arena, &delivered);
	if (r < 0)
		return cli_fail("the result waits on the card, the SM-DP+ does not take it: %s",
		                *es9p_http_client_error(client) != '\0'
		                        ? es9p_http_client_error(client)
		                        : strerror(-r));
	return result;
}

static enum cli_exit download_code(struct lpa_session *session, const struct activation_code *code)
{
	struct es9p_http_client *client = NULL;
	struct es9p_resolver resolver;
	const struct es9p *server;
	enum cli_exit result;

	if (code->confirmation_code_required && session->values->confirmation_code == NULL)
		return cli_usage("this activation code wants a --confirmation-code");
	result = reach_open(&session->values->reach, false, &client);
	if (result != CLI_OK)
		return result;
	resolver = es9p_http_client_resolver(client);
	if (resolver.resolve(resolver.ctx, code->address, &server) < 0)
		result = cli_usage("the activation code has no address of an SM-DP+");
	else
		result = download_from(session, server, code, client);
	es9p_http_client_free(client);
	return result;
}

enum cli_exit lpa_verb_download(struct lpa_session *session, const char *what)
{
	struct activation_code code;

	if (activation_code_parse((struct span){ (const uint8_t *)what, strlen(what) }, &code))
		return download_code(session, &code);
	if (strncmp(what, "LPA:", 4) == 0)
		return cli_usage("this is no activation code");
	return download_file(session, what);
}

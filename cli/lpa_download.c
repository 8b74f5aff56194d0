/*
 * softeuicc lpa download: a whole profile download, with the SM-DP+ in this process.
 * [SGP.22 3.1.3]
 */
#include "cli/lpa.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A server with one order: the file, for whoever asks. */
static enum cli_exit make_server(const struct lpa_values *v, const char *path,
                                 struct smdpp **ret_server)
{
	const struct smdpp_config config = { 0 };
	__attribute__((cleanup(smdpp_free_auto))) struct smdpp *server = NULL;
	__attribute__((cleanup(cli_free_bytes))) uint8_t *profile = NULL;
	struct smdpp_order order = { .matching_id = "", .confirmation_code = v->confirmation_code };
	enum cli_exit result = cli_read_file(path, &profile, &order.profile.len);
	int r;

	if (result != CLI_OK)
		return result;
	order.profile.ptr = profile;
	r = smdpp_new(&config, &server);
	if (r < 0)
		return cli_fail("cannot start the SM-DP+: %s", strerror(-r));
	r = smdpp_load_pki(server, v->pki);
	if (r < 0)
		return cli_fail("cannot load the SM-DP+'s certificates from %s: %s", v->pki,
		                strerror(-r));
	r = smdpp_add_order(server, &order);
	if (r < 0)
		return cli_fail("%s is no profile package: %s", path, strerror(-r));
	*ret_server = server;
	server = NULL;
	return CLI_OK;
}

static enum cli_exit tell_error_result(const struct error_result *error)
{
	return cli_fail("the card did not install the profile: %s in %s; "
	                "the log of `softeuicc run` says more",
	                lpa_name_of(error_reason_names, error->error_reason.v),
	                lpa_name_of(bpp_command_id_names, error->bpp_command_id.v));
}

static enum cli_exit tell_end(const struct lpa_download_result *result)
{
	switch (result->end) {
	case LPA_DOWNLOAD_INSTALLATION_RESULT:
		if (result->final_result->which == FINAL_RESULT_SUCCESS_RESULT)
			return CLI_OK;
		return tell_error_result(result->final_result->error_result);
	case LPA_DOWNLOAD_SERVER_REFUSED:
		return cli_fail("the SM-DP+ refused: %s (%s, %s)", result->status.message,
		                result->status.subject, result->status.reason);
	case LPA_DOWNLOAD_CARD_REFUSED:
		return cli_fail(
		        "the card refused the SM-DP+: error %u; was --pki exported from the "
		        "store that the card is in?",
		        result->error_code);
	case LPA_DOWNLOAD_SERVER_FAILED:
		return cli_fail("the SM-DP+ does not answer as it should: %s",
		                strerror(-result->error));
	case LPA_DOWNLOAD_LPA_REFUSED:
		return cli_fail("%s", result->why);
	case LPA_DOWNLOAD_NO_RESULT:
		return cli_fail("the card took the package but gave no result");
	}
	return CLI_FAILED;
}

/* The installed profile's ICCID, from the notification that the SM-DP+ has just verified. */
static enum cli_exit tell_installed(const struct lpa_session *session, const struct smdpp *server)
{
	size_t count;
	const struct smdpp_notification *const *all = smdpp_notifications(server, &count);
	char iccid[LPA_ICCID_TEXT];

	for (size_t i = count; i-- > 0;) {
		if (!all[i]->installation || all[i]->metadata.iccid.ptr == NULL)
			continue;
		if (!all[i]->verified)
			return cli_fail("the card's signature on the result does not verify");
		lpa_iccid_text(all[i]->metadata.iccid, iccid);
		printf(session->values->json ? "{ \"iccid\": \"%s\" }\n" : "%s\n", iccid);
		return CLI_OK;
	}
	return cli_fail("the card has no notification about the installation");
}

enum cli_exit lpa_verb_download(struct lpa_session *session, const char *path)
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

	if (session->values->pki == NULL)
		return cli_usage(
		        "lpa download wants --pki DIR; `softeuicc pki --export DIR` makes it");
	result = make_server(session->values, path, &server);
	if (result != CLI_OK)
		return result;
	es9p = es9p_of_smdpp(server);
	r = lpa_download(&session->lpa, &es9p, &options, &session->arena, &end);
	if (r < 0)
		return lpa_fail(session, "download", r);
	result = tell_end(&end);
	if (result != CLI_OK)
		return result;
	r = lpa_deliver_notifications(&session->lpa, &es9p, &session->arena, &delivered);
	if (r < 0)
		return lpa_fail(session, "deliver the notifications", r);
	return tell_installed(session, server);
}

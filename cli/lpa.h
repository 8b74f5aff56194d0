/*
 * Inside of softeuicc lpa: the connection that its verbs share, and the verbs that have a file of
 * their own.
 */
#ifndef CLI_LPA_H
#define CLI_LPA_H

#include "cli/reach.h"
#include "peers/lpa.h"
#include "peers/pcsc.h"
#include "peers/uicc_client.h"

struct lpa_values {
	const char *reader, *confirmation_code;
	struct reach_values reach; /* with --pki */
	bool json;
};

/* A connected card; lpa is open on the ISD-R for the verbs that want it. */
struct lpa_session {
	const struct lpa_values *values;
	struct pcsc *pcsc;
	struct lpa lpa;
	struct arena arena;
};

enum { LPA_ICCID_TEXT = 2 * LPA_ICCID_LEN + 1 };

/* The digits of an ICCID, "" for an absent one. ret_text holds LPA_ICCID_TEXT. */
void lpa_iccid_text(struct span iccid, char *ret_text);

/* The name of an enumeration's value, "?" if it has none. */
const char *lpa_name_of(const struct asn1_name *names, uint32_t value);

/* Says that a step of the LPA failed with r (see peers/lpa.h); returns CLI_FAILED. */
enum cli_exit lpa_fail(const struct lpa_session *session, const char *what, int r);

/* The profile is installed. */
bool lpa_download_succeeded(const struct lpa_download_result *result);

enum { LPA_FAILURE_TEXT = 512 };

/* Why a download has not succeeded; error: of the connection to the SM-DP+, or "". */
void lpa_failure_text(const struct lpa_download_result *result, const char *error,
                      char ret_text[LPA_FAILURE_TEXT]);

/* lpa download: an activation code, or a file, for which the SM-DP+ runs in this process. */
enum cli_exit lpa_verb_download(struct lpa_session *session, const char *what);

/* lpa imsi: reads EF.IMSI of the enabled profile's USIM on the basic channel. */
enum cli_exit lpa_verb_imsi(struct lpa_session *session, const char *unused);

#endif

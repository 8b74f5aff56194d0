/*
 * ProfileInstallationResult: how a download ended, signed, and kept as a notification
 * [SGP.22 2.5.6, 3.5].
 */
#ifndef EUICC_PIR_H
#define EUICC_PIR_H

#include "asn1/rsp.h"
#include "card.h"

/* What a result reports. */
struct pir {
	struct span transaction_id;
	struct span address; /* SM-DP+ address of the session */
	struct span smdp_oid;
	struct span iccid; /* absent before StoreMetadata */
	size_t credential;
	/* Success: AID of the new ISD-P. Absent: failure at this command for this reason. */
	struct span isdp_aid;
	enum bpp_command_id command;
	enum error_reason reason;
	struct span sima_response; /* EUICCResponse; absent where profile elements had no say */
};

/*
 * Numbers, signs and stores the result as a notification. ret_der: the whole BF37 element in the
 * arena. 0 or negative errno.
 */
int pir_generate(struct softeuicc_card *card, const struct pir *pir, struct arena *a,
                 struct span *ret_der);

/* ---- the marker of a download under way, so that an interruption is reported ---- */

/* Writes the marker: from here on a reset or loss of power is an interruption. */
int pir_mark_download(struct softeuicc_card *card, const struct pir *pir);
int pir_clear_download(struct softeuicc_card *card);
/* Where a marker stands: generates the result "interruption" and clears it. */
int pir_report_interruption(struct softeuicc_card *card, struct arena *a);

#endif

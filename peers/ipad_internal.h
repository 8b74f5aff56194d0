/* What the parts of the IPAd share. */
#ifndef PEERS_IPAD_INTERNAL_H
#define PEERS_IPAD_INTERNAL_H

#include "peers/ipad.h"

/* A ProfileInstallationResult that is due to an SM-DP+; server NULL: none is. */
struct ipad_due {
	const struct es9p *server;
	uint32_t seq_number;
};

/*
 * Executes a ProfileDownloadTriggerRequest [SGP.32 3.2.3]. What the eIM gets goes to ret; ret->which
 * stays 0 where it gets the notification, and no result apart. ret_due: what the SM-DP+ is to get
 * after that. 0 or negative errno.
 */
int ipad_execute_trigger(struct ipad *ipad, const struct profile_download_trigger_request *trigger,
                         struct arena *a, struct eim_package_result *ret, struct ipad_due *ret_due);

/*
 * The IPA's part of download confirmation, for struct lpa_download_options; ctx: struct ipad. Profile
 * Policy Rules must be allowed by the card's Rules Authorisation Table, and PPR1 is for a card that
 * has no Operational Profile yet. [SGP.32 3.2.3.1, SGP.22 2.4.5.3, 2.9.3.1]
 */
int ipad_confirm(void *ctx, const struct store_metadata_request *metadata, struct arena *a,
                 enum cancel_session_reason *ret_reason);

#endif

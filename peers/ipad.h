/*
 * The IPAd's side of SGP.32: the functions of ES10b that the LPA does not have, over an LPA's
 * channel, and the retrieval and execution of eIM Packages over ESipa with the ASN.1 binding.
 * [SGP.32 3.1, 3.2, 5.9, 6.3]
 *
 * Errors as in lpa.h; those of the way to the eIM are the transport's.
 */
#ifndef PEERS_IPAD_H
#define PEERS_IPAD_H

#include "asn1/iot.h"
#include "peers/esipa_transport.h"
#include "peers/lpa.h"

/* ---- ES10b ---- */

/* AddInitialEim [SGP.32 5.9.4]; configs: of struct eim_configuration_data. */
int ipad_add_initial_eim(struct lpa *lpa, struct asn1_list configs, struct arena *a,
                         struct add_initial_eim_response *ret_response);

/* GetEimConfigurationData [SGP.32 5.9.18]. eim_id absent: all. */
int ipad_get_eim_configuration_data(struct lpa *lpa, struct span eim_id, struct arena *a,
                                    struct asn1_list *ret_configs);

/* LoadEuiccPackage [SGP.32 5.9.1]: the element BF51 each. */
int ipad_load_euicc_package(struct lpa *lpa, struct span request, struct arena *a,
                            struct span *ret_result);

/* RetrieveNotificationsList [SGP.32 5.9.11]. criteria NULL: without. */
int ipad_retrieve_notifications(struct lpa *lpa, struct iot_notification_search_criteria *criteria,
                                struct arena *a,
                                struct iot_retrieve_notifications_list_response *ret_response);

/* GetCerts [SGP.32 5.9.10]. ci_pkid absent: the card's choice. */
int ipad_get_certs(struct lpa *lpa, struct span ci_pkid, struct arena *a,
                   struct get_certs_response *ret_response);

/*
 * The functions that take a refreshFlag and answer a result code: tag IOT_TAG_IMMEDIATE_ENABLE,
 * IOT_TAG_EXECUTE_FALLBACK_MECHANISM, IOT_TAG_RETURN_FROM_FALLBACK, IOT_TAG_ENABLE_EMERGENCY_PROFILE
 * or IOT_TAG_DISABLE_EMERGENCY_PROFILE [SGP.32 5.9.15, 5.9.20 to 5.9.23].
 */
int ipad_switch(struct lpa *lpa, uint32_t tag, bool refresh, struct arena *a, uint32_t *ret_result);

/* ProfileRollback [SGP.32 5.9.16]. */
int ipad_profile_rollback(struct lpa *lpa, bool refresh, struct arena *a,
                          struct profile_rollback_response *ret_response);

/* ConfigureImmediateProfileEnabling [SGP.32 5.9.17]. */
int ipad_configure_immediate_enable(
        struct lpa *lpa, const struct configure_immediate_profile_enabling_request *config,
        struct arena *a, uint32_t *ret_result);

/* eUICCMemoryReset [SGP.32 5.9.5]; options are bits of enum iot_reset_options. */
int ipad_memory_reset(struct lpa *lpa, uint32_t options, struct arena *a,
                      struct iot_euicc_memory_reset_response *ret_response);

/* GetConnectivityParameters [SGP.32 5.9.24]. */
int ipad_get_connectivity_parameters(struct lpa *lpa, struct arena *a,
                                     struct get_connectivity_parameters_response *ret_response);

/* SetDefaultDpAddress [SGP.32 5.9.25]. */
int ipad_set_default_dp_address(struct lpa *lpa, struct span address, struct arena *a,
                                uint32_t *ret_result);

/* ---- ESipa ---- */

/* What became of a download, for people. */
struct ipad_download {
	bool direct;         /* from the SM-DP+, not through the eIM */
	const char *address; /* of the SM-DP+; NULL: the eIM knows it, or there is none */
	struct lpa_download_result result;
	bool enabled; /* the card was configured to enable it at once, and has */
};

/* All members but lpa and eim may be zero. */
struct ipad {
	struct lpa *lpa;
	const struct esipa_transport *eim;
	const struct es9p_resolver *servers; /* for Direct Profile Download; NULL: no way there */
	/* Called for each download that was asked for, whatever became of it. NULL: nobody. */
	void (*downloaded)(void *ctx, const struct ipad_download *download);
	void *downloaded_ctx;
	struct span eim_id;            /* of the eIM; absent: the first one that the card has */
	struct asn1_uint state_change; /* enum state_change_cause, for the next poll to tell */
};

/*
 * Retrieves one eIM Package, executes it, provides its result, and removes from the card what the
 * eIM acknowledges [SGP.32 3.1.1, 3.3.1]. If the eIM cannot be reached any more, asks the card to
 * roll back and provides that result instead [SGP.32 3.3.2]. 0: done; 1: the eIM has none; or
 * negative errno.
 *
 * A profile is downloaded from its SM-DP+ if there is a way to it and the card has no
 * indirectProfileDownload for this eIM; else through the eIM [SGP.32 2.11.1.1.1, 3.2.3]. The result
 * of a direct download goes to the eIM and then to the SM-DP+; where that does not take it, it stays
 * on the card.
 */
int ipad_poll(struct ipad *ipad, struct arena *a);

/* Whether downloads go to the SM-DP+ itself. 0 or negative errno. */
int ipad_is_direct(struct ipad *ipad, struct arena *a, bool *ret_direct);

/*
 * Tries to deliver the installation results that are still on the card to their SM-DP+, if downloads
 * are direct [SGP.32 3.7]. 0, also if none could be delivered, or the card's error.
 */
int ipad_deliver_results(struct ipad *ipad, struct arena *a);

#endif

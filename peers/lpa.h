/*
 * The LPA's side of ES10, over any APDU transport: opening the ISD-R on a logical channel, carrying
 * requests in STORE DATA chains, the ES10 functions, and a whole profile download.
 * [SGP.22 3.1.3, 5.7]
 *
 * Functions return 0, or -EREMOTEIO if the card answered with a status word that is no success (it
 * is in lpa->sw), -EBADMSG if its answer cannot be decoded, -ENOMEM if the arena is exhausted, or
 * the transport's error. Answers point into the arena.
 */
#ifndef PEERS_LPA_H
#define PEERS_LPA_H

#include "asn1/rsp.h"
#include "peers/es9p.h"
#include "peers/transport.h"

/* Values of lpa_options.channel besides an explicit number 1..19. */
enum { LPA_CHANNEL_ASSIGNED = 0, LPA_CHANNEL_BASIC = -1 };

struct lpa_options {
	int channel;       /* LPA_CHANNEL_ASSIGNED: the card chooses the number */
	size_t block_size; /* octets in a STORE DATA, 1..255; 0 means 255 */
	bool le;           /* send STORE DATA with Le 00, as some clients do */
	bool no_terminal_capability;
};

struct lpa {
	const struct apdu_transport *transport;
	struct lpa_options options;
	uint8_t channel;
	uint16_t sw; /* last status word */
};

/*
 * Announces the terminal's capabilities, opens a channel and selects the ISD-R [SGP.22 5.7.1].
 * options NULL: the defaults. -EREMOTEIO: no channel, or no ISD-R.
 */
int lpa_open(struct lpa *lpa, const struct apdu_transport *t, const struct lpa_options *options);

/* Closes the channel; a basic channel stays. Errors are of no interest any more. */
void lpa_close(struct lpa *lpa);

/*
 * Sends one ES10 request in as many STORE DATA blocks as it takes [SGP.22 5.7.2] and collects the
 * answer, which may be empty. The status word goes to ret_sw whatever it is; a block that is not
 * accepted ends the chain. -EMSGSIZE: more than 256 blocks.
 */
int lpa_es10(struct lpa *lpa, struct span request, struct arena *a, struct span *ret_response,
             uint16_t *ret_sw);

/* Sends one ES10 request by its table; the answer, after a good status word, stays undecoded. */
int lpa_request(struct lpa *lpa, uint32_t tag, const struct asn1_type *type, const void *request,
                struct arena *a, struct span *ret_response);

/* One ES10 function by its tables: encodes, sends, decodes. Request and answer share the tag. */
int lpa_call(struct lpa *lpa, uint32_t tag, const struct asn1_type *request_type,
             const void *request, const struct asn1_type *response_type, void *ret_response,
             struct arena *a);

enum { LPA_ICCID_LEN = 10, LPA_ICCID_DIGITS_MIN = 18 };

/*
 * Octets of an ICCID given as 18 to 20 digits: two an octet, the first in the low half, F where
 * there is none [ITU-T E.118]. False if the text is none.
 */
bool lpa_parse_iccid(struct span digits, uint8_t ret_iccid[LPA_ICCID_LEN]);

/* GetEID [SGP.22 5.7.20]: 16 octets. */
int lpa_get_eid(struct lpa *lpa, struct arena *a, struct span *ret_eid);

/* GetProfilesInfo [SGP.22 5.7.15]. tag_list absent: the card's default tags. */
int lpa_get_profiles_info(struct lpa *lpa, struct span tag_list, struct arena *a,
                          struct profile_info_list_response *ret_response);

/* Functions on the profile with this ICCID; the result codes are those of rsp_es10c.h.
 * [SGP.22 5.7.16 to 5.7.18, 5.7.21] */
int lpa_enable_profile(struct lpa *lpa, struct span iccid, bool refresh, struct arena *a,
                       uint32_t *ret_result);
int lpa_disable_profile(struct lpa *lpa, struct span iccid, bool refresh, struct arena *a,
                        uint32_t *ret_result);
int lpa_delete_profile(struct lpa *lpa, struct span iccid, struct arena *a, uint32_t *ret_result);
int lpa_set_nickname(struct lpa *lpa, struct span iccid, struct span nickname, struct arena *a,
                     uint32_t *ret_result);

/* eUICCMemoryReset [SGP.22 5.7.19]; options are bits of enum reset_options. */
int lpa_memory_reset(struct lpa *lpa, uint32_t options, struct arena *a, uint32_t *ret_result);

/* Addresses [SGP.22 5.7.3, 5.7.4]. */
int lpa_get_configured_addresses(struct lpa *lpa, struct arena *a,
                                 struct euicc_configured_addresses_response *ret_addresses);
int lpa_set_default_dp_address(struct lpa *lpa, struct span address, struct arena *a,
                               uint32_t *ret_result);

/* Notifications [SGP.22 5.7.9 to 5.7.11]. events: bits wanted, 0 for all. */
int lpa_list_notification(struct lpa *lpa, uint32_t events, struct arena *a,
                          struct list_notification_response *ret_response);
/* criteria NULL: all notifications. */
int lpa_retrieve_notifications(struct lpa *lpa, struct notification_search_criteria *criteria,
                               struct arena *a,
                               struct retrieve_notifications_list_response *ret_response);
int lpa_remove_notification(struct lpa *lpa, uint32_t seq_number, struct arena *a,
                            uint32_t *ret_result);

/* eUICC information and challenge [SGP.22 5.7.7, 5.7.8]. */
int lpa_get_euicc_info1(struct lpa *lpa, struct arena *a, struct euicc_info1 *ret_info);
int lpa_get_euicc_info2(struct lpa *lpa, struct arena *a, struct euicc_info2 *ret_info);
int lpa_get_euicc_challenge(struct lpa *lpa, struct arena *a, struct span *ret_challenge);

/* CancelSession [SGP.22 5.7.14]. The whole answer goes to ret_response, for the SM-DP+. */
int lpa_cancel_session(struct lpa *lpa, struct span transaction_id,
                       enum cancel_session_reason reason, struct arena *a,
                       struct span *ret_response);

struct lpa_download_options {
	struct span matching_id;       /* absent: none is sent */
	const char *confirmation_code; /* NULL: none */
	const char *address;           /* what the LPA takes for the SM-DP+; NULL: its own one */
	struct span smdp_oid;          /* value octets, what the SM-DP+ must have; absent: any */
	struct span tac;               /* 4 octets; absent: a made-up one */
	/*
	 * Download confirmation [SGP.22 3.1.3.2], by a user or by rules: 0, go on; 1, the session is
	 * cancelled with ret_reason; or negative errno. NULL: every profile is wanted.
	 */
	int (*confirm)(void *ctx, const struct store_metadata_request *metadata, struct arena *a,
	               enum cancel_session_reason *ret_reason);
	void *confirm_ctx;
	/* Leaves it to the card what an LPA checks too, for faults that shall reach the card. */
	bool trusting;
};

enum lpa_download_end {
	LPA_DOWNLOAD_INSTALLATION_RESULT, /* the card produced a ProfileInstallationResult */
	LPA_DOWNLOAD_SERVER_REFUSED,      /* see .status */
	LPA_DOWNLOAD_SERVER_FAILED,       /* no answer, or none that makes sense: see .error */
	LPA_DOWNLOAD_CARD_REFUSED,        /* see .refused_by and .error_code */
	LPA_DOWNLOAD_LPA_REFUSED,         /* see .why and .reason */
	LPA_DOWNLOAD_NO_RESULT,           /* package loaded, but no ProfileInstallationResult */
};

struct lpa_download_result {
	enum lpa_download_end end;
	struct smdpp_status status;
	int error;           /* negative errno, -ENOTCONN: nobody there */
	uint32_t refused_by; /* tag of the card's function: both number their errors from 1 */
	uint32_t error_code;
	const char *why;                   /* a constant */
	enum cancel_session_reason reason; /* with which a session was cancelled, if one was */
	struct span transaction_id;
	struct span pir; /* the whole BF37 */
	struct span iccid;
	uint32_t seq_number;
	struct final_result *final_result;
};

/*
 * Downloads a profile [SGP.22 3.1.3]. 0: the process came to an end, see ret_result->end; a session
 * that ends without an installation result is cancelled on both sides [SGP.22 3.0.2], also where the
 * card does not take the package and -EREMOTEIO is returned. Does not deliver the notification.
 */
int lpa_download(struct lpa *lpa, const struct es9p *server,
                 const struct lpa_download_options *options, struct arena *a,
                 struct lpa_download_result *ret_result);

/* A notification that waits on the card [SGP.22 5.7.10]. */
struct lpa_notification {
	struct span raw; /* the whole element */
	bool installation;
	struct notification_metadata metadata;
};

/*
 * Shows every pending notification to deliver() and removes from the card those for which it returns
 * 0 [SGP.22 3.5]; 1: it stays, negative errno: it stays, and no more are shown. The number of those
 * that are gone goes to ret_delivered, also on failure.
 */
int lpa_each_notification(struct lpa *lpa,
                          int (*deliver)(void *ctx, const struct lpa_notification *n,
                                         struct arena *a),
                          void *ctx, struct arena *a, uint32_t *ret_delivered);

/*
 * Delivers the notification with this number to the SM-DP+, and what else waits for its address; the
 * rest as in lpa_each_notification().
 */
int lpa_deliver_result(struct lpa *lpa, const struct es9p *server, uint32_t seq_number,
                       struct arena *a, uint32_t *ret_delivered);

/* Delivers all of them to this SM-DP+, whatever their address; those that it refuses stay. */
int lpa_deliver_notifications(struct lpa *lpa, const struct es9p *server, struct arena *a,
                              uint32_t *ret_delivered);

#endif

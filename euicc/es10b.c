/*
 * ES10b: the table of its functions [SGP.22 5.7.5 to 5.7.14, 5.7.22].
 */
#include "es10.h"

/* An IoT eUICC has a form of its own. */
static bool is_consumer(const struct persona *p)
{
	return !persona_is_iot(p);
}

const struct es10_row es10b_functions[] = {
	{ RSP_TAG_PREPARE_DOWNLOAD, "ES10b.PrepareDownload", "SGP.22 5.7.5",
	  &prepare_download_request_type, &prepare_download_response_type, es10b_prepare_download },
	{ RSP_TAG_GET_EUICC_CHALLENGE, "ES10b.GetEUICCChallenge", "SGP.22 5.7.7",
	  &get_euicc_challenge_request_type, &get_euicc_challenge_response_type,
	  es10b_get_euicc_challenge },
	{ RSP_TAG_GET_EUICC_INFO1, "ES10b.GetEUICCInfo1", "SGP.22 5.7.8; SGP.32 5.9.2",
	  &get_euicc_info1_request_type, &euicc_info1_type, es10b_get_euicc_info1 },
	{ RSP_TAG_GET_EUICC_INFO2, "ES10b.GetEUICCInfo2", "SGP.22 5.7.8; SGP.32 5.9.2",
	  &get_euicc_info2_request_type, NULL, es10b_get_euicc_info2 },
	{ RSP_TAG_LIST_NOTIFICATION, "ES10b.ListNotification", "SGP.22 5.7.9",
	  &list_notification_request_type, &list_notification_response_type,
	  es10b_list_notification, persona_is_local },
	{ RSP_TAG_RETRIEVE_NOTIFICATIONS_LIST, "ES10b.RetrieveNotificationsList", "SGP.22 5.7.10",
	  &retrieve_notifications_list_request_type, &retrieve_notifications_list_response_type,
	  es10b_retrieve_notifications_list, is_consumer },
	{ RSP_TAG_NOTIFICATION_SENT, "ES10b.RemoveNotificationFromList",
	  "SGP.22 5.7.11; SGP.32 5.9.12", &notification_sent_request_type,
	  &notification_sent_response_type, es10b_remove_notification },
	{ RSP_TAG_LOAD_CRL, "ES10b.LoadCRL", "SGP.22 5.7.12", &load_crl_request_type,
	  &load_crl_response_type, es10b_load_crl },
	{ RSP_TAG_AUTHENTICATE_SERVER, "ES10b.AuthenticateServer", "SGP.22 5.7.13",
	  &authenticate_server_request_type, &authenticate_server_response_type,
	  es10b_authenticate_server },
	{ RSP_TAG_CANCEL_SESSION, "ES10b.CancelSession", "SGP.22 5.7.14",
	  &cancel_session_request_type, &cancel_session_response_type, es10b_cancel_session },
	{ RSP_TAG_GET_RAT, "ES10b.GetRAT", "SGP.22 5.7.22; SGP.32 5.9.13", &get_rat_request_type,
	  &get_rat_response_type, es10b_get_rat },
	{ 0 },
};

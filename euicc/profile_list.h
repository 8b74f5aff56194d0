/*
 * GetProfilesInfo, for the LPA, the IPA and the eIM [SGP.22 5.7.15; SGP.32 2.11.1.1.3, 5.9.14].
 */
#ifndef EUICC_PROFILE_LIST_H
#define EUICC_PROFILE_LIST_H

#include "es10.h"

/* What is returned when the caller does not say: concatenated tags. */
extern const struct span profile_list_tags_sgp22, profile_list_tags_sgp32;

/* False if a tag list ends in the middle of a tag. An absent one is well. */
bool profile_list_tags_ok(struct span tags);

/* Fills the list of the profiles that match. SW_OK or why it could not be made. */
struct sw profile_list(struct softeuicc_card *card, const struct profile_info_list_request *req,
                       struct span default_tags, struct arena *a, struct asn1_list *ret_list);

#endif

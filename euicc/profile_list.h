/*
 * GetProfilesInfo, for the LPA, the IPA and the eIM [SGP.22 5.7.15; SGP.32 2.11.1.1.3, 5.9.14].
 */
#ifndef EUICC_PROFILE_LIST_H
#define EUICC_PROFILE_LIST_H

#include "es10.h"

/* What is returned when the caller does not say: concatenated tags. */
extern const struct span profile_list_tags_sgp22, profile_list_tags_sgp32;

/* False if one of its tag lists ends in the middle of a tag. An absent one is well. */
bool profile_list_tags_ok(const struct softeuicc_card *card,
                          const struct profile_info_list_request *req);

/*
 * Fills the list of the profiles that match. SW_OK or why it could not be made.
 *
 * A card of SGP.32 v1.3 that gets an iotSpecificTagList tells iotSpecificProfileInfo with these of
 * its data objects, whatever the other tag list says, and leaves it out where there is none of them.
 * To earlier versions the list is an element that they do not know.
 */
struct sw profile_list(struct softeuicc_card *card, const struct profile_info_list_request *req,
                       struct span default_tags, struct arena *a, struct asn1_list *ret_list);

#endif

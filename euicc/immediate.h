/*
 * Immediate enabling of a downloaded profile [SGP.32 3.4.4, 3.4.5, 5.9.15, 5.9.17].
 */
#ifndef EUICC_IMMEDIATE_H
#define EUICC_IMMEDIATE_H

#include "asn1/iot.h"
#include "es10.h"

/* Stores the configuration: flag, and OID and address of the one SM-DP+ that may use it. */
int immediate_configure(struct softeuicc_card *card,
                        const struct configure_immediate_profile_enabling_request *config);
/* Takes it away. ret_had: there was one. */
int immediate_reset(struct softeuicc_card *card, bool *ret_had);

/* ES10b.ConfigureImmediateProfileEnabling, ES10b.ImmediateEnable (v1.0: EnableUsingDD). */
struct sw es10b_configure_immediate_profile_enabling(struct es10_call *call, const void *request,
                                                     void *response);
struct sw es10b_immediate_enable(struct es10_call *call, const void *request, void *response);
struct sw es10b_enable_using_dd(struct es10_call *call, const void *request, void *response);

#endif

/*
 * Fallback and emergency mechanisms [SGP.32 5.9.20 to 5.9.23].
 */
#ifndef EUICC_FALLBACK_H
#define EUICC_FALLBACK_H

#include "es10.h"

struct sw es10b_execute_fallback_mechanism(struct es10_call *call, const void *request,
                                           void *response);
struct sw es10b_return_from_fallback(struct es10_call *call, const void *request, void *response);
struct sw es10b_enable_emergency_profile(struct es10_call *call, const void *request,
                                         void *response);
struct sw es10b_disable_emergency_profile(struct es10_call *call, const void *request,
                                          void *response);

#endif

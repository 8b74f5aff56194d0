/*
 * eUICCMemoryReset in its three forms [SGP.22 5.7.19; SGP.32 5.9.5].
 */
#ifndef EUICC_MEMORY_RESET_H
#define EUICC_MEMORY_RESET_H

#include "es10.h"

/* BF34 of SGP.22: three options. */
struct sw es10c_euicc_memory_reset(struct es10_call *call, const void *request, void *response);
/* BF34 of SGP.32 v1.0.1: five options. */
struct sw es10b_euicc_memory_reset_v101(struct es10_call *call, const void *request,
                                        void *response);
/* BF64 of SGP.32 from v1.1 on: seven options. */
struct sw es10b_euicc_memory_reset(struct es10_call *call, const void *request, void *response);

#endif

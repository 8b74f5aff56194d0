/*
 * The right to undo the enable of the last eUICC Package [SGP.32 3.3.2, 3.4.1, 5.9.16]. It exists
 * from the signing of the package's result until anything else changes profiles or the next package
 * is accepted. How long the result may take to reach the eIM is for the IPA to judge: the eUICC has no
 * clock and the right no timeout.
 */
#ifndef EUICC_ROLLBACK_H
#define EUICC_ROLLBACK_H

#include "package.h"

/* Grants it for a package that holds an enable with rollbackFlag. sequence: of its result. */
int rollback_grant(const struct package_run *run, uint32_t sequence);
int rollback_clear(struct softeuicc_card *card);

/* ES10b.ProfileRollback. */
struct sw es10b_profile_rollback(struct es10_call *call, const void *request, void *response);

#endif

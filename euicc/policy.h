/*
 * Profile Policy Rules and the Rules Authorisation Table [SGP.22 2.4.4, 2.4.5, 2.9].
 */
#ifndef EUICC_POLICY_H
#define EUICC_POLICY_H

#include "profile.h"

/*
 * May a profile with these metadata be installed? Each PPR it sets must not be forbidden to this
 * eUICC, and a rule of the table must allow it to the profile's owner [SGP.22 2.9.2.1].
 */
bool policy_may_install(const struct persona *persona,
                        const struct store_metadata_request *metadata);

/* PPR1: may the Enabled profile be disabled, also implicitly? */
static inline bool policy_may_disable(const struct profile *p)
{
	return !(p->ppr & PPR_1);
}

/* PPR2: may the profile be deleted? */
static inline bool policy_may_delete(const struct profile *p)
{
	return !(p->ppr & PPR_2);
}

#endif

/*
 * eUICC Packages: what an eIM has signed, executed on the card [SGP.32 2.11.1, 2.11.2, 3.3.1, 5.9.1].
 */
#ifndef EUICC_PACKAGE_H
#define EUICC_PACKAGE_H

#include "eim.h"
#include "es10.h"
#include "profile.h"

/* A package being executed: what its operations did, for the ones behind and for the end. */
struct package_run {
	struct es10_call *call;
	struct eim eim; /* that signed it */
	int64_t counter;
	struct span transaction_id;      /* or absent */
	uint32_t first_notification;     /* number of the first one that the package can make */
	bool enabled, disabled, deleted; /* an enable, disable, delete was executed */
	int64_t disabled_profile;        /* that the package disabled, 0: none */
	int64_t rollback_profile;        /* enable with rollbackFlag: to go back to, 0: none */
};

/* Executes one operation and fills its result. False: it failed, and the package ends here. */
bool psmo_execute(struct package_run *run, const struct psmo *op, struct euicc_result_data *ret);
bool eco_execute(struct package_run *run, const struct eco *op, struct euicc_result_data *ret);

/*
 * Numbers, signs and keeps an eUICC Package Result. eim, counter and transaction_id are those of the
 * package. ret_der: the whole BF51 element in the arena. 0 or negative errno.
 */
int package_result_generate(struct es10_call *call, const struct eim *eim, int64_t counter,
                            struct span transaction_id, struct asn1_list results,
                            uint32_t *ret_sequence, struct span *ret_der);

struct sw es10b_load_euicc_package(struct es10_call *call, const void *request, void *response);

#endif

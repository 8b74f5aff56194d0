/*
 * Installing a profile package into a new ISD-P: the part that a download over ES8+ and an
 * installation without a server share [SGP.22 5.5.3, 5.5.5, 2.5.6].
 */
#ifndef EUICC_INSTALL_H
#define EUICC_INSTALL_H

#include "asn1/rsp.h"
#include "profile.h"

struct install;

/*
 * Checks metadata before a package may come: decodable is the caller's business; here class, ICCID,
 * icon, PPRs. 0 or the reason.
 */
enum error_reason install_check_metadata(const struct softeuicc_card *card,
                                         const struct store_metadata_request *metadata);

/*
 * Begins; the free memory of the card is the limit. package_len: octets that the package may have, as
 * far as is known, a hint only. NULL: no memory.
 */
struct install *install_new(const struct softeuicc_card *card, size_t package_len);
void install_free(struct install *i);

/*
 * A loader of packages with what the card is capable of, which installs into u; NULL: no memory.
 * Free it with saip_loader_free().
 */
struct saip_loader *install_loader(const struct softeuicc_card *card, struct uicc *u);

/* Feeds bytes of the package, cut anywhere. 0 or the reason why the installation has failed. */
enum error_reason install_feed(struct install *i, struct span bytes,
                               const struct store_metadata_request *metadata);

/* What an installation becomes when it ends well. */
struct install_target {
	struct span metadata_der;
	const struct store_metadata_request *metadata;
	struct span dp_proprietary;
	size_t credential;
};

/* Ends: final checks, then the profile is in the store. 0 or the reason. */
enum error_reason install_finish(struct install *i, struct softeuicc_card *card,
                                 const struct install_target *target, struct profile *ret_profile);

/* EUICCResponse that reports the profile elements' statuses, in the arena. */
struct span install_response(const struct install *i, bool aborted, struct arena *a);
/* Logs which profile element ended a failed installation; nothing where none was the reason. */
void install_log_failure(const struct install *i, const struct softeuicc_card *card);

#endif

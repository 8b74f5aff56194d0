/*
 * Certificates from outside: cutting, then everything that reads the cut fields. The input is one
 * certificate, checked in every place of a chain against itself.
 */
#include "crypto/cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cert c;
	struct span ein;

	if (!cert_parse((struct span){ data, size }, &c))
		return 0;
	for (int role = CERT_ROLE_NONE; role <= CERT_ROLE_OTHER; role++)
		cert_check_server(&c, &c, (enum cert_role)role, 1);
	cert_check_ci(&c, 1);
	cert_check_euicc_chain(&c, &c, &c, "89049032000000000000000000000117", 1);
	cert_permitted_ein(&c, &ein);
	return 0;
}

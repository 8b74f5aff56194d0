/* Fuzz target: activation codes, which an eIM sends. */
#include "peers/activation_code.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct activation_code code;

	if (activation_code_parse((struct span){ data, size }, &code) &&
	    (code.address.len == 0 || code.address.len + code.matching_id.len >= size ||
	     code.oid_len > ACTIVATION_CODE_OID_MAX))
		abort();
	return 0;
}

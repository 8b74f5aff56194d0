/*
 * Fuzzes the commands of the UICC: the input is a sequence of command APDUs for the sample of the
 * unit tests, as uicc-input.h has them.
 */
#include "uicc-input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc *u = uicc_sample(&aka);

	if (!u)
		return 0;
	uicc_input_run(u, data, size);
	uicc_free(u);
	return 0;
}

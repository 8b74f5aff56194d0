/*
 * Fuzzes the live log: the input is a sequence of commands, each with its length in front.
 */
#include "cli/apdu_log.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct apdu_log log = { .out = fopen("/dev/null", "w"), .level = APDU_LOG_HEX };

	if (log.out == NULL)
		return 0;
	while (size >= 3) {
		size_t len = data[0] < size - 3 ? data[0] : size - 3;
		/* A copy of its own shows every overread. */
		uint8_t *capdu = malloc(len > 0 ? len : 1);

		if (capdu == NULL)
			break;
		memcpy(capdu, data + 3, len);
		apdu_log_exchange(&log, capdu, len, data + 1, 2);
		free(capdu);
		data += 3 + len;
		size -= 3 + len;
	}
	fclose(log.out);
	return 0;
}

/* Fuzz target: what an eIM takes from an IPA, and the result of an eUICC Package. */
#include "peers/esipa.h"

#include <stdlib.h>

enum { ARENA_SIZE = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[ARENA_SIZE];
	const struct span in = { data, size };
	struct arena a = { memory, sizeof(memory), 0 };
	struct eim_server eim = { .eim_id = "eim" };
	struct esipa_server server = { .eim = &eim };
	struct eim_server_result result;
	struct span answer = { NULL, 0 };

	if (smdpp_new(&(struct smdpp_config){ 0 }, &server.smdpp) < 0)
		return 0;
	if (esipa_server_handle(&server, in, &a, &answer) == 0 && !answer.ptr)
		abort();
	a.used = 0;
	eim_server_verify(&eim, in, &a, &result);
	smdpp_free(server.smdpp);
	return 0;
}

/* Fuzz target: bodies of ES9+ requests. The first octet chooses the function. */
#include "peers/es9p_json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = {
		"/gsma/rsp2/es9plus/initiateAuthentication",
		"/gsma/rsp2/es9plus/authenticateClient",
		"/gsma/rsp2/es9plus/getBoundProfilePackage",
		"/gsma/rsp2/es9plus/cancelSession",
		"/gsma/rsp2/es9plus/handleNotification",
	};
	struct smdpp *server;
	char *answer = NULL;
	char *body;
	int status;

	if (size == 0 || smdpp_new(&(struct smdpp_config){ 0 }, &server) < 0)
		return 0;
	body = strndup((const char *)data + 1, size - 1);
	if (body)
		es9p_handle(server, paths[data[0] % 5], body, &status, &answer);
	free(body);
	free(answer);
	smdpp_free(server);
	return 0;
}

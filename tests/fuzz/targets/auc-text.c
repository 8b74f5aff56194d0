/* Fuzz target: the words of the authentication centre. A line without ':' is a request, with one a
 * subscriber. */
#include "peers/auc_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char answer[AUC_TEXT_MAX], *text = strndup((const char *)data, size);
	struct auc *auc = NULL;

	if (text && auc_new((struct crypto_random){ 0 }, &auc) == 0) {
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			if (strchr(line, ':'))
				auc_text_add(auc, line);
			else if (auc_text_answer(auc, line, answer) > 0 && strchr(answer, '\n'))
				abort();
		}
	}
	auc_free(auc);
	free(text);
	return 0;
}

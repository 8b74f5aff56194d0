/*
 * Listening addresses and test PKIs of smdpp and eim, and their SM-DP+.
 */
#include "cli/serve.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HOST_SIZE = 256 };

static void remove_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (dir != NULL) {
		while ((entry = readdir(dir)) != NULL)
			unlinkat(dirfd(dir), entry->d_name, 0);
		closedir(dir);
	}
	rmdir(path);
}

enum cli_exit serve_open_pki(const char *dir, const char *state, struct serve_pki *ret_pki)
{
	const struct softeuicc_env env = { 0 };
	const char *tmp = getenv("TMPDIR");
	__attribute__((cleanup(cli_close_store))) struct softeuicc_store *store = NULL;
	enum cli_exit result;
	int r;

	if (dir != NULL) {
		r = snprintf(ret_pki->path, SERVE_PATH_SIZE, "%s", dir);
		return r < SERVE_PATH_SIZE ? CLI_OK : cli_fail("%s: too long a path", dir);
	}
	result = cli_open_store(state, &store);
	if (result != CLI_OK)
		return result;
	r = snprintf(ret_pki->path, SERVE_PATH_SIZE, "%s/softeuicc-XXXXXX",
	             tmp != NULL ? tmp : P_tmpdir);
	if (r >= SERVE_PATH_SIZE || mkdtemp(ret_pki->path) == NULL)
		return cli_fail("cannot make a temporary folder");
	ret_pki->temporary = true;
	r = softeuicc_store_export_pki(store, ret_pki->path, &env);
	return r == 0 ? CLI_OK
	              : cli_fail("cannot export the store's certificates: %s", strerror(-r));
}

void serve_close_pki(struct serve_pki *pki)
{
	if (pki->temporary)
		remove_folder(pki->path);
	pki->temporary = false;
}

enum cli_exit serve_parse_listen(const char *text, struct addrinfo **ret_address)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		                        .ai_socktype = SOCK_STREAM };
	const char *colon = strrchr(text, ':');
	char host[HOST_SIZE];
	size_t len;

	if (colon == NULL)
		return cli_usage("--listen wants ADDR:PORT");
	len = (size_t)(colon - text);
	if (len >= 2 && text[0] == '[' && colon[-1] == ']') {
		text++;
		len -= 2;
	}
	if (len >= sizeof(host))
		return cli_usage("--listen wants ADDR:PORT");
	snprintf(host, sizeof(host), "%.*s", (int)len, text);
	if (getaddrinfo(host, colon + 1, &hints, ret_address) != 0)
		return cli_usage("--listen wants a numeric address and a port");
	return CLI_OK;
}

enum cli_exit serve_read_text(const char *path, struct buffer *ret_text)
{
	static const uint8_t end[] = { 0 };
	int r = buffer_read_file(ret_text, path);

	if (r == 0)
		r = buffer_append(ret_text, SPAN(end));
	return r == 0 ? CLI_OK : cli_fail("cannot read %s: %s", path, strerror(-r));
}

int serve_new_smdpp(struct smdpp_config config, struct smdpp **ret_smdpp)
{
	config.now = time(NULL);
	return smdpp_new(&config, ret_smdpp);
}

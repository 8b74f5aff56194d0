/*
 * Trust in SM-DP+ servers: by a file, by a folder, or what the cards of the store trust.
 */
#include "cli/reach.h"

#include "cli/serve.h"
#include "peers/pem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The CIs of a folder, those of both curves if it has both. */
static enum cli_exit read_cis(const char *dir, struct buffer *ret_pem)
{
	static const char *const names[] = { "CERT_CI_ECDSA_NIST.der", "CERT_CI_ECDSA_BRP.der" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[SERVE_PATH_SIZE + 32];
		BUFFER_AUTO der = { 0 };
		int r;

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		r = buffer_read_file(&der, path);
		if (r == 0)
			r = pem_append(ret_pem, "CERTIFICATE", buffer_span(&der));
		if (r < 0 && r != -ENOENT)
			return cli_fail("cannot read %s: %s", path, strerror(-r));
	}
	return ret_pem->len > 0 ? CLI_OK : cli_fail("%s has no certificate of a CI", dir);
}

enum cli_exit reach_open(const struct reach_values *v, bool ipa,
                         struct es9p_http_client **ret_client)
{
	struct es9p_http_client_config config = { .ca_file = v->tls_ca,
		                                  .insecure = v->insecure,
		                                  .ipa = ipa };
	struct serve_pki pki = { 0 };
	BUFFER_AUTO pem = { 0 };
	enum cli_exit result = CLI_OK;
	int r;

	/* A store is not made for this: without one there is nothing that its cards trust. */
	if (v->tls_ca == NULL && !v->insecure && (v->pki != NULL || cli_has_store(v->state))) {
		result = serve_open_pki(v->pki, v->state, &pki);
		if (result == CLI_OK)
			result = read_cis(pki.path, &pem);
		serve_close_pki(&pki);
	}
	if (result != CLI_OK)
		return result;
	config.ca_pem = buffer_span(&pem);
	r = es9p_http_client_new(&config, ret_client);
	return r == 0 ? CLI_OK : cli_fail("cannot start an HTTPS client: %s", strerror(-r));
}

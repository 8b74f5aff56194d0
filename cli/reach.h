/*
 * The way to SM-DP+ servers in the network, for lpa and ipa: whose TLS certificates are trusted.
 */
#ifndef CLI_REACH_H
#define CLI_REACH_H

#include "cli/cli.h"
#include "peers/es9p_http_client.h"

/* All members may be zero. */
struct reach_values {
	const char *tls_ca; /* PEM file; NULL: the CI in pki */
	const char *pki;    /* folder with names as in SGP.26; NULL: the PKI of the store */
	const char *state;  /* the store; NULL: the default one; none there: the system's CAs */
	bool insecure;      /* takes any certificate */
};

/* Rows for the options of a command whose values have a member `reach`; it has --pki itself. */
#define REACH_OPTION_TLS_CA(type)                                                                 \
	{                                                                                         \
		"tls-ca", "FILE", "CA of the SM-DP+, PEM (default: the CI in --pki)", CLI_STRING, \
		        offsetof(type, reach.tls_ca)                                              \
	}
#define REACH_OPTION_STATE(type)                                                 \
	{                                                                        \
		"state", "FILE", "the database with the default CI", CLI_STRING, \
		        offsetof(type, reach.state)                              \
	}

/* Makes the client; tells the user why when it cannot. ipa: it is one. */
enum cli_exit reach_open(const struct reach_values *v, bool ipa,
                         struct es9p_http_client **ret_client);

#endif

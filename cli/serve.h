/*
 * What the commands that serve something, smdpp, eim and lpa download, have in common.
 */
#ifndef CLI_SERVE_H
#define CLI_SERVE_H

#include "cli/cli.h"
#include "peers/buffer.h"
#include "peers/smdpp.h"

#include <netdb.h>

enum { SERVE_PATH_SIZE = 4096 };

/* A folder with certificates and keys under the names of SGP.26. */
struct serve_pki {
	char path[SERVE_PATH_SIZE];
	bool temporary;
};

/*
 * Takes the folder dir or, if NULL, a temporary one with the PKI of the store at state (NULL: the
 * default store). Tells the user why when it cannot; serve_close_pki() in any case.
 */
enum cli_exit serve_open_pki(const char *dir, const char *state, struct serve_pki *ret_pki);
/* Removes the folder if it is temporary. Zeroed is nothing to close. */
void serve_close_pki(struct serve_pki *pki);

/*
 * smdpp_new() for one that knows what day it is: it refuses eUICCs whose certificates are not valid,
 * by the time of its start.
 */
int serve_new_smdpp(struct smdpp_config config, struct smdpp **ret_smdpp);

/* Cuts "ADDR:PORT" or "[ADDR]:PORT", numeric; freeaddrinfo() what it gives. */
enum cli_exit serve_parse_listen(const char *text, struct addrinfo **ret_address);

/* Reads a text file and puts a final 0 behind it; ret_text is empty before. */
enum cli_exit serve_read_text(const char *path, struct buffer *ret_text);

#endif

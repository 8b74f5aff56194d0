/*
 * Readable names of what goes over the card interface, for the live log: instructions, ES10
 * functions, applications, files and status words.
 */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* Name of an instruction [ETSI TS 102 221 10.1.2], or NULL. */
const char *names_instruction(uint8_t ins);

/* Name of the ES10 function or part of a Bound Profile Package whose command starts with the tag
 * (two-byte tags as 0xBF3E), or NULL. [SGP.22 5.7, 2.5.4; SGP.32 5.9] */
const char *names_es10(unsigned tag);

/* Name of an application by AID, also one that only starts with a known AID; or NULL. */
const char *names_application(const uint8_t *aid, size_t len);

/* Name of a well-known file by file identifier, or NULL. [ETSI TS 102 221, 3GPP TS 31.102] */
const char *names_file(unsigned fid);

/* Writes the meaning of a status word to ret_text (size bytes); "" if it has no known one.
 * [ETSI TS 102 221 10.2] */
void names_status(unsigned sw, char *ret_text, size_t size);

#endif

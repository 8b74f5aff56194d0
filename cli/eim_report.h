/*
 * What softeuicc eim tells of the results that it gets: a line for each operation. The callbacks are
 * those of struct esipa_server, with a struct eim_report as their context.
 */
#ifndef CLI_EIM_REPORT_H
#define CLI_EIM_REPORT_H

#include "peers/esipa.h"

/* Zeroed but for eim and ci; end with eim_report_clear(). */
struct eim_report {
	struct eim_server *eim; /* takes the eUICC's key and the token from its data */
	struct buffer ci;       /* the CI that the eUICC's certificates must lead to, DER; owned */
	const char *operation;  /* handed out and not yet answered; NULL: none */
	unsigned failures;      /* what was not verified, refused, or not answered */
};

void eim_report_clear(struct eim_report *report);

/* An operation (borrowed) is handed out. The one before it counts as failed if it had no answer. */
void eim_report_begin(struct eim_report *report, const char *operation);

/* A message of the IPA could not be answered: negative errno. */
void eim_report_refusal(struct eim_report *report, int error);

void eim_report_result(void *ctx, const struct eim_package_result *result);
void eim_report_package_result(void *ctx, int verdict, const struct eim_server_result *result);
void eim_report_notification(void *ctx, int verdict);

#endif

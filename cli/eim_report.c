/*
 * The lines of softeuicc eim. [SGP.32 2.11.2]
 */
#include "cli/eim_report.h"

#include "cli/lpa.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void eim_report_clear(struct eim_report *report)
{
	buffer_free(&report->ci);
}

/* Begins the line of an answer. */
static void begin_line(struct eim_report *report)
{
	printf("%s: ", report->operation != NULL ? report->operation : "unasked");
	report->operation = NULL;
}

static void end_line(void)
{
	putchar('\n');
	fflush(stdout);
}

void eim_report_begin(struct eim_report *report, const char *operation)
{
	if (report->operation != NULL) {
		begin_line(report);
		printf("no answer");
		end_line();
		report->failures++;
	}
	report->operation = operation;
}

void eim_report_refusal(struct eim_report *report, int error)
{
	printf("a message is refused: %s", strerror(-error));
	end_line();
	report->failures++;
}

/* An ICCID as asn1_print() has it: each octet's digits are swapped, fillers end it. */
static void print_iccid(const char *hex)
{
	size_t len = strlen(hex);

	for (size_t i = 0; i < len; i++)
		if ((i ^ 1) < len && isdigit((unsigned char)hex[i ^ 1]))
			putchar(hex[i ^ 1]);
}

/* Prints a struct as asn1_print() does, but on one line, and ICCIDs as people write them. */
static void print_on_line(const struct asn1_type *type, const void *in)
{
	static const char SPACES[] = " \n";
	const char *separator = "", *before = "";
	char *text = NULL, *rest;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		return;
	asn1_print(type, in, 0, f);
	if (fclose(f) == 0) {
		for (char *word = strtok_r(text, SPACES, &rest); word != NULL;
		     word = strtok_r(NULL, SPACES, &rest)) {
			fputs(separator, stdout);
			if (strcmp(before, "iccid:") == 0)
				print_iccid(word);
			else
				fputs(word, stdout);
			separator = " ";
			before = word;
		}
	}
	free(text);
}

/* ---- the eUICC's data ---- */

/* GetCerts gives certificates under tags of its own [SGP.32 5.9.19]. */
static int untag(struct span element, struct buffer *ret_certificate)
{
	struct der_reader r = der_reader(element);
	struct der_tlv v;

	return der_next(&r, &v) ? buffer_append_tlv(ret_certificate, 0x30, v.value) : -EBADMSG;
}

static void take_data(struct eim_report *report, const struct ipa_euicc_data_response *response)
{
	const struct ipa_euicc_data *data = response->ipa_euicc_data;
	BUFFER_AUTO eum = { 0 };
	BUFFER_AUTO euicc = { 0 };

	if (response->which != IPA_EUICC_DATA_RESPONSE_IPA_EUICC_DATA ||
	    untag(data->eum_certificate, &eum) < 0 || untag(data->euicc_certificate, &euicc) < 0 ||
	    eim_server_trust(report->eim, buffer_span(&report->ci), buffer_span(&eum),
	                     buffer_span(&euicc)) != 0) {
		printf("certificates NOT VERIFIED");
		report->failures++;
		return;
	}
	eim_server_take_token(report->eim, data->association_token);
	printf("certificates verified, EID ");
	for (size_t i = 0; i < EIM_SERVER_EID_LEN; i++)
		printf("%02X", report->eim->eid[i]);
	if (data->association_token.set)
		printf(", token %lld", (long long)data->association_token.v);
}

/* ---- other results ---- */

static void print_download(const struct eim_server_download *download)
{
	char iccid[LPA_ICCID_TEXT];

	lpa_iccid_text(download->metadata.iccid, iccid);
	printf("profileInstallationResult: ICCID %s, ", *iccid != '\0' ? iccid : "unknown");
	if (download->final_result->which == FINAL_RESULT_SUCCESS_RESULT)
		printf("successResult");
	else
		print_on_line(&error_result_type, download->final_result->error_result);
}

/* [SGP.32 2.11.2.3] */
static void take_download(struct eim_report *report, struct span der)
{
	uint8_t memory[1 << 16];
	struct arena a = { memory, sizeof(memory), 0 };
	struct eim_server_download download;
	int r = eim_server_verify_download(report->eim, der, &a, &download);

	report->failures += r != 0 || download.error_reason.set;
	if (r < 0) {
		printf("malformed");
	} else if (download.error_reason.set) {
		printf("%sprofileDownloadError: %s (%u)", r == 0 ? "" : "NOT VERIFIED, ",
		       lpa_name_of(profile_download_error_reason_names, download.error_reason.v),
		       download.error_reason.v);
	} else {
		printf("%s, ", r == 0 ? "verified" : "NOT VERIFIED");
		print_download(&download);
	}
}

static void take_error(struct eim_report *report, uint32_t code)
{
	printf("the IPA reports an error: %s (%u)",
	       lpa_name_of(eim_package_result_error_code_names, code), code);
	report->failures++;
}

void eim_report_result(void *ctx, const struct eim_package_result *result)
{
	struct eim_report *report = ctx;

	switch (result->which) {
	case EIM_PACKAGE_RESULT_IPA_EUICC_DATA_RESPONSE:
		begin_line(report);
		take_data(report, result->ipa_euicc_data_response);
		break;
	case EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT:
		begin_line(report);
		take_download(report, result->profile_download_trigger_result);
		break;
	case EIM_PACKAGE_RESULT_EIM_PACKAGE_RESULT_RESPONSE_ERROR:
		begin_line(report);
		take_error(
		        report,
		        result->eim_package_result_response_error->eim_package_result_error_code.v);
		break;
	case EIM_PACKAGE_RESULT_EIM_PACKAGE_ERROR_V101:
		begin_line(report);
		take_error(report, result->eim_package_error_v101.v);
		break;
	default: /* eUICC Package Results come verified, to eim_report_package_result() */
		return;
	}
	end_line();
}

static void print_results(const struct asn1_list *results)
{
	const struct euicc_result_data *items = results->items;

	for (size_t i = 0; i < results->count; i++) {
		printf(", ");
		print_on_line(&euicc_result_data_type, &items[i]);
	}
}

void eim_report_package_result(void *ctx, int verdict, const struct eim_server_result *result)
{
	struct eim_report *report = ctx;

	begin_line(report);
	report->failures += verdict != 0;
	if (result->which == EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED) {
		printf("%s", verdict == 0 ? "verified" : "NOT VERIFIED");
		print_results(&result->data.euicc_result);
	} else if (result->which == EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED) {
		printf("%s, ", verdict == 0 ? "verified" : "NOT VERIFIED");
		print_on_line(&euicc_package_error_data_signed_type, &result->error);
		report->failures++;
	} else {
		printf("not signed, ");
		print_on_line(&euicc_package_error_unsigned_type, &result->unsigned_error);
		printf(" (does the card know this eIM? is it the right card?)");
		report->failures++;
	}
	end_line();
}

void eim_report_notification(void *ctx, int verdict)
{
	struct eim_report *report = ctx;

	/* With an SM-DP+ behind the eIM it may be all that an IPA tells of a download. */
	if (report->operation != NULL && strncmp(report->operation, "download", 8) == 0)
		begin_line(report);
	printf("notification %s", verdict == 0 ? "verified" : "NOT VERIFIED");
	end_line();
	report->failures += verdict != 0;
}

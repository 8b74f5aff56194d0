/*
 * What a server is told about a package that the card refuses: PEStatus with the element's
 * identification and the offset of the part that is the reason; and what the card's own log says
 * [TCA SAIP 3.3 EUICCResponse, PEStatus; SGP.22 2.5.6].
 */
#include "fixture.h"

#include "asn1/saip_response.h"
#include "profiles/value_notation.h"

#include <stdlib.h>
#include <string.h>

enum { NONE = -1 };

#define HEADER_OF(major, services, more)                                                 \
	"header ProfileElement ::= header : { major-version " major ", minor-version 3," \
	" iccid '8988999700000000014F'H, eUICC-Mandatory-services { " services " },"     \
	" eUICC-Mandatory-GFSTEList { }" more " }\n"
#define HEADER HEADER_OF("2", "", "")
/* MF with EF.ICCID, an EF.DIR and an EF.ARR without content; the last component is given. */
#define MF(pins, more)                                                                       \
	"mf ProfileElement ::= mf : { mf-header { mandated NULL, identification 1 },"        \
	" templateID { 2 23 143 1 2 1 }, mf { fileDescriptor : {"                            \
	" pinStatusTemplateDO '" pins "'H } },"                                              \
	" ef-iccid { fillFileContent : '988899790000000010F4'H },"                           \
	" ef-dir { fileDescriptor : { fileDescriptor '42210010'H, efFileSize '10'H } },"     \
	" ef-arr { fileDescriptor : { fileDescriptor '42210010'H, efFileSize '10'H } }" more \
	" }\n"
#define END "end ProfileElement ::= end : { end-header { mandated NULL, identification 99 } }\n"
#define NON_STANDARD(mandated)                                                \
	"x ProfileElement ::= nonStandard : { nonStandard-header { " mandated \
	"identification 5 }, issuerID { 1 2 3 }, content ''H }\n"
#define FILES(commands)                                                              \
	"x ProfileElement ::= genericFileManagement : { gfm-header { mandated NULL," \
	" identification 6 }, fileManagementCMD { { " commands " } } }\n"
#define EF(more)                                                \
	"createFCP : { fileDescriptor '4121'H, fileID '2F21'H," \
	" securityAttributesReferenced '2F0601'H, " more " }"
#define DOMAIN                                                                         \
	"sd ProfileElement ::= securityDomain : { sd-Header { mandated NULL,"          \
	" identification 7 }, instance { applicationLoadPackageAID 'A0000001515350'H," \
	" classAID 'A000000151535041'H, instanceAID 'A000000151000000'H,"              \
	" applicationPrivileges '82DC00'H, applicationSpecificParametersC9 ''H } }\n"
#define APPLICATION                                                          \
	"app ProfileElement ::= application : { app-Header { mandated NULL," \
	" identification 8 }, loadBlock { loadPackageAID 'A000000001'H,"     \
	" loadBlockObject ''H } }\n"

static const struct row {
	const char *package;
	bool installed;
	uint32_t status; /* of the only PEStatus */
	int identification, offset;
	const char *log; /* what it says; NULL: nothing */
} rows[] = {
	{ HEADER MF("", "") NON_STANDARD("") END, true, PE_NOT_SUPPORTED, 5, NONE, NULL },
	{ HEADER MF("", "") NON_STANDARD("mandated NULL, ") END, false, PE_NOT_SUPPORTED, 5, NONE,
	  "element 5: pe-not-supported (1): unknown issuer" },
	{ HEADER MF("", ", ef-umpc { fillFileContent : '010203040506'H }") END, false,
	  PE_BAD_VALUES, 1, 63,
	  "element 1, ef-umpc: bad-values (3): content beyond the end of the file" },
	{ HEADER MF("", "") FILES(EF("efFileSize '7FFFFFFF'H")) END, false, PE_NOT_ENOUGH_MEMORY, 6,
	  13, "element 6, fileManagementCMD: not-enough-memory (4)" },
	{ HEADER MF("", ""), false, PE_INVALID_REQUEST_FORMAT, NONE, NONE,
	  "header or end: invalid-request-format (5): the end is missing" },
	{ HEADER MF("", "") FILES("filePath : ''H, " EF("efFileSize ''H")) END, false,
	  PE_INVALID_PARAMETER, 6, 15,
	  "element 6, fileManagementCMD: invalid-parameter (6): sizes are of 1 to 4 octets" },
	{ HEADER MF("", "") DOMAIN APPLICATION END, false, PE_RUNTIME_NOT_SUPPORTED, 8, NONE,
	  "element 8: runtime-not-supported (7): the card runs no applications" },
	{ HEADER_OF("2", "", ", eUICC-Mandatory-AIDs { { aid 'A000000001'H, version '0100'H } }")
	          MF("", "") END,
	  false, PE_LIB_NOT_SUPPORTED, NONE, NONE,
	  "header or end: lib-not-supported (8): the card has no libraries" },
	{ HEADER MF(
	          "",
	          "") "cd ProfileElement ::= cd : { cd-header { mandated NULL, identification 9 },"
	              " templateID { 2 23 143 1 2 99 }, df-cd { } }\n" END,
	  false, PE_TEMPLATE_NOT_SUPPORTED, 9, NONE,
	  "element 9: template-not-supported (9): unknown template" },
	{ HEADER_OF("2", "multos NULL", "") MF("", "") END, false, PE_FEATURE_NOT_SUPPORTED, NONE,
	  NONE, "header or end: feature-not-supported (10): the card lacks a mandatory service" },
	{ HEADER MF("01", "") END, false, PE_PIN_CODE_MISSING, 1, NONE,
	  "element 1: pin-code-missing (11): a PIN of its pinStatusTemplateDO is not defined" },
	{ HEADER_OF("4", "", "") MF("", "") END, false, PE_UNSUPPORTED_PROFILE_VERSION, NONE, NONE,
	  "header or end: unsupported-profile-version (31): major-version is not 2 or 3" },
	/* status words of the file system are handed through */
	{ HEADER MF("", "") FILES(EF("efFileSize '01'H") ", " EF("efFileSize '01'H")) END, false,
	  0x6A89, 6, 31, "element 6, fileManagementCMD: status word 6A89" },
	{ HEADER MF("", "") FILES(EF("linkPath '7F106F40'H")) END, false, 0x6A82, 6, 13,
	  "element 6, fileManagementCMD: status word 6A82" },
};

/* The first status in an EUICCResponse, of which there must be one. */
static struct pe_status only_status(struct fixture *f, struct span response, bool aborted)
{
	struct euicc_response r;
	struct asn1_error error;

	assert_true(asn1_decode(&euicc_response_type, SAIP_TAG_EUICC_RESPONSE, response, &r,
	                        &f->arena, &error));
	assert_int_equal(r.profile_installation_aborted, aborted);
	assert_int_equal(r.pe_status.count, 1);
	return *(const struct pe_status *)r.pe_status.items;
}

static void expect(const char *what, struct asn1_uint got, int wanted)
{
	if (got.set != (wanted != NONE) || (got.set && got.v != (uint32_t)wanted))
		fail_msg("%s: %d instead of %d", what, got.set ? (int)got.v : NONE, wanted);
}

static struct pe_status download(struct fixture *f, const struct row *row, struct span package)
{
	const struct smdpp_order order = { .matching_id = FIXTURE_MATCHING_ID, .profile = package };
	struct lpa_download_result result;

	assert_int_equal(smdpp_add_order(f->server, &order), 0);
	result = fixture_download(f);
	assert_int_equal(result.end, LPA_DOWNLOAD_INSTALLATION_RESULT);
	assert_int_equal(result.final_result->which == FINAL_RESULT_SUCCESS_RESULT, row->installed);
	return only_status(f,
	                   row->installed ? result.final_result->success_result->sima_response
	                                  : result.final_result->error_result->sima_response,
	                   !row->installed);
}

/* Without a server, the log is the only one to tell. */
static void check_log(struct fixture *f, const struct row *row, struct span package)
{
	const char *error;

	assert_true(softeuicc_card_install(f->card, package.ptr, package.len, NULL, 0, &error) < 0);
	if (!strstr(f->last_log, row->log))
		fail_msg("%s\ninstead of %s", f->last_log, row->log);
}

static void check_row(const struct row *row)
{
	struct fixture *f = fixture_new(&(struct fixture_options){ 0 });
	struct pe_status status;
	char error[200];
	uint8_t *der;
	size_t len;

	if (saip_compile(row->package, strlen(row->package), &der, &len, error, sizeof(error)) < 0)
		fail_msg("%s", error);
	status = download(f, row, (struct span){ der, len });
	if (status.status.v != row->status)
		fail_msg("status %u instead of %u: %s", status.status.v, row->status, f->last_log);
	expect(row->log ? row->log : "installed", status.identification, row->identification);
	expect(row->log ? row->log : "installed", status.offset, row->offset);
	assert_false(status.additional_information.set);
	if (row->log)
		check_log(f, row, (struct span){ der, len });
	free(der);
	fixture_expect_sane(f, row->installed, 1);
	fixture_free(f);
}

static void test_statuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < A_COUNT(rows); i++)
		check_row(&rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * softeuicc lpa imsi: the IMSI of the enabled profile, as a telephone would read it.
 * [3GPP TS 31.102 4.2.2]
 */
#include "cli/lpa.h"
#include "cli/names.h"

#include <string.h>

enum { IMSI_TEXT = 17 };

/* What the functions of peers/uicc_client.h return, 0 apart. */
static enum cli_exit fail(const char *what, int r, uint16_t sw)
{
	char meaning[96];

	if (r < 0)
		return cli_fail("%s: %s", what, strerror(-r));
	names_status(sw, meaning, sizeof(meaning));
	return cli_fail("%s: the card answers %04X (%s)", what, sw, meaning);
}

enum cli_exit lpa_verb_imsi(struct lpa_session *session, const char *unused)
{
	const struct apdu_transport *t = pcsc_transport(session->pcsc);
	char imsi[IMSI_TEXT];
	struct span content;
	uint16_t sw = 0;
	int r = uicc_select_usim(t, &session->arena, &sw);

	(void)unused;
	if (r != 0)
		return fail("no USIM: is a profile enabled?", r, sw);
	r = uicc_read_file(t, UICC_FID_EF_IMSI, &session->arena, &content, &sw);
	if (r != 0)
		return fail("read EF.IMSI", r, sw);
	if (!uicc_imsi(content, imsi, sizeof(imsi)))
		return cli_fail("EF.IMSI does not hold an IMSI");
	printf(session->values->json ? "{ \"imsi\": \"%s\" }\n" : "%s\n", imsi);
	return CLI_OK;
}

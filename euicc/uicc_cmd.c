/*
 * The table of UICC commands [TS 102 221 10.1.2].
 */
#include "uicc_cmd.h"

enum { CLASS_2G = 0xA0 };

enum data_rule { DATA_NONE, DATA_REQUIRED, DATA_OPTIONAL };

struct command {
	uint8_t cla, ins;
	enum data_rule data;
	struct sw (*run)(const struct uicc_call *call);
};

static const struct command commands[] = {
	{ 0x00, 0x04, DATA_OPTIONAL, uicc_cmd_deactivate },
	{ 0x00, 0x20, DATA_OPTIONAL, uicc_cmd_verify },
	{ 0x00, 0x24, DATA_REQUIRED, uicc_cmd_change_pin },
	{ 0x00, 0x26, DATA_REQUIRED, uicc_cmd_disable_pin },
	{ 0x00, 0x28, DATA_REQUIRED, uicc_cmd_enable_pin },
	{ 0x00, 0x2C, DATA_OPTIONAL, uicc_cmd_unblock_pin },
	{ 0x80, 0x32, DATA_REQUIRED, uicc_cmd_increase },
	{ 0x00, 0x44, DATA_OPTIONAL, uicc_cmd_activate },
	{ 0x80, 0x78, DATA_NONE, uicc_cmd_get_identity },
	{ 0x00, 0x84, DATA_NONE, uicc_cmd_get_challenge },
	{ 0x00, 0x88, DATA_REQUIRED, uicc_cmd_authenticate },
	{ 0x00, 0xA2, DATA_REQUIRED, uicc_cmd_search_record },
	{ 0x00, 0xA4, DATA_OPTIONAL, uicc_cmd_select },
	{ 0x00, 0xB0, DATA_NONE, uicc_cmd_read_binary },
	{ 0x00, 0xB2, DATA_NONE, uicc_cmd_read_record },
	{ 0x80, 0xCB, DATA_OPTIONAL, uicc_cmd_retrieve_data },
	{ 0x00, 0xD6, DATA_REQUIRED, uicc_cmd_update_binary },
	{ 0x80, 0xDB, DATA_REQUIRED, uicc_cmd_set_data },
	{ 0x00, 0xDC, DATA_REQUIRED, uicc_cmd_update_record },
	{ 0x80, 0xF2, DATA_NONE, uicc_cmd_status },
};

struct sw uicc_command(struct uicc *u, struct uicc_context *c, const struct apdu *apdu,
                       struct response *response)
{
	const struct uicc_call call = { u, c, apdu, response };

	if (apdu->cla_base == CLASS_2G)
		return uicc_command_2g(&call);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct command *cmd = &commands[i];

		if (cmd->ins != apdu->ins)
			continue;
		if (cmd->cla != apdu->cla_base)
			return SW(SW_CLA_NOT_SUPPORTED);
		if ((cmd->data == DATA_NONE && apdu->data.len) ||
		    (cmd->data == DATA_REQUIRED && !apdu->data.len))
			return SW(SW_WRONG_LENGTH);
		return cmd->run(&call);
	}
	return SW(SW_INS_NOT_SUPPORTED);
}

void uicc_context_init(const struct uicc *u, struct uicc_context *c)
{
	*c = (struct uicc_context){ .df = u->file_count ? 0 : UICC_NONE, /* 0 is the MF */
		                    .ef = UICC_NONE,
		                    .adf = UICC_NONE };
}

void uicc_reset(struct uicc *u)
{
	for (uint32_t i = 0; i < u->pin_count; i++)
		u->pins[i].verified = false;
	u->incoming.number = 0;
}

/*
 * Tables of names for the live log (see names.h).
 */
#include "cli/names.h"

#include <stdio.h>
#include <string.h>

struct name {
	unsigned value;
	const char *text;
};

static const char *find(const struct name *table, size_t count, unsigned value)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].value == value)
			return table[i].text;
	return NULL;
}

#define FIND(table, value) find(table, sizeof(table) / sizeof((table)[0]), value)

/* [ETSI TS 102 221 10.1.2, GlobalPlatform 11] */
static const struct name INSTRUCTIONS[] = {
	{ 0x04, "DEACTIVATE FILE" }, { 0x10, "TERMINAL PROFILE" },
	{ 0x12, "FETCH" },           { 0x14, "TERMINAL RESPONSE" },
	{ 0x20, "VERIFY PIN" },      { 0x24, "CHANGE PIN" },
	{ 0x26, "DISABLE PIN" },     { 0x28, "ENABLE PIN" },
	{ 0x2C, "UNBLOCK PIN" },     { 0x32, "INCREASE" },
	{ 0x44, "ACTIVATE FILE" },   { 0x70, "MANAGE CHANNEL" },
	{ 0x76, "SUSPEND UICC" },    { 0x78, "GET IDENTITY" },
	{ 0x84, "GET CHALLENGE" },   { 0x88, "AUTHENTICATE" },
	{ 0x89, "AUTHENTICATE" },    { 0xA2, "SEARCH RECORD" },
	{ 0xA4, "SELECT" },          { 0xAA, "TERMINAL CAPABILITY" },
	{ 0xB0, "READ BINARY" },     { 0xB2, "READ RECORD" },
	{ 0xC0, "GET RESPONSE" },    { 0xC2, "ENVELOPE" },
	{ 0xCA, "GET DATA" },        { 0xCB, "RETRIEVE DATA" },
	{ 0xD6, "UPDATE BINARY" },   { 0xDB, "SET DATA" },
	{ 0xDC, "UPDATE RECORD" },   { 0xE2, "STORE DATA" },
	{ 0xF2, "STATUS" },
};

/* [SGP.22 5.7 and 2.5.4, SGP.32 5.9] */
static const struct name ES10[] = {
	{ 0xBF20, "GetEuiccInfo1" },
	{ 0xBF21, "PrepareDownload" },
	{ 0xBF22, "GetEuiccInfo2" },
	{ 0xBF28, "ListNotification" },
	{ 0xBF29, "SetNickname" },
	{ 0xBF2B, "RetrieveNotificationsList" },
	{ 0xBF2D, "GetProfilesInfo" },
	{ 0xBF2E, "GetEuiccChallenge" },
	{ 0xBF30, "RemoveNotificationFromList" },
	{ 0xBF31, "EnableProfile" },
	{ 0xBF32, "DisableProfile" },
	{ 0xBF33, "DeleteProfile" },
	{ 0xBF34, "eUICCMemoryReset" },
	{ 0xBF35, "LoadCRL" },
	{ 0xBF36, "BPP InitialiseSecureChannel" },
	{ 0xA0, "BPP ConfigureISDP" },
	{ 0xA1, "BPP metadata follows" },
	{ 0x88, "BPP StoreMetadata" },
	{ 0xA2, "BPP ReplaceSessionKeys" },
	{ 0xA3, "BPP profile follows" },
	{ 0x86, "BPP profile elements" },
	{ 0xBF38, "AuthenticateServer" },
	{ 0xBF3C, "GetEuiccConfiguredAddresses" },
	{ 0xBF3E, "GetEuiccData" },
	{ 0xBF3F, "SetDefaultDpAddress" },
	{ 0xBF41, "CancelSession" },
	{ 0xBF42, "IpaeActivation" },
	{ 0xBF43, "GetRAT" },
	{ 0xBF51, "LoadEuiccPackage" },
	{ 0xBF55, "GetEimConfigurationData" },
	{ 0xBF56, "GetCerts" },
	{ 0xBF57, "AddInitialEim" },
	{ 0xBF58, "ProfileRollback" },
	{ 0xBF59, "ConfigureImmediateProfileEnabling" },
	{ 0xBF5A, "ImmediateEnable" },
	{ 0xBF5B, "EnableEmergencyProfile" },
	{ 0xBF5C, "DisableEmergencyProfile" },
	{ 0xBF5D, "ExecuteFallbackMechanism" },
	{ 0xBF5E, "ReturnFromFallback" },
	{ 0xBF5F, "GetConnectivityParameters" },
	{ 0xBF64, "eUICCMemoryReset" },
	{ 0xBF65, "SetDefaultDpAddress" },
};

/* [ETSI TS 102 221 8, 3GPP TS 31.102 4] */
static const struct name FILES[] = {
	{ 0x3F00, "MF" },          { 0x2F00, "EF.DIR" },       { 0x2F05, "EF.PL" },
	{ 0x2F06, "EF.ARR" },      { 0x2FE2, "EF.ICCID" },     { 0x7F10, "DF.TELECOM" },
	{ 0x7F20, "DF.GSM" },      { 0x7FFF, "ADF" },          { 0x6F05, "EF.LI" },
	{ 0x6F07, "EF.IMSI" },     { 0x6F08, "EF.Keys" },      { 0x6F09, "EF.KeysPS" },
	{ 0x6F31, "EF.HPPLMN" },   { 0x6F38, "EF.UST" },       { 0x6F3A, "EF.ADN" },
	{ 0x6F3C, "EF.SMS" },      { 0x6F40, "EF.MSISDN" },    { 0x6F42, "EF.SMSP" },
	{ 0x6F46, "EF.SPN" },      { 0x6F56, "EF.EST" },       { 0x6F5B, "EF.START-HFN" },
	{ 0x6F60, "EF.PLMNwAcT" }, { 0x6F61, "EF.OPLMNwAcT" }, { 0x6F62, "EF.HPLMNwAcT" },
	{ 0x6F73, "EF.PSLOCI" },   { 0x6F78, "EF.ACC" },       { 0x6F7B, "EF.FPLMN" },
	{ 0x6F7E, "EF.LOCI" },     { 0x6FAD, "EF.AD" },        { 0x6FB7, "EF.ECC" },
	{ 0x6FC4, "EF.NETPAR" },   { 0x6FE3, "EF.EPSLOCI" },   { 0x6FE4, "EF.EPSNSC" },
};

struct application {
	const char *name;
	uint8_t len;
	uint8_t aid[16];
};

/* [SGP.02 4.1.1.3 as used by SGP.22; ETSI TS 101 220; GlobalPlatform] */
static const struct application APPLICATIONS[] = {
	{ "ISD-R", 16, { 0xA0, 0, 0, 5, 0x59, 0x10, 0x10, 255, 255, 255, 255, 0x89, 0, 0, 1, 0 } },
	{ "ECASD", 16, { 0xA0, 0, 0, 5, 0x59, 0x10, 0x10, 255, 255, 255, 255, 0x89, 0, 0, 2, 0 } },
	{ "ISD-P", 13, { 0xA0, 0, 0, 5, 0x59, 0x10, 0x10, 255, 255, 255, 255, 0x89, 0 } },
	{ "ADF.USIM", 7, { 0xA0, 0, 0, 0, 0x87, 0x10, 0x02 } },
	{ "ADF.ISIM", 7, { 0xA0, 0, 0, 0, 0x87, 0x10, 0x04 } },
	{ "ISD", 8, { 0xA0, 0, 0, 1, 0x51, 0, 0, 0 } },
	{ "ARA-M", 9, { 0xA0, 0, 0, 1, 0x51, 0x41, 0x43, 0x4C, 0 } },
};

/* Status words with one meaning; those whose second byte counts are in names_status. */
static const struct name STATUS[] = {
	{ 0x9000, "ok" },
	{ 0x6200, "warning" },
	{ 0x6282, "end of file reached" },
	{ 0x6283, "file deactivated" },
	{ 0x6581, "memory problem" },
	{ 0x6700, "wrong length" },
	{ 0x6881, "logical channel not supported" },
	{ 0x6882, "secure messaging not supported" },
	{ 0x6981, "command incompatible with file" },
	{ 0x6982, "security status not satisfied" },
	{ 0x6983, "PIN blocked" },
	{ 0x6984, "referenced data invalidated" },
	{ 0x6985, "conditions of use not satisfied" },
	{ 0x6986, "no EF selected" },
	{ 0x6A80, "incorrect data" },
	{ 0x6A81, "function not supported" },
	{ 0x6A82, "file or application not found" },
	{ 0x6A83, "record not found" },
	{ 0x6A84, "not enough memory" },
	{ 0x6A86, "incorrect P1 P2" },
	{ 0x6A87, "Lc inconsistent with P1 P2" },
	{ 0x6A88, "referenced data not found" },
	{ 0x6B00, "wrong P1 P2 (offset)" },
	{ 0x6D00, "instruction not supported" },
	{ 0x6E00, "class not supported" },
	{ 0x6F00, "technical problem" },
	{ 0x9862, "authentication error: incorrect MAC" },
	{ 0x9864, "authentication error: context not supported" },
};

const char *names_instruction(uint8_t ins)
{
	return FIND(INSTRUCTIONS, ins);
}

const char *names_es10(unsigned tag)
{
	return FIND(ES10, tag);
}

const char *names_file(unsigned fid)
{
	return FIND(FILES, fid);
}

const char *names_application(const uint8_t *aid, size_t len)
{
	for (size_t i = 0; i < sizeof(APPLICATIONS) / sizeof(APPLICATIONS[0]); i++) {
		const struct application *a = &APPLICATIONS[i];

		if (len >= a->len && memcmp(aid, a->aid, a->len) == 0)
			return a->name;
	}
	return NULL;
}

void names_status(unsigned sw, char *ret_text, size_t size)
{
	const char *text = FIND(STATUS, sw);
	unsigned low = sw & 0xFF;

	if (text != NULL)
		snprintf(ret_text, size, "%s", text);
	else if (sw >> 8 == 0x61)
		snprintf(ret_text, size, "ok, %u bytes to fetch", low == 0 ? 256 : low);
	else if (sw >> 8 == 0x6C)
		snprintf(ret_text, size, "wrong Le, %u bytes available", low == 0 ? 256 : low);
	else if (sw >> 8 == 0x91)
		snprintf(ret_text, size, "ok, proactive command of %u bytes", low);
	else if (sw >> 4 == 0x63C)
		snprintf(ret_text, size, "wrong PIN, %u tries left", low & 0xF);
	else
		snprintf(ret_text, size, "%s", "");
}

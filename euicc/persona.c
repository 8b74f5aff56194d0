/*
 * Personas: reading the JSON form over the built-in default.
 */
#include "persona.h"

#include "hex.h"
#include "persona_builtin.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- one reader for each kind of value; false: the value is not of that kind ---- */

struct reader;
typedef bool (*read_value)(const json_t *value, void *dst, const struct reader *how);

struct reader {
	const char *key;
	read_value read;
	size_t offset;
	size_t size;                   /* of text buffers */
	const struct asn1_name *names; /* of named values and bits */
};

static bool read_text(const json_t *value, void *dst, const struct reader *how)
{
	const char *s = json_string_value(value);

	if (!s || strlen(s) >= how->size)
		return false;
	memset(dst, 0, how->size);
	memcpy(dst, s, strlen(s));
	return true;
}

bool persona_version(const char *text, uint8_t ret_version[3])
{
	uint8_t v[3] = { 0 };

	for (int i = 0;; i++) {
		char *end;
		unsigned long n;

		if (*text < '0' || *text > '9') /* strtoul() takes blanks and signs */
			return false;
		n = strtoul(text, &end, 10);
		if (n > 255 || i > 2)
			return false;
		v[i] = (uint8_t)n;
		if (*end == '\0')
			break;
		if (*end != '.')
			return false;
		text = end + 1;
	}
	memcpy(ret_version, v, sizeof(v));
	return true;
}

static bool read_version(const json_t *value, void *dst, const struct reader *how)
{
	(void)how;
	return json_is_string(value) && persona_version(json_string_value(value), dst);
}

static bool read_profile_versions(const json_t *value, void *dst, const struct reader *how)
{
	struct persona *p = dst;
	size_t i;
	json_t *item;

	if (!json_is_array(value) || json_array_size(value) > PERSONA_VERSIONS_MAX)
		return false;
	p->n_more_profile_versions = json_array_size(value);
	json_array_foreach(value, i, item)
	{
		if (!read_version(item, p->more_profile_versions[i], how))
			return false;
	}
	return true;
}

static bool read_uint32(const json_t *value, void *dst, const struct reader *how)
{
	json_int_t n = json_integer_value(value);

	(void)how;
	if (!json_is_integer(value) || n < 0 || n > UINT32_MAX)
		return false;
	*(uint32_t *)dst = (uint32_t)n;
	return true;
}

static bool read_bool(const json_t *value, void *dst, const struct reader *how)
{
	(void)how;
	if (!json_is_boolean(value))
		return false;
	*(bool *)dst = json_is_true(value);
	return true;
}

static bool name_value(const struct asn1_name *names, const char *name, uint32_t *ret_value)
{
	for (; name && names->name; names++) {
		if (strcmp(names->name, name) == 0) {
			*ret_value = names->value;
			return true;
		}
	}
	return false;
}

static bool read_name(const json_t *value, void *dst, const struct reader *how)
{
	return name_value(how->names, json_string_value(value), dst);
}

static bool read_bits(const json_t *value, void *dst, const struct reader *how)
{
	uint32_t bits = 0;
	size_t i;
	json_t *item;

	if (!json_is_array(value))
		return false;
	json_array_foreach(value, i, item)
	{
		uint32_t bit;

		if (!name_value(how->names, json_string_value(item), &bit) || bit > 31)
			return false;
		bits |= 1u << bit;
	}
	*(uint32_t *)dst = bits;
	return true;
}

/* TCK is the exclusive-or of all octets after TS [ISO 7816-3 8.2.5]. */
static bool read_atr(const json_t *value, void *dst, const struct reader *how)
{
	struct persona *p = dst;
	uint8_t tck = 0;
	size_t len;

	(void)how;
	if (!json_is_string(value) ||
	    !hex_decode(json_string_value(value), p->atr, PERSONA_ATR_MAX - 1, &len) || len < 2)
		return false;
	for (size_t i = 1; i < len; i++)
		tck ^= p->atr[i];
	p->atr[len] = tck;
	p->atr_len = len + 1;
	return true;
}

static bool read_gid(const json_t *value, uint8_t *buf, struct span *ret_gid)
{
	size_t len;

	if (!value) {
		*ret_gid = (struct span){ NULL, 0 };
		return true;
	}
	if (!json_is_string(value) ||
	    !hex_decode(json_string_value(value), buf, PERSONA_GID_MAX, &len))
		return false;
	*ret_gid = (struct span){ buf, len };
	return true;
}

static bool read_operator(const json_t *value, struct persona_operator *op)
{
	const char *mcc_mnc = json_string_value(json_object_get(value, "mccMnc"));
	size_t len;

	return mcc_mnc && hex_decode(mcc_mnc, op->mcc_mnc, sizeof(op->mcc_mnc), &len) &&
	       len == sizeof(op->mcc_mnc) &&
	       read_gid(json_object_get(value, "gid1"), op->gid1, &op->gid1_span) &&
	       read_gid(json_object_get(value, "gid2"), op->gid2, &op->gid2_span);
}

static bool read_rule(const json_t *value, struct persona_rule *rule)
{
	static const struct reader pprs = { .names = ppr_ids_names };
	const json_t *operators = json_object_get(value, "allowedOperators");
	size_t i;
	json_t *item;

	if (!read_bits(json_object_get(value, "pprIds"), &rule->ppr_ids, &pprs) ||
	    !json_is_array(operators) || json_array_size(operators) > PERSONA_OPERATORS_MAX)
		return false;
	rule->n_operators = json_array_size(operators);
	rule->consent_required = json_is_true(json_object_get(value, "consentRequired"));
	json_array_foreach(operators, i, item)
	{
		if (!read_operator(item, &rule->operators[i]))
			return false;
	}
	return true;
}

/* Rules Authorisation Table [SGP.22 2.4.5.2]. */
static bool read_rules(const json_t *value, void *dst, const struct reader *how)
{
	struct persona *p = dst;
	size_t i;
	json_t *item;

	(void)how;
	if (!json_is_array(value) || json_array_size(value) > PERSONA_RULES_MAX)
		return false;
	memset(p->rules, 0, sizeof(p->rules));
	p->n_rules = json_array_size(value);
	json_array_foreach(value, i, item)
	{
		if (!read_rule(item, &p->rules[i]))
			return false;
	}
	return true;
}

/* clang-format off */
#define AT(member) offsetof(struct persona, member)
#define TEXT(key, member) { key, read_text, AT(member), sizeof(((struct persona *)0)->member), NULL }

static const struct reader readers[] = {
	TEXT("name", name),
	TEXT("sasAcreditationNumber", sas_number),
	TEXT("platformLabel", platform_label),
	TEXT("discoveryBaseURL", discovery_url),
	TEXT("rootDsAddress", root_ds),
	TEXT("defaultDpAddress", default_dp),
	{ "atr", read_atr, 0, 0, NULL },
	{ "svn", read_version, AT(svn), 0, NULL },
	{ "profileVersion", read_version, AT(profile_version), 0, NULL },
	{ "additionalEuiccProfilePackageVersions", read_profile_versions, 0, 0, NULL },
	{ "euiccFirmwareVer", read_version, AT(firmware), 0, NULL },
	{ "ts102241Version", read_version, AT(ts102241), 0, NULL },
	{ "globalplatformVersion", read_version, AT(globalplatform), 0, NULL },
	{ "ppVersion", read_version, AT(pp_version), 0, NULL },
	{ "euiccCategory", read_name, AT(category), 0, euicc_category_names },
	{ "uiccCapability", read_bits, AT(uicc_capability), 0, uicc_capability_names },
	{ "rspCapability", read_bits, AT(rsp_capability), 0, rsp_capability_names },
	{ "forbiddenProfilePolicyRules", read_bits, AT(forbidden_pprs), 0, ppr_ids_names },
	{ "nonVolatileMemory", read_uint32, AT(nonvolatile_memory), 0, NULL },
	{ "volatileMemory", read_uint32, AT(volatile_memory), 0, NULL },
	{ "maxNotifications", read_uint32, AT(max_notifications), 0, NULL },
	{ "rulesAuthorisationTable", read_rules, 0, 0, NULL },
	{ "sgp32Version", read_version, AT(sgp32), 0, NULL },
	{ "localProfileManagement", read_bool, AT(local_management), 0, NULL },
	{ "fallbackSupported", read_bool, AT(fallback), 0, NULL },
	{ "ecallSupported", read_bool, AT(ecall), 0, NULL },
	{ "maxEims", read_uint32, AT(max_eims), 0, NULL },
	{ "maxPackageResults", read_uint32, AT(max_package_results), 0, NULL },
	{ "maxPackageSize", read_uint32, AT(max_package_size), 0, NULL },
};
/* clang-format on */

static bool apply(const json_t *root, struct persona *p, const char **ret_error)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)root, key, value)
	{
		size_t i = 0;

		while (i < A_COUNT(readers) && strcmp(readers[i].key, key) != 0)
			i++;
		if (i == A_COUNT(readers)) {
			*ret_error = "persona: unknown key";
			return false;
		}
		if (!readers[i].read(value, (uint8_t *)p + readers[i].offset, &readers[i])) {
			*ret_error = readers[i].key;
			return false;
		}
	}
	return true;
}

static int apply_text(const char *text, struct persona *p, const char **ret_error)
{
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	bool ok;

	if (!json_is_object(root)) {
		*ret_error = "persona: not a JSON object";
		json_decref(root);
		return -EINVAL;
	}
	ok = apply(root, p, ret_error);
	json_decref(root);
	return ok ? 0 : -EINVAL;
}

int persona_parse(const char *json, struct persona **ret_persona, const char **ret_error)
{
	struct persona *p = calloc(1, sizeof(*p));
	int r;

	if (!p)
		return -ENOMEM;
	r = apply_text(persona_builtin[0].json, p, ret_error);
	if (r == 0)
		r = apply_text(json, p, ret_error);
	if (r < 0) {
		free(p);
		return r;
	}
	*ret_persona = p;
	return 0;
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t cap = 0;

	if (!f)
		return NULL;
	if (getdelim(&text, &cap, '\0', f) < 0) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

int persona_load(const char *name_or_path, struct persona **ret_persona, char **ret_json,
                 const char **ret_error)
{
	const struct persona_builtin *b = persona_builtin;
	char *json;
	int r;

	while (b->name && strcmp(b->name, name_or_path) != 0)
		b++;
	json = b->name ? strdup(b->json) : read_file(name_or_path);
	if (!json) {
		*ret_error = "persona: neither built in nor a readable file";
		return -ENOENT;
	}
	r = persona_parse(json, ret_persona, ret_error);
	if (r == 0 && ret_json)
		*ret_json = json;
	else
		free(json);
	return r;
}

void persona_free(struct persona *p)
{
	free(p);
}

bool persona_iot_since(const struct persona *p, uint8_t major, uint8_t minor)
{
	return persona_is_iot(p) &&
	       (p->sgp32[0] > major || (p->sgp32[0] == major && p->sgp32[1] >= minor));
}

bool persona_is_local(const struct persona *p)
{
	return !persona_is_iot(p) || p->local_management;
}

uint32_t persona_services(const struct persona *p)
{
	/* Bit of UICCCapability -> component of ServicesList: same services, another order. */
	static const int8_t service[32] = { 0,  1,  2,  3,  4,  6,  5,  16, 17, -1, 7,
		                            8,  9,  10, 11, 12, 13, 14, 15, 18, 19, 20,
		                            21, 22, 23, 24, 25, 26, 27, 28, 29, -1 };
	uint32_t services = 0;

	for (unsigned bit = 0; bit < A_COUNT(service); bit++) {
		if ((p->uicc_capability >> bit & 1) && service[bit] >= 0)
			services |= 1u << service[bit];
	}
	return services;
}

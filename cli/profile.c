/*
 * softeuicc profile: the author's tools for profile packages.
 */
#include "cli/cli.h"
#include "profiles/tool.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 200, PE_HEADER = 0xA0 };

struct profile_values {
	const char *output;
	bool json;
};

static const struct cli_option PROFILE_OPTIONS[] = {
	{ "output", "FILE", "write there instead of to the standard output (build, show)",
	  CLI_STRING, offsetof(struct profile_values, output) },
	{ "json", NULL, "print what check finds as JSON", CLI_FLAG,
	  offsetof(struct profile_values, json) },
	{ 0 },
};

static enum cli_exit write_output(const char *path, const void *data, size_t len)
{
	FILE *out = path != NULL ? fopen(path, "wb") : stdout;
	bool ok;

	if (out == NULL)
		return cli_fail("cannot write %s: %s", path, strerror(errno));
	ok = fwrite(data, 1, len, out) == len;
	if (path != NULL)
		ok = fclose(out) == 0 && ok;
	return ok ? CLI_OK : cli_fail("cannot write %s", path != NULL ? path : "the output");
}

static enum cli_exit compile(const char *path, const uint8_t *text, size_t len, uint8_t **ret_der,
                             size_t *ret_len)
{
	char error[MESSAGE_MAX];

	if (saip_compile((const char *)text, len, ret_der, ret_len, error, sizeof(error)) < 0)
		return cli_fail("%s: %s", path, error);
	return CLI_OK;
}

static enum cli_exit run_build(const struct profile_values *v, const char *path)
{
	__attribute__((cleanup(cli_free_bytes))) uint8_t *text = NULL;
	__attribute__((cleanup(cli_free_bytes))) uint8_t *der = NULL;
	size_t len, der_len;
	enum cli_exit result = cli_read_file(path, &text, &len);

	if (result == CLI_OK)
		result = compile(path, text, len, &der, &der_len);
	return result == CLI_OK ? write_output(v->output, der, der_len) : result;
}

static enum cli_exit run_show(const struct profile_values *v, const char *path)
{
	__attribute__((cleanup(cli_free_bytes))) uint8_t *der = NULL;
	char error[MESSAGE_MAX];
	enum cli_exit result;
	size_t len, text_len;
	char *text;
	int r;

	result = cli_read_file(path, &der, &len);
	if (result != CLI_OK)
		return result;
	r = saip_print(der, len, &text, &text_len, error, sizeof(error));
	if (r == SAIP_PRINT_FAILED)
		return cli_fail("%s: %s", path, error);
	result = write_output(v->output, text, text_len);
	free(text);
	if (result == CLI_OK && r == SAIP_PRINT_INEXACT)
		return cli_fail("%s is no DER: %s", path, error);
	return result;
}

/* Where findings go. */
struct report {
	json_t *findings; /* NULL: print lines */
	unsigned int warnings;
};

static void print_finding(const struct saip_finding *f)
{
	printf("%s: ", f->is_error ? "error" : "warning");
	if (f->number > 0) {
		printf("element %u", f->number);
		if (f->element != NULL)
			printf(" %s", f->element);
		if (f->identification >= 0)
			printf(" (identification %d)", (int)f->identification);
		if (f->component != NULL)
			printf(", %s", f->component);
		printf(", offset %zu: ", f->offset);
	}
	printf("%s [%s]\n", f->text, f->rule);
}

static void add_string(json_t *object, const char *key, const char *value)
{
	if (value != NULL)
		json_object_set_new(object, key, json_string(value));
}

static void add_finding(json_t *findings, const struct saip_finding *f)
{
	json_t *o = json_object();

	add_string(o, "severity", f->is_error ? "error" : "warning");
	add_string(o, "rule", f->rule);
	add_string(o, "text", f->text);
	if (f->number > 0) {
		json_object_set_new(o, "number", json_integer(f->number));
		json_object_set_new(o, "offset", json_integer((json_int_t)f->offset));
	}
	if (f->identification >= 0)
		json_object_set_new(o, "identification", json_integer(f->identification));
	add_string(o, "element", f->element);
	add_string(o, "component", f->component);
	json_array_append_new(findings, o);
}

static void on_finding(void *ctx, const struct saip_finding *f)
{
	struct report *report = ctx;

	report->warnings += !f->is_error;
	if (report->findings != NULL)
		add_finding(report->findings, f);
	else
		print_finding(f);
}

/* A package, or the source of one: the first octet of a package is the tag of its header. */
static enum cli_exit read_package(const char *path, uint8_t **ret_der, size_t *ret_len)
{
	enum cli_exit result = cli_read_file(path, ret_der, ret_len);
	uint8_t *text = *ret_der;

	if (result != CLI_OK || *ret_len == 0 || text[0] >= PE_HEADER)
		return result;
	*ret_der = NULL;
	result = compile(path, text, *ret_len, ret_der, ret_len);
	free(text);
	return result;
}

static enum cli_exit run_check(const struct profile_values *v, const char *path)
{
	__attribute__((cleanup(cli_free_bytes))) uint8_t *der = NULL;
	struct report report = { 0 };
	enum cli_exit result;
	size_t len;
	int errors;

	result = read_package(path, &der, &len);
	if (result != CLI_OK)
		return result;
	report.findings = v->json ? json_array() : NULL;
	errors = saip_check(der, len, on_finding, &report);
	if (errors < 0) {
		json_decref(report.findings);
		return cli_fail("out of memory");
	}
	if (report.findings != NULL) {
		json_dumpf(report.findings, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(report.findings);
	} else {
		printf("%d errors, %u warnings\n", errors, report.warnings);
	}
	return errors == 0 ? CLI_OK : CLI_FAILED;
}

static const struct {
	const char *name;
	enum cli_exit (*run)(const struct profile_values *v, const char *path);
} VERBS[] = {
	{ "build", run_build },
	{ "show", run_show },
	{ "check", run_check },
};

static enum cli_exit run_profile(const void *values, int argc, char *const *argv)
{
	(void)argc;
	for (size_t i = 0; i < sizeof(VERBS) / sizeof(VERBS[0]); i++) {
		if (strcmp(VERBS[i].name, argv[0]) == 0)
			return VERBS[i].run(values, argv[1]);
	}
	return cli_usage("no verb \"%s\": build, show or check", argv[0]);
}

const struct cli_command CLI_PROFILE = {
	.name = "profile",
	.args = "build|show|check FILE",
	.summary = "Build, show and check profile packages",
	.details =
	        "build compiles ASN.1 value notation to a package (DER), show prints a package\n"
	        "as such, and check names the rules of the specification that a package, or its\n"
	        "source, breaks, and where; it fails if there are errors. FILE may be `-`.\n",
	.min_args = 2,
	.max_args = 2,
	.options = PROFILE_OPTIONS,
	.values_size = sizeof(struct profile_values),
	.run = run_profile,
};

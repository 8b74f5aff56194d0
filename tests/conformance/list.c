/*
 * Lists the functions of all interfaces and what each can answer, for scripts/conformance: lines
 * with function, section, type, component, code and its name, between tabulators. A function that
 * has no codes of its own has a line all the same.
 */
#include "answers.h"

#include "asn1/iot.h"
#include "asn1/rsp.h"
#include "euicc/es10.h"

#include <inttypes.h>
#include <stdio.h>

static void print_function(const struct function *f)
{
	printf("%s\t%s\t\t\t\t\n", f->name, f->section);
}

static void print_answer(void *ctx, const struct answer *a)
{
	(void)ctx;
	printf("%s\t%s\t%s\t%s\t", a->function->name, a->function->section, a->type, a->component);
	if (a->has_code)
		printf("%" PRIu32, a->code);
	printf("\t%s\n", a->code_name ? a->code_name : "");
}

static void print_row(const struct es10_row *row)
{
	const struct function f = { row->name, row->spec };
	const struct asn1_type *type = row->response;

	if (row->tag == IOT_TAG_LOAD_EUICC_PACKAGE)
		type = &euicc_package_result_type;
	print_function(&f);
	if (type)
		answers_list(&f, type, print_answer, NULL);
}

int main(void)
{
	static const struct es10_row *const interfaces[] = { es10a_functions, es10b_functions,
		                                             es10b_iot_functions, es10c_functions };

	for (size_t i = 0; i < A_COUNT(interfaces); i++)
		for (const struct es10_row *row = interfaces[i]; row->tag; row++)
			print_row(row);
	print_function(&load_bound_profile_package);
	answers_list(&load_bound_profile_package, &profile_installation_result_type, print_answer,
	             NULL);
	answers_list_es8(print_answer, NULL);
	for (const struct function *f = functions; f->name; f++)
		print_function(f);
	return 0;
}

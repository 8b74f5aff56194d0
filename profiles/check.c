/*
 * The check as a whole: runs the rules and reports what they find.
 */
#include "profiles/check_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 200 };

const char *check_element_name(uint32_t tag)
{
	const struct saip_template_pe *files = saip_template_pe_find(tag);

	if (files)
		return files->name;
	for (const struct saip_pe *pe = saip_pes; pe->type; pe++) {
		if (pe->tag == tag)
			return pe->name;
	}
	return NULL;
}

static void report(struct check *c, bool is_error, const struct check_place *place,
                   const char *rule, const char *text)
{
	const struct saip_finding finding = {
		.is_error = is_error,
		.rule = rule,
		.text = text,
		.number = place ? place->number : 0,
		.identification = place ? place->identification : -1,
		.element = place ? check_element_name(place->tag) : NULL,
		.component = place ? place->component : NULL,
		.offset = place ? place->offset : 0,
	};

	if (is_error) {
		c->errors++;
		if (!c->first_error || finding.number < c->first_error)
			c->first_error = finding.number;
	}
	c->found(c->ctx, &finding);
}

void check_error(struct check *c, const struct check_place *place, const char *rule,
                 const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	report(c, true, place, rule, text);
}

void check_warn(struct check *c, const struct check_place *place, const char *rule,
                const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	report(c, false, place, rule, text);
}

const struct check_file *check_find(const struct check *c, saip_file_id parent, uint16_t fid)
{
	for (size_t i = 0; i < c->file_count; i++) {
		if (c->files[i].parent == parent && c->files[i].file.fid == fid)
			return &c->files[i];
	}
	return NULL;
}

const struct saip_template_file *check_row(const struct check_file *f)
{
	const struct saip_template *t = saip_template_newest(f->place.tag);

	for (size_t i = 0; t && f->place.component && i < t->count; i++) {
		if (strcmp(t->files[i].name, f->place.component) == 0)
			return &t->files[i];
	}
	return NULL;
}

static void free_model(struct check *c)
{
	for (size_t i = 0; i < c->file_count; i++)
		free(c->files[i].body);
	free(c->files);
	saip_loader_free(c->loader);
}

int saip_check(const uint8_t *package, size_t len,
               void (*found)(void *ctx, const struct saip_finding *finding), void *ctx)
{
	struct check *c = calloc(1, sizeof(*c));
	int errors;

	if (!c)
		return -1;
	c->found = found;
	c->ctx = ctx;
	c->package = (struct span){ package, len };
	check_order(c);
	if (check_load(c)) {
		check_header(c);
		check_files(c);
		check_access(c);
		check_naas(c);
		check_services(c);
	}
	errors = c->out_of_memory ? -1 : c->errors;
	free_model(c);
	free(c);
	return errors;
}

/*
 * A UICC for people: one line a file, PIN, NAA and element. Secrets are left out.
 */
#include "uicc_fs.h"

static void print_octets(FILE *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		fprintf(out, "%02X", s.ptr[i]);
}

static void print_file(const struct uicc *u, uint32_t id, int indent, FILE *out)
{
	const struct uicc_file *f = &u->files[id];

	fprintf(out, "%*s", indent, "");
	if (f->type == SAIP_ADF)
		print_octets(out, (struct span){ f->aid, f->aid_len });
	else
		fprintf(out, "%04X", f->fid);
	fprintf(out, " %s", uicc_type_name(f->type));
	if (f->record_count)
		fprintf(out, " %u x %u", f->record_count, f->record_length);
	else if (!uicc_is_directory(f))
		fprintf(out, " %zu", uicc_file_body(u, id).len);
	if (f->sfi)
		fprintf(out, " SFI %02X", f->sfi);
	if (f->arr_record)
		fprintf(out, " ARR %04X/%u", f->arr_fid, f->arr_record);
	if (f->link != UICC_NONE)
		fprintf(out, " link");
	fputc('\n', out);
	/* Depth is limited when files are created. */
	for (uint32_t i = id + 1; i < u->file_count; i++) {
		if (u->files[i].parent == id)
			print_file(u, i, indent + 2, out);
	}
}

static void print_pins(const struct uicc *u, int indent, FILE *out)
{
	for (uint32_t i = 0; i < u->pin_count; i++) {
		const struct uicc_pin *p = &u->pins[i];

		fprintf(out, "%*sPIN %02X in %04X: %s, %u of %u tries left\n", indent, "",
		        p->reference, u->files[p->df].fid,
		        p->attributes & UICC_PIN_ENABLED ? "enabled" : "disabled", p->tries_left,
		        p->max_tries);
	}
	for (uint32_t i = 0; i < u->puk_count; i++) {
		const struct uicc_puk *p = &u->puks[i];

		fprintf(out, "%*sPUK %02X: %u of %u tries left\n", indent, "", p->reference,
		        p->tries_left, p->max_tries);
	}
}

void uicc_print(const struct uicc *u, int indent, FILE *out)
{
	static const char *const algorithms[] = { "unknown", "Milenage", "TUAK", "test algorithm" };

	if (u->file_count)
		print_file(u, 0, indent, out);
	print_pins(u, indent, out);
	for (uint32_t i = 0; i < u->aka_count; i++) {
		const struct uicc_file *adf = &u->files[u->akas[i].adf];
		const struct uicc_aka *a = uicc_aka_find(u, u->akas[i].adf);

		fprintf(out, "%*sNAA ", indent, "");
		print_octets(out, (struct span){ adf->aid, adf->aid_len });
		fprintf(out, ": %s%s\n", algorithms[a->params.algorithm & 3],
		        a == &u->akas[i] ? "" : " (shared)");
	}
	for (uint32_t i = 0; i < u->element_count; i++)
		if (u->elements[i].tag)
			fprintf(out, "%*selement %02X: %u octets\n", indent, "", u->elements[i].tag,
			        u->elements[i].len);
}

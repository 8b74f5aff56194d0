/*
 * Rules about services: the bits of EF.UST and EF.IST against the files that are there, and what
 * they and the elements demand of the card [TS 31.102 4.2.8; TS 31.103 4.2.7].
 */
#include "profiles/check_internal.h"

#include <string.h>

enum { SERVICES_MAX = 256 };

static bool has_service(const struct check_file *table, unsigned int number)
{
	unsigned int bit = number - 1;

	return bit / 8 < table->file.size && (table->body[bit / 8] >> bit % 8 & 1);
}

/* The file of a row below an ADF; NULL: not there. */
static const struct check_file *find_file(const struct check *c, saip_file_id adf,
                                          const struct check_service_file *row)
{
	const struct check_file *df;

	if (row->directory == 0)
		return check_find(c, adf, row->fid);
	df = check_find(c, adf, row->directory);
	return df ? check_find(c, (saip_file_id)(df - c->files), row->fid) : NULL;
}

/* Files that the package names although no service needs them; says which services do have files. */
static void check_rows(struct check *c, const struct check_file *table,
                       const struct check_service_file *rows, bool ret_known[SERVICES_MAX],
                       bool ret_there[SERVICES_MAX])
{
	for (; rows->fid; rows++) {
		const struct check_file *f = find_file(c, table->parent, rows);
		const struct saip_template_file *row = f ? check_row(f) : NULL;
		bool needed = row && (row->flags & SAIP_MUST); /* the package has no choice */

		for (size_t i = 0; i < sizeof(rows->services) && rows->services[i]; i++) {
			needed = needed || has_service(table, rows->services[i]);
			ret_known[rows->services[i]] = true;
			ret_there[rows->services[i]] = ret_there[rows->services[i]] || f;
		}
		if (f && f->listed && !needed)
			check_warn(c, &f->place, "service-table",
			           "the file is there, but service %u is not set in %s",
			           rows->services[0], table->place.component);
	}
}

static void check_table(struct check *c, const struct check_file *table,
                        const struct check_service_file *rows)
{
	bool known[SERVICES_MAX] = { false };
	bool there[SERVICES_MAX] = { false };

	check_rows(c, table, rows, known, there);
	for (unsigned int n = 1; n < SERVICES_MAX; n++) {
		if (known[n] && !there[n] && has_service(table, n))
			check_warn(c, &table->place, "service-table",
			           "service %u is set, but there is no file for it", n);
	}
}

/* Services that the card itself provides. */
static void note_card_services(struct check *c, const struct check_file *table, bool is_usim)
{
	static const struct {
		bool is_usim;
		uint8_t number;
		enum saip_service by;
	} card_services[] = {
		{ true, 68, SAIP_GBA_USIM },
		{ true, 69, SAIP_MBMS },
		{ true, 125, SAIP_GET_IDENTITY },
		{ false, 2, SAIP_GBA_ISIM },
	};

	for (size_t i = 0; i < A_COUNT(card_services); i++) {
		if (card_services[i].is_usim == is_usim &&
		    has_service(table, card_services[i].number))
			check_use(c, card_services[i].by, &table->place);
	}
}

/* The header's list against all that has been noted. */
static void check_mandatory(struct check *c)
{
	const struct check_place header = { 1, -1, SAIP_PE_HEADER, NULL, 0 };

	for (unsigned int s = 0; s < SAIP_SERVICES; s++) {
		bool listed = c->mandatory >> s & 1;
		bool used = c->used >> s & 1;
		const char *name = check_service_name((enum saip_service)s);

		if (used && !listed)
			check_warn(c, &c->first[s], "services",
			           "needs %s, which eUICC-Mandatory-services does not list", name);
		if (listed && !used)
			check_warn(c, &header, "services",
			           "eUICC-Mandatory-services lists %s, which nothing uses", name);
	}
}

void check_services(struct check *c)
{
	for (size_t i = 0; i < c->file_count; i++) {
		const struct check_file *f = &c->files[i];
		bool is_usim = f->place.component && strcmp(f->place.component, "ef-ust") == 0;
		bool is_isim = f->place.component && strcmp(f->place.component, "ef-ist") == 0;

		if (!f->body || !(is_usim || is_isim))
			continue;
		note_card_services(c, f, is_usim);
		check_table(c, f, is_usim ? check_ust_files : check_ist_files);
	}
	check_mandatory(c);
}

/*
 * The attributes of a new file: a template row overlaid with the Fcp of the package
 * [TCA Interoperable Profile Package 3.3, Fcp and annex A; ETSI TS 102 221 11.1.1.4;
 * ETSI TS 102 222 6.3.2.2].
 */
#include "profiles/loader_internal.h"

#include <string.h>

enum {
	ARR_OF_MF = 0x2F06, /* implicit EF.ARR of the MF, ADFs and all files right below the MF */
	ARR_OF_DF = 0x6F06, /* of all others */
	LCSI_ACTIVATED = 0x05,
	DETAILS_DER = 0x01,
	HIGH_UPDATE = 0x80,
	RECORD_MAX = 255,
	RECORDS_MAX = 254,
};

static uint16_t get_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* A size of up to four octets [TS 102 221 11.1.1.4.1]. */
static bool get_size(struct span in, uint32_t *ret_size)
{
	uint32_t size = 0;

	if (in.len < 1 || in.len > 4)
		return false;
	for (size_t i = 0; i < in.len; i++)
		size = size << 8 | in.ptr[i];
	*ret_size = size;
	return true;
}

static bool has_records(enum saip_file_type type)
{
	return type == SAIP_EF_LINEAR || type == SAIP_EF_CYCLIC;
}

/* File descriptor byte of a shareable file, by enum saip_file_type [TS 102 221 table 11.5]. */
static const uint8_t descriptors[] = { 0x78, 0x78, 0x78, 0x41, 0x42, 0x46, 0x79 };

/* What kind of file a file descriptor byte means; ADFs look like DFs. */
static bool get_type(uint8_t descriptor, enum saip_file_type *ret_type)
{
	switch (descriptor & 0xBF) { /* without "shareable" */
	case 0x38:
		*ret_type = SAIP_DF;
		return true;
	case 0x39:
		*ret_type = SAIP_EF_BER_TLV;
		return true;
	case 0x01: /* working and internal EFs */
	case 0x09:
		*ret_type = SAIP_EF_TRANSPARENT;
		return true;
	case 0x02:
	case 0x0A:
		*ret_type = SAIP_EF_LINEAR;
		return true;
	case 0x06:
	case 0x0E:
		*ret_type = SAIP_EF_CYCLIC;
		return true;
	default:
		return false;
	}
}

bool saip_describes_directory(const struct saip_fcp *fcp)
{
	enum saip_file_type type;

	return fcp->file_descriptor.ptr && get_type(fcp->file_descriptor.ptr[0], &type) &&
	       type == SAIP_DF;
}

/* Type and record length: the Fcp's descriptor, but a directory stays what the row says. */
static int set_type(struct saip_loader *l, const struct saip_file_source *s, struct saip_file *f)
{
	struct span in = s->fcp->file_descriptor;
	enum saip_file_type type;

	if (!in.ptr) {
		if (!s->row)
			return saip_refuse(l, PE_INVALID_PARAMETER, "there is no fileDescriptor");
		f->type = s->row->type;
		f->descriptor = descriptors[f->type];
		return PE_OK;
	}
	if (!get_type(in.ptr[0], &type) || in.len == 3)
		return saip_refuse(l, PE_INVALID_PARAMETER, "no such kind of file");
	if (s->row && saip_is_directory(s->row->type) != saip_is_directory(type))
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   "a directory in the place of an EF, or an EF of a directory");
	if (s->row && saip_is_directory(type))
		type = s->row->type;
	else if (type == SAIP_DF && s->fcp->df_name.ptr)
		type = SAIP_ADF;
	f->type = type;
	f->descriptor = in.ptr[0];
	if (in.len == 4) {
		uint16_t length = get_u16(in.ptr + 2);

		if (!has_records(type) || length > RECORD_MAX)
			return saip_refuse(
			        l, PE_INVALID_PARAMETER,
			        "records are of up to 255 octets, other files have none");
		f->record_length = length;
	}
	return PE_OK;
}

/* File id and, for an ADF, its name. */
static int set_names(struct saip_loader *l, const struct saip_file_source *s, struct saip_file *f)
{
	if (s->fcp->file_id.ptr)
		f->fid = get_u16(s->fcp->file_id.ptr);
	else if (s->row)
		f->fid = s->row->fid;
	if (f->fid == 0 && f->type != SAIP_ADF)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no fileID");
	f->aid = s->fcp->df_name;
	if (f->type == SAIP_ADF && !f->aid.ptr && l->iot_aid_len > 0)
		f->aid = (struct span){ l->iot_aid, l->iot_aid_len };
	if ((f->type == SAIP_ADF) != (f->aid.ptr != NULL))
		return saip_refuse(l, PE_INVALID_PARAMETER, "ADFs have a dfName, other files none");
	return PE_OK;
}

/* Access rule and life cycle; a record alone means the EF.ARR of the file's place. */
static int set_access(struct saip_loader *l, const struct saip_file_source *s, struct saip_file *f)
{
	struct span rule = s->fcp->security_attributes;
	bool high = f->type == SAIP_MF || f->type == SAIP_ADF || s->parent == l->mf;

	f->lcsi = s->fcp->lcsi.ptr ? s->fcp->lcsi.ptr[0] : LCSI_ACTIVATED;
	f->arr_fid = high ? ARR_OF_MF : ARR_OF_DF;
	if (!rule.ptr)
		f->arr_record = s->row ? s->row->arr : 0;
	else if (rule.len != 2)
		f->arr_record = rule.ptr[rule.len - 1];
	if (rule.len == 3)
		f->arr_fid = get_u16(rule.ptr);
	return f->arr_record ? PE_OK
	                     : saip_refuse(l, PE_INVALID_PARAMETER, "there is no access rule");
}

/* What only directories have, or must not have. */
static int set_directory(struct saip_loader *l, const struct saip_file_source *s,
                         struct saip_file *f)
{
	const struct saip_fcp *fcp = s->fcp;

	if (fcp->ef_file_size.ptr || fcp->short_efid.ptr || fcp->proprietary || s->extent > 0)
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   "size, short id and content are for EFs only");
	if (!s->row && !fcp->pin_status_template.ptr)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no pinStatusTemplateDO");
	if (f->link_path.ptr && !saip_supports(l, SAIP_DF_LINK))
		return saip_refuse(l, PE_FEATURE_NOT_SUPPORTED,
		                   "the card has no linked directories");
	f->pin_status_template = fcp->pin_status_template;
	return PE_OK;
}

static const char no_sfi[] = "shortEFID is 1 to 30, in the upper five bits";

/* Short file id: absent means the template's, or in file management the id's low five bits. */
static int set_sfi(struct saip_loader *l, const struct saip_file_source *s, struct saip_file *f)
{
	struct span in = s->fcp->short_efid;

	if (!in.ptr)
		f->sfi = s->row ? s->row->sfi : f->fid & 0x1F;
	else if (in.len == 1 && (in.ptr[0] & 0x07))
		return saip_refuse(l, PE_INVALID_PARAMETER, no_sfi);
	else if (in.len == 1)
		f->sfi = in.ptr[0] >> 3;
	if (f->sfi == 0x1F) {
		if (in.ptr)
			return saip_refuse(l, PE_INVALID_PARAMETER, no_sfi);
		f->sfi = 0;
	}
	return PE_OK;
}

static const char no_size[] = "sizes are of 1 to 4 octets";

/* Body size: given, or the template's, or as far as the content reaches (octets of the body). */
static int set_size(struct saip_loader *l, const struct saip_file_source *s, struct saip_file *f)
{
	bool same_kind = s->row && has_records(s->row->type) == has_records(f->type);
	uint16_t row_size = same_kind ? s->row->size : 0;
	uint32_t size = 0;
	uint32_t count;

	if (s->fcp->ef_file_size.ptr && !get_size(s->fcp->ef_file_size, &size))
		return saip_refuse(l, PE_INVALID_PARAMETER, no_size);
	if (f->type == SAIP_EF_BER_TLV) {
		f->size = size;
		return PE_OK;
	}
	if (!has_records(f->type)) {
		f->size = size ? size : row_size ? row_size : s->extent;
		return f->size ? PE_OK : saip_refuse(l, PE_INVALID_PARAMETER, "there is no size");
	}
	if (!f->record_length)
		f->record_length = row_size;
	if (!f->record_length)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no record length");
	if (size % f->record_length)
		return saip_refuse(l, PE_INVALID_PARAMETER, "efFileSize is not of whole records");
	count = size / f->record_length;
	if (!count && same_kind)
		count = s->row->records;
	if (!count)
		count = (s->extent + f->record_length - 1) / f->record_length;
	if (count < 1 || count > RECORDS_MAX)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there are 1 to 254 records");
	f->record_count = (uint8_t)count;
	f->size = count * f->record_length;
	return PE_OK;
}

/*
 * Initial content. A pattern is for each record [TS 102 222 6.3.2.2.2], so that it is written out
 * as one record, which repeats.
 */
static void set_fill(struct span pattern, bool repeat, struct saip_new_file *new)
{
	struct saip_file *f = &new->file;

	if (!pattern.ptr || f->type == SAIP_EF_BER_TLV)
		return;
	f->fill = pattern;
	f->fill_repeat = repeat;
	if (!has_records(f->type))
		return;
	for (size_t i = 0; i < f->record_length; i++) {
		size_t from = i < pattern.len ? i : repeat ? i % pattern.len : pattern.len - 1;

		new->record[i] = pattern.ptr[from];
	}
	f->fill = (struct span){ new->record, f->record_length };
	f->fill_repeat = true;
}

static int set_proprietary(struct saip_loader *l, const struct saip_file_source *s,
                           struct saip_new_file *new)
{
	static const struct saip_proprietary_info none = { 0 };
	const struct saip_proprietary_info *p = s->fcp->proprietary;
	struct saip_file *f = &new->file;

	if (!p && s->row && (s->row->flags & SAIP_HIGH))
		f->special_information = HIGH_UPDATE;
	f->file_details = p ? p->file_details.ptr[0] : DETAILS_DER;
	if (p)
		f->special_information = p->special_information.ptr[0];
	p = p ? p : &none;
	if (p->maximum_file_size.ptr && !get_size(p->maximum_file_size, &f->max_size))
		return saip_refuse(l, PE_INVALID_PARAMETER, no_size);
	if (p->fill_pattern.ptr && p->repeat_pattern.ptr)
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   "fillPattern and repeatPattern exclude each other");
	if (p->fill_pattern.ptr || p->repeat_pattern.ptr)
		set_fill(p->repeat_pattern.ptr ? p->repeat_pattern : p->fill_pattern,
		         p->repeat_pattern.ptr != NULL, new);
	else if (s->row)
		set_fill(s->row->fill, s->row->flags & SAIP_REPEAT, new);
	return PE_OK;
}

/* What only EFs have, or must not have. */
static int set_ef(struct saip_loader *l, const struct saip_file_source *s,
                  struct saip_new_file *new)
{
	struct saip_file *f = &new->file;
	int code;

	if (s->fcp->pin_status_template.ptr)
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   "pinStatusTemplateDO is for directories only");
	if (f->type == SAIP_EF_BER_TLV && !saip_supports(l, SAIP_BER_TLV))
		return saip_refuse(l, PE_FEATURE_NOT_SUPPORTED, "the card has no BER-TLV files");
	code = set_sfi(l, s, f);
	if (code != PE_OK)
		return code;
	if (f->link_path.ptr) /* the body is another file's */
		return s->fcp->ef_file_size.ptr || s->extent > 0
		               ? saip_refuse(l, PE_INVALID_PARAMETER,
		                             "a linked file has no size and content of its own")
		               : PE_OK;
	code = set_size(l, s, f);
	if (code == PE_OK)
		code = set_proprietary(l, s, new);
	if (code == PE_OK && !saip_content_fits(f, s->extent))
		code = saip_refuse(l, PE_BAD_VALUES, "content beyond the end of the file");
	return code;
}

bool saip_content_fits(const struct saip_file *file, uint64_t end)
{
	if (file->type == SAIP_EF_BER_TLV)
		return file->max_size == 0 || end <= file->max_size;
	return end <= file->size;
}

int saip_make_file(struct saip_loader *l, const struct saip_file_source *source,
                   struct saip_new_file *ret_file)
{
	static const struct saip_fcp no_fcp = { 0 };
	struct saip_file_source s = *source;
	struct saip_file *f = &ret_file->file;
	int code;

	if (!s.fcp)
		s.fcp = &no_fcp;
	*f = (struct saip_file){ 0 };
	code = set_type(l, &s, f);
	if (code == PE_OK)
		code = set_names(l, &s, f);
	if (code == PE_OK)
		code = set_access(l, &s, f);
	if (code != PE_OK)
		return code;
	if (s.fcp->link_path.len > 0) /* empty: a link of the template becomes a file of its own */
		f->link_path = s.fcp->link_path;
	if (f->link_path.len % 2)
		return saip_refuse(l, PE_INVALID_PARAMETER, "linkPath is no row of file ids");
	return saip_is_directory(f->type) ? set_directory(l, &s, f) : set_ef(l, &s, ret_file);
}

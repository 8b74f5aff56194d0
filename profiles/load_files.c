/*
 * Elements of template files: their components joined to the rows of the template, in the order of
 * the rows [TCA Interoperable Profile Package 3.3, PE-MF to PE-OPT-IoT].
 */
#include "profiles/loader_internal.h"

/* The files of one element while they are being created. */
struct file_tree {
	const struct saip_template *template;
	saip_file_id base;  /* the template's first directory, or the one that it extends */
	saip_file_id inner; /* the directory that EFs go to now; SAIP_NO_FILE: it was left out */
};

/* One component: the package's File, or nothing. */
struct component {
	const struct saip_template_file *row;
	struct span value; /* absent: not listed */
};

static bool is_directory(const struct saip_template_file *row)
{
	return saip_is_directory((enum saip_file_type)row->type);
}

/* What a File says before its contents are written. */
struct file_outline {
	bool do_not_create;
	struct saip_fcp fcp;
	struct saip_proprietary_info proprietary;
	uint32_t extent;
};

/* Adds one step to an outline; the Fcp is copied, for the arena is reused. */
static int outline_item(struct file_outline *o, const struct saip_file_item *item, bool first)
{
	switch (item->which) {
	case SAIP_ITEM_DO_NOT_CREATE:
		o->do_not_create = true;
		return first ? PE_OK : PE_INVALID_PARAMETER;
	case SAIP_ITEM_FCP:
		o->fcp = *item->fcp;
		if (item->fcp->proprietary) {
			o->proprietary = *item->fcp->proprietary;
			o->fcp.proprietary = &o->proprietary;
		}
		return first ? PE_OK : PE_INVALID_PARAMETER;
	case SAIP_ITEM_OFFSET:
		o->extent += item->offset.v;
		return PE_OK;
	default: /* an element's length bounds the sum of both */
		o->extent += (uint32_t)item->content.len;
		return PE_OK;
	}
}

/* The next step of a File. Nearly all of a package is contents, for which no table is needed. */
static int next_item(struct saip_loader *l, struct der_reader *r, struct saip_file_item *ret_item)
{
	struct der_tlv v;

	if (!der_next(r, &v))
		return PE_INVALID_REQUEST_FORMAT;
	if (v.tag != SAIP_TAG_FILL_CONTENT)
		return saip_decode(l, &saip_file_item_type, 0, v.whole, ret_item);
	*ret_item = (struct saip_file_item){ .which = SAIP_ITEM_CONTENT, .content = v.value };
	return PE_OK;
}

/* First pass: fileDescriptor is first and only once, doNotCreate is alone. */
static int outline_file(struct saip_loader *l, struct span value, struct file_outline *ret_outline)
{
	struct der_reader r = der_reader(value);
	struct saip_file_item item;
	int code = PE_OK;

	for (bool first = true; code == PE_OK && der_more(&r); first = false) {
		code = next_item(l, &r, &item);
		if (code == PE_OK && ret_outline->do_not_create)
			code = PE_INVALID_PARAMETER;
		if (code == PE_OK)
			code = outline_item(ret_outline, &item, first);
	}
	return code;
}

/* Second pass: offsets skip from where the content before ended. */
static int write_contents(struct saip_loader *l, struct component c, saip_file_id file)
{
	struct der_reader r = der_reader(c.value);
	struct saip_file_item item;
	uint32_t position = 0;
	int code = PE_OK;

	while (code == PE_OK && der_more(&r)) {
		code = next_item(l, &r, &item);
		if (code != PE_OK)
			break;
		if (item.which == SAIP_ITEM_OFFSET)
			position += item.offset.v;
		if (item.which != SAIP_ITEM_CONTENT || item.content.len == 0)
			continue;
		code = l->sink.ops->write_file(l->sink.ctx, file, position, item.content);
		if (code == PE_OK)
			code = saip_clear_services(l, c.row, file, position, item.content);
		position += (uint32_t)item.content.len;
	}
	return code;
}

/* A file of the template; ret_id is SAIP_NO_FILE if the package does not want it. */
static int create_file(struct saip_loader *l, const struct saip_template *t, struct component c,
                       saip_file_id parent, saip_file_id *ret_id)
{
	struct file_outline outline = { 0 };
	struct saip_new_file new;
	struct saip_file_source source = { .row = c.row, .fcp = &outline.fcp, .parent = parent };
	int code;

	*ret_id = SAIP_NO_FILE;
	if (c.value.ptr) {
		code = outline_file(l, c.value, &outline);
		if (code == PE_INVALID_PARAMETER)
			return saip_refuse(l, code,
			                   "fileDescriptor is first and once, doNotCreate alone");
		if (code != PE_OK)
			return code;
	}
	if (outline.do_not_create && !t->by_default)
		return saip_refuse(l, PE_INVALID_PARAMETER,
		                   "nothing would make it: doNotCreate is not for this template");
	/* It has no effect on the files of the MF template. */
	if (outline.do_not_create && t->files[0].type != SAIP_MF)
		return PE_OK;
	source.extent = outline.extent;
	code = saip_make_file(l, &source, &new);
	if (code == PE_OK)
		code = l->sink.ops->create_file(l->sink.ctx, parent, &new.file, ret_id);
	if (code == PE_OK && is_directory(c.row))
		code = saip_note_directory(l, *ret_id, parent, new.file.pin_status_template);
	if (code == PE_OK && new.file.type == SAIP_ADF)
		code = saip_name_add(l, SAIP_NAME_ADF, new.file.aid);
	if (code == PE_OK && c.value.ptr)
		code = write_contents(l, c, *ret_id);
	return code;
}

/* The loader's view of a new directory: what later elements refer to. */
static void note_directory(struct saip_loader *l, const struct saip_template_pe *pe,
                           const struct saip_template_file *row, saip_file_id id)
{
	if (row->type == SAIP_MF)
		l->mf = l->adf[SAIP_BASE_MF] = id;
	if (row->type == SAIP_ADF)
		saip_note_naa(l, (enum saip_template_base)pe->makes, id);
}

/* One row of the template, listed in the element or not. */
static int load_row(struct saip_loader *l, const struct saip_template_pe *pe,
                    struct file_tree *tree, struct component c)
{
	bool root = c.row == tree->template->files && is_directory(c.row);
	saip_file_id parent = is_directory(c.row) ? tree->base : tree->inner;
	saip_file_id id = SAIP_NO_FILE;
	bool wanted = c.value.ptr || tree->template->by_default;
	uint8_t memory[SAIP_IOT_COMPONENT];
	int code = PE_OK;

	if (!c.value.ptr && (c.row->flags & SAIP_MUST))
		return saip_refuse(l, PE_INVALID_REQUEST_FORMAT, "this component is mandatory");
	if (!c.value.ptr && tree->template->tag == SAIP_TEMPLATE_IOT)
		c.value = saip_iot_component(l, c.row, memory);
	if (parent == SAIP_NO_FILE && c.row->type != SAIP_MF) {
		if (c.value.ptr)
			return saip_refuse(l, PE_INVALID_PARAMETER, "its directory is missing");
		wanted = false;
	}
	if (wanted)
		code = create_file(l, tree->template, c, parent, &id);
	if (code != PE_OK || !is_directory(c.row))
		return code;
	tree->inner = id;
	if (root)
		tree->base = id;
	if (id != SAIP_NO_FILE)
		note_directory(l, pe, c.row, id);
	return code;
}

/*
 * Features that the card may lack and that files need: an element which needs them has to be left
 * out as a whole, so that they are looked for before anything is created.
 */
static int check_features(struct saip_loader *l, const struct saip_template *t,
                          struct der_reader components)
{
	struct der_tlv v;
	int code = PE_OK;

	if (saip_supports(l, SAIP_BER_TLV) && saip_supports(l, SAIP_DF_LINK))
		return PE_OK;
	for (size_t i = 0; i < t->count && code != PE_FEATURE_NOT_SUPPORTED; i++) {
		struct file_outline outline = { 0 };
		struct saip_file_source source = { .row = &t->files[i], .fcp = &outline.fcp };
		struct saip_new_file new;

		if (!der_take(&components, saip_template_component(i), &v))
			continue;
		saip_at(l, t->files[i].name, v.whole.ptr);
		code = outline_file(l, v.value, &outline);
		if (code == PE_OK && !outline.do_not_create)
			code = saip_make_file(l, &source, &new);
	}
	return code == PE_FEATURE_NOT_SUPPORTED ? code : PE_OK;
}

/* What the element extends is not there, or was left out. */
static int missing_base(struct saip_loader *l, const struct saip_template_pe *pe)
{
	if (l->skipped >> pe->base & 1)
		return saip_refuse(l, PE_NOT_SUPPORTED, "what it extends was left out");
	return saip_refuse(l, PE_INVALID_PARAMETER, "there is nothing that it extends");
}

int saip_load_files(struct saip_loader *l, const struct saip_template_pe *pe, struct span value)
{
	const struct saip_naa *naa = saip_naa_find((enum saip_template_base)pe->makes);
	struct der_reader r = der_reader(value);
	struct file_tree tree = { .base = l->adf[pe->base] };
	struct der_tlv v;
	int code = PE_OK;

	if (!der_take(&r, 0xA0, &v) || !der_take(&r, 0x81, &v))
		return saip_refuse(l, PE_INVALID_REQUEST_FORMAT,
		                   "PEHeader or templateID is missing");
	tree.template = saip_template_find(v.value);
	if (!tree.template)
		return saip_refuse(l, PE_TEMPLATE_NOT_SUPPORTED, "unknown template");
	if (tree.template->tag != pe->tag)
		return saip_refuse(l, PE_INVALID_PARAMETER, "the template is another element's");
	if (pe->base != SAIP_BASE_NONE && tree.base == SAIP_NO_FILE)
		return missing_base(l, pe);
	if (naa)
		code = saip_check_naa(l, naa, false);
	if (code == PE_OK)
		code = check_features(l, tree.template, r);
	tree.inner = tree.base;
	for (size_t i = 0; i < tree.template->count && code == PE_OK; i++) {
		struct component c = { .row = &tree.template->files[i] };

		saip_at(l, c.row->name, NULL);
		if (der_take(&r, saip_template_component(i), &v)) {
			c.value = v.value;
			saip_at(l, c.row->name, v.whole.ptr);
		}
		code = load_row(l, pe, &tree, c);
	}
	if (code != PE_OK)
		return code;
	saip_at(l, NULL, r.p);
	if (der_more(&r)) /* malformed, or out of order, or not in this template */
		return der_peek(&r) ? saip_refuse(l, PE_INVALID_PARAMETER,
		                                  "not in the template, or out of order")
		                    : saip_refuse(l, PE_INVALID_REQUEST_FORMAT, "malformed DER");
	return PE_OK;
}

/*
 * Generic file management: files that no template has [TCA Interoperable Profile Package 3.3,
 * PE-GenericFileManagement].
 */
#include "profiles/loader_internal.h"

enum { FID_MF = 0x3F00 };

static const char no_root[] = "the first file of a full profile has to be the MF, 3F00";

/* The commands are gone through more than once. */
enum pass {
	PASS_CHECK, /* for what the card lacks: nothing must have been done by then */
	PASS_RUN,
	PASS_SKIP, /* it lacks something: for what is missing now */
};

/* Where the commands have got to: the directory, and the file that content goes into. */
struct file_cursor {
	saip_file_id directory; /* SAIP_NO_FILE: the MF has to be made first */
	saip_file_id file;
	struct saip_file attributes;
	uint64_t position;
	uint32_t naas; /* while checking, bit n: saip_template_base n has been made */
};

/* True if an ADF with this temporary id is missing because its element was not supported. */
static bool was_skipped(const struct saip_loader *l, uint16_t fid)
{
	for (size_t i = 0; i < l->skipped_count; i++) {
		if (l->skipped_fids[i] == fid)
			return true;
	}
	return false;
}

int saip_resolve(struct saip_loader *l, struct span path, saip_file_id *ret_id)
{
	saip_file_id id = l->mf;

	if (path.len % 2)
		return saip_refuse(l, PE_INVALID_PARAMETER, "the path is no row of file ids");
	for (size_t i = 0; i < path.len && id != SAIP_NO_FILE; i += 2) {
		uint16_t fid = (uint16_t)(path.ptr[i] << 8 | path.ptr[i + 1]);

		if (i > 0 || fid != FID_MF)
			id = l->sink.ops->find_file(l->sink.ctx, id, fid);
		if (id == SAIP_NO_FILE && was_skipped(l, fid))
			return saip_refuse(l, PE_NOT_SUPPORTED,
			                   "the application in the path was left out");
	}
	if (id == SAIP_NO_FILE)
		return saip_refuse(l, PE_INVALID_PARAMETER, "the path leads to no file");
	*ret_id = id;
	return PE_OK;
}

/* The first file of a full profile that has no PE-MF is the MF. */
static int make_root(struct saip_loader *l, struct saip_file *f)
{
	if (f->type != SAIP_DF || f->fid != FID_MF || f->link_path.ptr || saip_is_iot(l))
		return saip_refuse(l, PE_INVALID_PARAMETER, no_root);
	f->type = SAIP_MF;
	return PE_OK;
}

/* A new directory is the current one from now on. */
static int enter_directory(struct saip_loader *l, const struct saip_file *f, saip_file_id id,
                           struct file_cursor *at)
{
	const struct saip_naa *naa;
	int code = saip_note_directory(l, id, at->directory, f->pin_status_template);

	if (code != PE_OK)
		return code;
	at->directory = id;
	if (f->type == SAIP_MF)
		l->mf = l->adf[SAIP_BASE_MF] = id;
	if (f->type != SAIP_ADF)
		return PE_OK;
	naa = saip_naa_by_aid(f->aid);
	if (naa)
		saip_note_naa(l, naa->base, id);
	else
		l->adf[SAIP_BASE_NAA] = id;
	return saip_name_add(l, SAIP_NAME_ADF, f->aid);
}

/* A new EF takes the contents that follow. */
static int create_file(struct saip_loader *l, const struct saip_fcp *fcp, struct file_cursor *at)
{
	struct saip_file_source source = { .fcp = fcp, .parent = at->directory };
	struct saip_new_file new;
	saip_file_id id;
	int code = saip_make_file(l, &source, &new);

	if (code == PE_OK && at->directory == SAIP_NO_FILE)
		code = make_root(l, &new.file);
	if (code == PE_OK)
		code = l->sink.ops->create_file(l->sink.ctx, at->directory, &new.file, &id);
	if (code != PE_OK)
		return code;
	at->file = SAIP_NO_FILE;
	if (saip_is_directory(new.file.type))
		return enter_directory(l, &new.file, id, at);
	at->file = id;
	at->attributes = new.file;
	at->position = 0;
	return PE_OK;
}

static int write_content(struct saip_loader *l, struct span content, struct file_cursor *at)
{
	uint64_t end = at->position + content.len;
	int code;

	if (at->file == SAIP_NO_FILE || at->attributes.link_path.ptr)
		return saip_refuse(l, PE_INVALID_PARAMETER, "there is no file for the content");
	if (end > UINT32_MAX || !saip_content_fits(&at->attributes, end))
		return saip_refuse(l, PE_BAD_VALUES, "content beyond the end of the file");
	if (content.len == 0)
		return PE_OK;
	code = l->sink.ops->write_file(l->sink.ctx, at->file, (uint32_t)at->position, content);
	at->position = end;
	return code;
}

static int run_command(struct saip_loader *l, const struct saip_file_command *c,
                       struct file_cursor *at)
{
	switch (c->which) {
	case SAIP_COMMAND_PATH:
		at->file = SAIP_NO_FILE;
		return saip_resolve(l, c->path, &at->directory);
	case SAIP_COMMAND_FCP:
		return create_file(l, c->fcp, at);
	case SAIP_COMMAND_OFFSET:
		at->position += c->offset.v;
		return at->file != SAIP_NO_FILE ? PE_OK
		                                : saip_refuse(l, PE_INVALID_PARAMETER,
		                                              "there is no file for the offset");
	default:
		return write_content(l, c->content, at);
	}
}

static int check_file(struct saip_loader *l, const struct saip_fcp *fcp, struct file_cursor *at)
{
	struct saip_file_source source = { .fcp = fcp, .parent = at->directory };
	const struct saip_naa *naa;
	struct saip_new_file new;
	uint32_t bit;
	int code = saip_make_file(l, &source, &new);

	naa = code == PE_OK && new.file.type == SAIP_ADF ? saip_naa_by_aid(new.file.aid) : NULL;
	if (!naa)
		return code;
	bit = UINT32_C(1) << naa->base;
	code = saip_check_naa(l, naa, at->naas & bit);
	at->naas |= bit;
	return code;
}

/* What a command can need that the card does not have. */
static int check_command(struct saip_loader *l, const struct saip_file_command *c,
                         struct file_cursor *at)
{
	saip_file_id id;
	int code = PE_OK;

	if (c->which == SAIP_COMMAND_FCP)
		code = check_file(l, c->fcp, at);
	else if (c->which == SAIP_COMMAND_PATH)
		code = saip_resolve(l, c->path, &id); /* a directory may be made on the way */
	return code == PE_FEATURE_NOT_SUPPORTED || code == PE_NOT_SUPPORTED ? code : PE_OK;
}

/* What a command would have made. */
static int skip_command(struct saip_loader *l, const struct saip_file_command *c)
{
	const struct saip_naa *naa;

	if (c->which != SAIP_COMMAND_FCP || !saip_describes_directory(c->fcp))
		return PE_OK;
	saip_skip_directory(l);
	if (!c->fcp->df_name.ptr)
		return PE_OK;
	saip_skip_adf(l, c->fcp);
	naa = saip_naa_by_aid(c->fcp->df_name);
	if (naa)
		saip_skip_naa(l, naa->base);
	return PE_OK;
}

static int pass_command(struct saip_loader *l, const struct saip_file_command *c,
                        struct file_cursor *at, enum pass pass)
{
	switch (pass) {
	case PASS_CHECK:
		return check_command(l, c, at);
	case PASS_RUN:
		return run_command(l, c, at);
	default:
		return skip_command(l, c);
	}
}

/* Commands are decoded one by one: there may be many, and each is done when it is read. */
static int pass_group(struct saip_loader *l, struct span group, struct file_cursor *at,
                      enum pass pass)
{
	struct der_reader r = der_reader(group);
	struct saip_file_command command;
	struct der_tlv v;
	int code = PE_OK;

	while (code == PE_OK && der_more(&r)) {
		if (!der_next(&r, &v))
			return saip_refuse(l, PE_INVALID_REQUEST_FORMAT, "malformed DER");
		saip_at(l, "fileManagementCMD", v.whole.ptr);
		/* Nearly all of it is contents, for which no table is needed. */
		if (v.tag == SAIP_TAG_COMMAND_CONTENT)
			command = (struct saip_file_command){ .which = SAIP_COMMAND_CONTENT,
				                              .content = v.value };
		else
			code = saip_decode(l, &saip_file_command_type, 0, v.whole, &command);
		if (code == PE_OK)
			code = pass_command(l, &command, at, pass);
	}
	return code;
}

static int pass_groups(struct saip_loader *l, struct span groups, enum pass pass)
{
	struct file_cursor at = { .directory = l->mf, .file = SAIP_NO_FILE };
	struct der_reader r = der_reader(groups);
	int code = PE_OK;
	struct der_tlv v;

	while (code == PE_OK && der_more(&r)) {
		code = der_take(&r, 0x30, &v) ? pass_group(l, v.value, &at, pass)
		                              : saip_refuse(l, PE_INVALID_REQUEST_FORMAT,
		                                            "commands stand in groups");
	}
	return code;
}

int saip_load_file_management(struct saip_loader *l, struct span whole)
{
	struct saip_position refused;
	struct der_tlv element, v;
	struct der_reader r;
	int code;

	if (!der_whole(whole, SAIP_PE_GENERIC_FILE_MANAGEMENT, &element))
		return PE_INVALID_REQUEST_FORMAT;
	r = der_reader(element.value);
	if (!der_take(&r, 0xA0, &v) || !der_take(&r, 0xA1, &v) || v.value.len == 0)
		return saip_refuse(l, PE_INVALID_REQUEST_FORMAT, "there is no command");
	code = pass_groups(l, v.value, PASS_CHECK);
	if (code == PE_OK)
		return pass_groups(l, v.value, PASS_RUN);
	refused = l->position;
	pass_groups(l, v.value, PASS_SKIP);
	l->position = refused;
	return code;
}

/*
 * Generic file management: files that no template has [TCA Interoperable Profile Package 3.3,
 * PE-GenericFileManagement].
 */
#include "profiles/loader_internal.h"

/* Where the commands have got to: the directory, and the file that content goes into. */
struct file_cursor {
	saip_file_id directory;
	saip_file_id file;
	struct saip_file attributes;
	uint64_t position;
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
		return PE_INVALID_PARAMETER;
	for (size_t i = 0; i < path.len && id != SAIP_NO_FILE; i += 2) {
		uint16_t fid = (uint16_t)(path.ptr[i] << 8 | path.ptr[i + 1]);

		if (i > 0 || fid != 0x3F00)
			id = l->sink.ops->find_file(l->sink.ctx, id, fid);
		if (id == SAIP_NO_FILE && was_skipped(l, fid))
			return PE_NOT_SUPPORTED;
	}
	if (id == SAIP_NO_FILE)
		return PE_INVALID_PARAMETER;
	*ret_id = id;
	return PE_OK;
}

/* A new directory becomes the current one; a new EF takes the contents that follow. */
static int create_file(struct saip_loader *l, const struct saip_fcp *fcp, struct file_cursor *at)
{
	struct saip_file_source source = { .fcp = fcp, .parent = at->directory };
	struct saip_new_file new;
	saip_file_id id;
	int code = saip_make_file(l, &source, &new);

	if (code != PE_OK)
		return code;
	code = l->sink.ops->create_file(l->sink.ctx, at->directory, &new.file, &id);
	if (code == PE_OK && new.file.type == SAIP_ADF)
		code = saip_name_add(l, SAIP_NAME_ADF, new.file.aid);
	if (code != PE_OK)
		return code;
	at->file = SAIP_NO_FILE;
	if (new.file.type == SAIP_DF || new.file.type == SAIP_ADF) {
		at->directory = id;
		return PE_OK;
	}
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
		return PE_INVALID_PARAMETER;
	if (end > UINT32_MAX || !saip_content_fits(&at->attributes, end))
		return PE_BAD_VALUES;
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
		return at->file != SAIP_NO_FILE ? PE_OK : PE_INVALID_PARAMETER;
	default:
		return write_content(l, c->content, at);
	}
}

/* What a command can need that the card does not have: nothing must have been done by then. */
static int check_command(struct saip_loader *l, const struct saip_file_command *c,
                         struct file_cursor *at)
{
	struct saip_file_source source = { .fcp = c->fcp, .parent = at->directory };
	struct saip_new_file new;
	saip_file_id id;
	int code = PE_OK;

	if (c->which == SAIP_COMMAND_FCP)
		code = saip_make_file(l, &source, &new);
	else if (c->which == SAIP_COMMAND_PATH)
		code = saip_resolve(l, c->path, &id); /* a directory may be made on the way */
	return code == PE_FEATURE_NOT_SUPPORTED || code == PE_NOT_SUPPORTED ? code : PE_OK;
}

/* Commands are decoded one by one: there may be many, and each is done when it is read. */
static int run_group(struct saip_loader *l, struct span group, struct file_cursor *at,
                     bool only_check)
{
	struct der_reader r = der_reader(group);
	struct saip_file_command command;
	struct der_tlv v;
	int code = PE_OK;

	while (code == PE_OK && der_more(&r)) {
		if (!der_next(&r, &v))
			return PE_INVALID_REQUEST_FORMAT;
		code = saip_decode(l, &saip_file_command_type, 0, v.whole, &command);
		saip_at(l, "fileManagementCMD", v.whole.ptr);
		if (code == PE_OK)
			code = only_check ? check_command(l, &command, at)
			                  : run_command(l, &command, at);
	}
	return code;
}

static int run_groups(struct saip_loader *l, struct span groups, struct file_cursor *at,
                      bool only_check)
{
	struct der_reader r = der_reader(groups);
	int code = PE_OK;
	struct der_tlv v;

	while (code == PE_OK && der_more(&r)) {
		code = der_take(&r, 0x30, &v) ? run_group(l, v.value, at, only_check)
		                              : PE_INVALID_REQUEST_FORMAT;
	}
	return code;
}

int saip_load_file_management(struct saip_loader *l, struct span whole)
{
	struct file_cursor at = { .directory = l->mf, .file = SAIP_NO_FILE };
	struct der_tlv element, v;
	struct der_reader r;
	int code;

	if (!der_whole(whole, SAIP_PE_GENERIC_FILE_MANAGEMENT, &element))
		return PE_INVALID_REQUEST_FORMAT;
	r = der_reader(element.value);
	if (!der_take(&r, 0xA0, &v) || !der_take(&r, 0xA1, &v) || v.value.len == 0)
		return PE_INVALID_REQUEST_FORMAT;
	code = run_groups(l, v.value, &at, true);
	if (code == PE_OK)
		code = run_groups(l, v.value, &at, false);
	if (code != PE_OK)
		return code;
	l->current = at.directory;
	l->current_skipped = false;
	return PE_OK;
}

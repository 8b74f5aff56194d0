/*
 * What a load file says of itself: the version of its package and the applets in it, from the Header
 * and the Applet component of a CAP file [Java Card VM Specification 6.3, 6.5]. Nothing of it is
 * executed, nor checked beyond that.
 */
#include "ota_ram.h"

#include <string.h>

enum {
	COMPONENT_HEADER = 1,
	COMPONENT_APPLET = 3,
	COMPONENT_HEAD = 3, /* tag, size of two octets */
	PACKAGE_AT = 7,     /* magic, version of the format, flags */
	OFFSET_LEN = 2,
	AID_MIN = 5,
};

/* The component with this tag: its content. */
static bool find_component(struct span block, uint8_t tag, struct span *ret_content)
{
	for (size_t at = 0; block.ptr && block.len - at >= COMPONENT_HEAD;) {
		const uint8_t *p = block.ptr + at;
		const size_t size = (size_t)p[1] << 8 | p[2];

		if (size > block.len - at - COMPONENT_HEAD)
			return false;
		if (p[0] == tag) {
			*ret_content = (struct span){ p + COMPONENT_HEAD, size };
			return true;
		}
		at += COMPONENT_HEAD + size;
	}
	return false;
}

static bool read_classes(struct span applets, struct ram_cap *cap)
{
	struct span rest = applets;
	uint8_t count;

	if (rest.len == 0 || rest.ptr[0] > RAM_CLASSES_MAX)
		return false;
	count = rest.ptr[0];
	rest = (struct span){ rest.ptr + 1, rest.len - 1 };
	while (cap->n_classes < count) {
		struct span aid;

		if (!ota_take(&rest, &aid) || aid.len < AID_MIN || aid.len > OTA_AID_MAX ||
		    rest.len < OFFSET_LEN)
			return false;
		rest = (struct span){ rest.ptr + OFFSET_LEN, rest.len - OFFSET_LEN };
		cap->classes[cap->n_classes++] = aid;
	}
	return true;
}

bool ram_cap_read(struct span block, struct ram_cap *ret_cap)
{
	static const uint8_t magic[] = { 0xDE, 0xCA, 0xFF, 0xED };
	struct ram_cap cap = { 0 };
	struct span header, applets;

	if (!find_component(block, COMPONENT_HEADER, &header) || header.len < PACKAGE_AT + 2 ||
	    memcmp(header.ptr, magic, sizeof(magic)) != 0)
		return false;
	cap.version[0] = header.ptr[PACKAGE_AT + 1];
	cap.version[1] = header.ptr[PACKAGE_AT];
	if (find_component(block, COMPONENT_APPLET, &applets) && !read_classes(applets, &cap))
		return false;
	*ret_cap = cap;
	return true;
}

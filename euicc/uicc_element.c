/*
 * Profile elements that are kept whole (security domains, RFM, applications), and what remote
 * management has made of them since the installation [TCA Interoperable Profile Package 3.3 8.6 to
 * 8.8; GlobalPlatform Card Specification 5].
 *
 * A place in the list never changes: other rows of the store refer to it. One that is empty has tag
 * 0 and is given to the next element that comes, but never so that another security domain would be
 * the first: that one is the MNO-SD.
 */
#include "profiles/saip_pe.h"
#include "uicc_fs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool uicc_element(const struct uicc *u, size_t position, struct uicc_element_view *ret_element)
{
	if (position >= u->element_count)
		return false;
	ret_element->tag = u->elements[position].tag;
	ret_element->der = (struct span){ u->elements[position].der, u->elements[position].len };
	return true;
}

int uicc_element_set(struct uicc *u, size_t position, uint32_t tag, struct span der)
{
	struct uicc_element *e = &u->elements[position];
	uint8_t *copy = malloc(der.len ? der.len : 1);
	int r = copy ? uicc_store_element(u, (uint32_t)position, tag, der) : -ENOMEM;

	if (r < 0) {
		free(copy);
		return r;
	}
	if (der.len)
		memcpy(copy, der.ptr, der.len);
	explicit_bzero(e->der, e->len);
	free(e->der);
	*e = (struct uicc_element){ tag, copy, (uint32_t)der.len };
	return 0;
}

int uicc_element_add(struct uicc *u, uint32_t tag, struct span der)
{
	size_t position = 0;

	while (position < u->element_count && u->elements[position].tag != SAIP_PE_SECURITY_DOMAIN)
		position++;
	while (position < u->element_count && u->elements[position].tag)
		position++;
	if (position == u->element_count && !uicc_add_element(u, 0, (struct span){ NULL, 0 }))
		return -ENOMEM;
	return uicc_element_set(u, position, tag, der);
}

int uicc_element_remove(struct uicc *u, size_t position)
{
	return uicc_element_set(u, position, 0, (struct span){ NULL, 0 });
}

static struct uicc_state *find_state(const struct uicc *u, struct span aid)
{
	for (uint32_t i = 0; i < u->state_count; i++) {
		struct uicc_state *s = &u->states[i];

		if (span_equal((struct span){ s->aid, s->aid_len }, aid))
			return s;
	}
	return NULL;
}

uint8_t uicc_state(const struct uicc *u, struct span aid, uint8_t installed)
{
	const struct uicc_state *s = find_state(u, aid);

	return s && s->state ? s->state : installed;
}

int uicc_set_state(struct uicc *u, struct span aid, uint8_t state)
{
	struct uicc_state *s = find_state(u, aid);
	int r;

	if (aid.len == 0 || aid.len > UICC_AID_MAX)
		return -EINVAL;
	if (!s && state == 0)
		return 0;
	if (!s) {
		s = uicc_add_state(u);
		if (!s)
			return -ENOMEM;
		memcpy(s->aid, aid.ptr, aid.len);
		s->aid_len = (uint8_t)aid.len;
	}
	r = uicc_store_state(u, aid, state);
	if (r == 0)
		s->state = state;
	return r;
}

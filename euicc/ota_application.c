/*
 * Which application of a profile a TAR addresses, and the security it asks for [TS 101 220,
 * TS 102 226 8.2.1.3.2, TCA Interoperable Profile Package 3.3 8.6, 8.7].
 */
#include "ota_internal.h"

#include <errno.h>
#include <string.h>

enum {
	TAR_LEN = 3,
	AID_TAR_AT = 12, /* an AID of full length holds a TAR [TS 101 220] */
	MSL_SPI = 0x01,  /* minimum security level as first octet of SPI */
};

/* Of the issuer's security domain: in a profile the first one, the MNO-SD. */
static const uint8_t issuer_tar[TAR_LEN] = { 0x00, 0x00, 0x00 };

static bool tar_is(struct span tar, const uint8_t wanted[TAR_LEN])
{
	return tar.len == TAR_LEN && memcmp(tar.ptr, wanted, TAR_LEN) == 0;
}

static bool aid_has_tar(struct span aid, const uint8_t wanted[TAR_LEN])
{
	return aid.len >= AID_TAR_AT + TAR_LEN &&
	       memcmp(aid.ptr + AID_TAR_AT, wanted, TAR_LEN) == 0;
}

bool ota_take(struct span *rest, struct span *ret_field)
{
	if (rest->len == 0 || rest->ptr[0] > rest->len - 1)
		return false;
	*ret_field = (struct span){ rest->ptr + 1, rest->ptr[0] };
	*rest = (struct span){ rest->ptr + 1 + ret_field->len, rest->len - 1 - ret_field->len };
	return true;
}

struct toolkit_parameters {
	struct span security_level, tars;
};

/*
 * UICC toolkit application specific parameters: priority, timers, length of menu entries, these
 * entries, channels, minimum security level, TARs [TS 102 226 8.2.1.3.2.2.1].
 */
static bool cut_toolkit_parameters(struct span in, struct toolkit_parameters *ret)
{
	enum { MENU_ENTRIES_AT = 3 };
	size_t skipped;

	if (!in.ptr || in.len <= MENU_ENTRIES_AT)
		return false;
	skipped = MENU_ENTRIES_AT + 1 + 2U * in.ptr[MENU_ENTRIES_AT] + 1;
	if (in.len < skipped)
		return false;
	in = (struct span){ in.ptr + skipped, in.len - skipped };
	return ota_take(&in, &ret->security_level) && ota_take(&in, &ret->tars);
}

/* TARs that an instance's toolkit parameters list, one behind the other; absent: none. */
static struct span listed_tars(const struct saip_instance *in)
{
	struct toolkit_parameters t;

	if (!in->uicc || !cut_toolkit_parameters(in->uicc->toolkit, &t) || t.tars.len == 0)
		return (struct span){ NULL, 0 };
	return t.tars;
}

static bool domain_has_tar(const struct saip_security_domain *d, bool issuer,
                           const uint8_t tar[TAR_LEN])
{
	const struct span tars = listed_tars(d->instance);

	if (issuer && memcmp(tar, issuer_tar, TAR_LEN) == 0)
		return true;
	if (!tars.ptr)
		return aid_has_tar(d->instance->instance_aid, tar);
	for (size_t at = 0; at + TAR_LEN <= tars.len; at += TAR_LEN)
		if (tar_is((struct span){ tars.ptr + at, TAR_LEN }, tar))
			return true;
	return false;
}

/* A domain that does not say what it asks for wants to know at least who speaks. */
static uint8_t domain_security_level(const struct saip_security_domain *d)
{
	const struct saip_uicc_parameters *p = d->instance->uicc;
	struct toolkit_parameters t;

	if (p && cut_toolkit_parameters(p->toolkit, &t) && t.security_level.len >= 2 &&
	    t.security_level.ptr[0] == MSL_SPI)
		return t.security_level.ptr[1];
	return SCP80_CC;
}

static bool rfm_has_tar(const struct saip_rfm *rfm, const uint8_t tar[TAR_LEN])
{
	const struct saip_octets *tars = rfm->tars.items;

	if (rfm->tars.count == 0)
		return aid_has_tar(rfm->instance_aid, tar);
	for (size_t i = 0; i < rfm->tars.count; i++)
		if (tar_is(tars[i].v, tar))
			return true;
	return false;
}

/* Nobody reaches an application that is locked [GlobalPlatform Card Specification 5.3.1.4]. */
static bool is_locked(const struct uicc *u, const struct saip_instance *in)
{
	const uint8_t installed = in->life_cycle.ptr ? in->life_cycle.ptr[0] : OTA_STATE_SELECTABLE;

	return uicc_state(u, in->instance_aid, installed) & OTA_STATE_LOCKED;
}

/*
 * The security domain with this AID; an absent AID means the first one of the profile, which is the
 * MNO-SD. 0, 1 not found, negative errno.
 */
static int find_domain(const struct uicc *u, struct span aid, struct arena *a,
                       struct ota_application *app)
{
	struct uicc_element_view e;

	for (size_t i = 0; uicc_element(u, i, &e); i++) {
		struct saip_security_domain *d;
		struct asn1_error error;

		if (e.tag != SAIP_PE_SECURITY_DOMAIN)
			continue;
		d = arena_alloc(a, sizeof(*d));
		if (!d || !asn1_decode(&saip_security_domain_type, e.tag, e.der, d, a, &error))
			return d ? -EBADMSG : -ENOMEM;
		if (!aid.ptr || span_equal(aid, d->instance->instance_aid)) {
			app->domain = d;
			app->position = (int64_t)i;
			return 0;
		}
	}
	return 1;
}

static int match_rfm(const struct uicc *u, const struct uicc_element_view *e,
                     const uint8_t tar[TAR_LEN], struct arena *a, struct ota_application *app)
{
	struct saip_rfm *rfm = arena_alloc(a, sizeof(*rfm));
	struct asn1_error error;

	if (!rfm || !asn1_decode(&saip_rfm_type, e->tag, e->der, rfm, a, &error))
		return rfm ? -EBADMSG : -ENOMEM;
	if (!rfm_has_tar(rfm, tar) ||
	    (uicc_state(u, rfm->instance_aid, OTA_STATE_SELECTABLE) & OTA_STATE_LOCKED))
		return 1;
	app->rfm = rfm;
	app->security_level = rfm->security_level.ptr[0];
	return find_domain(u, rfm->security_domain_aid, a, app);
}

static int match_domain(const struct uicc *u, const struct uicc_element_view *e, size_t position,
                        bool issuer, const uint8_t tar[TAR_LEN], struct arena *a,
                        struct ota_application *app)
{
	struct saip_security_domain *d = arena_alloc(a, sizeof(*d));
	struct asn1_error error;

	if (!d || !asn1_decode(&saip_security_domain_type, e->tag, e->der, d, a, &error))
		return d ? -EBADMSG : -ENOMEM;
	if (!domain_has_tar(d, issuer, tar) || is_locked(u, d->instance))
		return 1;
	app->domain = d;
	app->position = app->addressed = (int64_t)position;
	app->security_level = domain_security_level(d);
	return 0;
}

/*
 * A domain that has no keys of its own uses those of the one it belongs to: that is how it gets its
 * own [GlobalPlatform Card Specification 7.2].
 */
static int resolve_keys(const struct uicc *u, struct arena *a, struct ota_application *app)
{
	struct uicc_element_view e;
	int r = 0;

	for (size_t i = 0; r == 0 && uicc_element(u, i, &e) && app->domain->keys.count == 0; i++)
		r = find_domain(u, app->domain->instance->security_domain_aid, a, app);
	return r;
}

/* RFM instances come before domains: a profile may give one of them the issuer's TAR. */
int ota_find_application(const struct uicc *u, const uint8_t tar[3], struct arena *a,
                         struct ota_application *ret_application)
{
	struct ota_application app = { 0 };
	struct uicc_element_view e;
	bool issuer = true;
	int r = 1;

	for (size_t i = 0; r == 1 && uicc_element(u, i, &e); i++)
		if (e.tag == SAIP_PE_RFM)
			r = match_rfm(u, &e, tar, a, &app);
	for (size_t i = 0; r == 1 && !app.rfm && uicc_element(u, i, &e); i++) {
		if (e.tag != SAIP_PE_SECURITY_DOMAIN)
			continue;
		r = match_domain(u, &e, i, issuer, tar, a, &app);
		issuer = false;
	}
	if (r == 0)
		r = resolve_keys(u, a, &app);
	if (r == 0)
		*ret_application = app;
	return r;
}

/* Does any of the profile's applications have this TAR, locked or not? Negative errno. */
static int is_taken(const struct uicc *u, const uint8_t tar[TAR_LEN], struct arena *a)
{
	struct uicc_element_view e;
	bool issuer = true, found = false;
	struct asn1_error error;

	for (size_t i = 0; !found && uicc_element(u, i, &e); i++) {
		struct saip_security_domain d;
		struct saip_rfm rfm;

		if (e.tag == SAIP_PE_RFM) {
			if (!asn1_decode(&saip_rfm_type, e.tag, e.der, &rfm, a, &error))
				return -EBADMSG;
			found = rfm_has_tar(&rfm, tar);
		} else if (e.tag == SAIP_PE_SECURITY_DOMAIN) {
			if (!asn1_decode(&saip_security_domain_type, e.tag, e.der, &d, a, &error))
				return -EBADMSG;
			found = domain_has_tar(&d, issuer, tar);
			issuer = false;
		}
	}
	return found;
}

int ota_tars_are_taken(const struct uicc *u, const struct saip_instance *in, bool is_domain,
                       struct arena *a)
{
	struct span tars = listed_tars(in);
	int r = 0;

	if (!tars.ptr && is_domain && in->instance_aid.len >= AID_TAR_AT + TAR_LEN)
		tars = (struct span){ in->instance_aid.ptr + AID_TAR_AT, TAR_LEN };
	for (size_t at = 0; r == 0 && at + TAR_LEN <= tars.len; at += TAR_LEN)
		r = is_taken(u, tars.ptr + at, a);
	return r;
}

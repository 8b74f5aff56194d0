/*
 * The wires between the four of them.
 */
#include "scene.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int post(void *ctx, struct span request, struct arena *a, struct span *ret_response)
{
	struct scene *s = ctx;
	struct der_reader r = der_reader(request);

	if (der_peek(&r) == IOT_TAG_GET_EIM_PACKAGE)
		hex_encode(request, s->request);
	else if (s->cut != 0 && s->cut-- != 0)
		return -ENOTCONN;
	return esipa_server_handle(&s->eim, request, a, ret_response);
}

static void on_result(void *ctx, const struct eim_package_result *result)
{
	struct scene *s = ctx;

	s->which = result->which;
	s->told_before = s->watch.calls[WATCH_HANDLE_NOTIFICATION];
	if (result->which == EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT)
		s->verdict = eim_server_verify_download(&s->t->eim,
		                                        result->profile_download_trigger_result,
		                                        &s->t->f->arena, &s->download);
	if (result->which == EIM_PACKAGE_RESULT_EIM_PACKAGE_RESULT_RESPONSE_ERROR) {
		const struct eim_package_result_response_error
		        *e = result->eim_package_result_response_error;

		assert_true(span_equal(e->eim_transaction_id, SPAN(s->t->eim.transaction_id)));
		s->format_error = e->eim_package_result_error_code.v;
	}
}

static void on_notification(void *ctx, int verdict)
{
	((struct scene *)ctx)->notified = verdict;
}

static void on_download(void *ctx, const struct ipad_download *download)
{
	((struct scene *)ctx)->told = *download;
}

/* Whatever the address: the server itself says whether it is its own. */
static int resolve(void *ctx, struct span address, const struct es9p **ret_server)
{
	struct scene *s = ctx;

	if (address.len == 0 || address.len >= sizeof(s->address) ||
	    memchr(address.ptr, '/', address.len))
		return -EINVAL;
	memcpy(s->address, address.ptr, address.len);
	s->address[address.len] = '\0';
	s->watch.es9p.address = s->address;
	*ret_server = &s->watch.es9p;
	return 0;
}

/* The eIM is associated with the card, with or without indirectProfileDownload. */
static void associate(struct scene *s, bool indirect)
{
	struct arena *a = &s->t->f->arena;
	struct add_initial_eim_response response;
	struct eim_configuration_data config;

	assert_int_equal(eim_server_configuration(&s->t->eim, a, &config), 0);
	config.indirect_profile_download = indirect;
	assert_int_equal(
	        ipad_add_initial_eim(&s->t->f->lpa, (struct asn1_list){ &config, 1 }, a, &response),
	        0);
	assert_int_equal(response.which, ADD_INITIAL_EIM_RESPONSE_ADD_INITIAL_EIM_OK);
}

struct scene *scene_new(const struct fixture_options *card, bool indirect)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->t = iot_new(&(struct iot_options){ .card = *card, .alone = true });
	associate(s, indirect);
	watch_start(&s->watch, s->t->f);
	s->resolver = (struct es9p_resolver){ resolve, s };
	s->eim = (struct esipa_server){ .eim = &s->t->eim,
		                        .smdpp = s->t->f->server,
		                        .result = on_result,
		                        .notification = on_notification,
		                        .ctx = s };
	s->transport = (struct esipa_transport){ post, s };
	s->ipad = (struct ipad){ .lpa = &s->t->f->lpa,
		                 .eim = &s->transport,
		                 .servers = &s->resolver,
		                 .downloaded = on_download,
		                 .downloaded_ctx = s };
	fixture_order(s->t->f, 1, NULL);
	return s;
}

void scene_free(struct scene *s)
{
	esipa_server_clear(&s->eim);
	iot_free(s->t);
	free(s);
}

int scene_setup(void **state)
{
	*state = scene_new(&(struct fixture_options){ 0 }, false);
	return 0;
}

int scene_setup_indirect(void **state)
{
	*state = scene_new(&(struct fixture_options){ 0 }, true);
	return 0;
}

int scene_teardown(void **state)
{
	scene_free(*state);
	return 0;
}

/* ---- steps ---- */

struct span scene_text(const char *s)
{
	return (struct span){ (const uint8_t *)s, strlen(s) };
}

int scene_poll(struct scene *s, const struct profile_download_data *data)
{
	struct arena *a = &s->t->f->arena;
	struct span request;

	s->which = 0;
	s->verdict = s->notified = -1;
	s->format_error = 0;
	s->told = (struct ipad_download){ 0 };
	memset(s->watch.calls, 0, sizeof(s->watch.calls));
	s->watch.cancel_reason = 0xFFFF;
	assert_int_equal(eim_server_trigger(&s->t->eim, data, a, &request), 0);
	assert_int_equal(esipa_server_queue(&s->eim, request), 0);
	return ipad_poll(&s->ipad, a);
}

int scene_poll_code(struct scene *s, const char *code)
{
	const struct profile_download_data data = {
		.which = PROFILE_DOWNLOAD_DATA_ACTIVATION_CODE,
		.activation_code = scene_text(code),
	};

	return scene_poll(s, &data);
}

int64_t scene_count(struct scene *s, const char *table)
{
	return fixture_sql(s->t->f, iot_text(s->t, "SELECT count(*) FROM %s", table));
}

void scene_expect_result(struct scene *s, uint32_t which)
{
	assert_int_equal(s->which, EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT);
	assert_int_equal(s->verdict, 0);
	assert_false(s->download.error_reason.set);
	assert_int_equal(s->download.final_result->which, which);
}

void scene_expect_error(struct scene *s, uint32_t reason)
{
	assert_int_equal(s->which, EIM_PACKAGE_RESULT_PROFILE_DOWNLOAD_TRIGGER_RESULT);
	assert_int_equal(s->verdict, 0);
	assert_true(s->download.error_reason.set);
	assert_int_equal(s->download.error_reason.v, reason);
	assert_true(s->t->f->card->session.state <= RSP_CHALLENGED);
	assert_int_equal(scene_count(s, "profile"), 0);
	assert_int_equal(scene_count(s, "notification"), 0);
}

void scene_expect_undefined(struct scene *s)
{
	scene_expect_error(s, PROFILE_DOWNLOAD_ERROR_REASON_UNDEFINED);
}

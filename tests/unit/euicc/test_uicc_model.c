/*
 * Random walks of file commands over the sample UICC in a store, each answer compared with what a
 * simple model of the same files says. Every now and then the walk is committed, or undone and
 * loaded again: the card must then be where the model was.
 */
#include "uicc_expect.h"

#include "softeuicc.h"

#include <string.h>

enum { WALKS = 12, STEPS = 3000, BODY_MAX = 300, OBJECTS = 4, OBJECT_MAX = 200 };

enum kind { TRANSPARENT, LINEAR, CYCLIC, TLV };
enum place { IN_MF, IN_TELECOM, IN_USIM };
enum pin { BY_PIN = 1, BY_LOCAL = 2, BY_ADM = 4 };

/* Who may: everybody, or holders of all or any of these PINs; nobody with no PIN at all. */
struct rule {
	bool always, any;
	unsigned int pins;
};

#define ALWAYS                 \
	{                      \
		.always = true \
	}
#define ALL(set)              \
	{                     \
		.pins = (set) \
	}
#define ANY(set)                           \
	{                                  \
		.any = true, .pins = (set) \
	}
#define NEVER               \
	{                   \
		.any = true \
	}

static const struct file {
	const char *path;
	enum kind kind;
	enum place place;
	uint8_t sfi;
	unsigned int length, count; /* of a record; transparent: size, 1 */
	struct rule read, update, increase, activate;
	bool usable; /* when deactivated */
	int body;    /* number of the file with the body */
} files[] = {
	{ "2FE2", TRANSPARENT, IN_MF, 2, 10, 1, ALWAYS, ALL(BY_ADM), NEVER, NEVER, false, 0 },
	{ "7F106F3A", LINEAR, IN_TELECOM, 0, 4, 3, ALL(BY_PIN), ALL(BY_PIN), NEVER, NEVER, false,
	  1 },
	{ "7FFF6F07", TRANSPARENT, IN_USIM, 7, 9, 1, ALL(BY_PIN), ALL(BY_ADM), NEVER, NEVER, false,
	  2 },
	{ "7FFF6F39", CYCLIC, IN_USIM, 9, 3, 3, ALL(BY_PIN), ALL(BY_PIN), ALL(BY_PIN), NEVER, false,
	  3 },
	{ "7FFF6F45", TRANSPARENT, IN_USIM, 0, 300, 1, ALWAYS, ALL(BY_PIN | BY_LOCAL), NEVER, NEVER,
	  false, 4 },
	{ "7FFF6F7E", TRANSPARENT, IN_USIM, 0, 11, 1, ALWAYS, ALL(BY_ADM), NEVER, ALL(BY_ADM),
	  false, 5 },
	{ "7FFF6F7B", TRANSPARENT, IN_USIM, 0, 3, 1, ALWAYS, ALL(BY_ADM), NEVER, ALL(BY_ADM), true,
	  6 },
	{ "7FFF6F3A", LINEAR, IN_USIM, 10, 4, 3, ANY(BY_PIN | BY_LOCAL), NEVER, NEVER, NEVER, false,
	  1 },
	{ "7FFF6FE8", TLV, IN_USIM, 0, 0, 0, ALWAYS, ALL(BY_ADM), NEVER, NEVER, false, 8 },
};

enum { FILES = sizeof(files) / sizeof(files[0]), TLV_MAX = 512 };

struct object {
	uint8_t tag;
	uint8_t value[OBJECT_MAX];
	size_t len;
};

/* What lasts. */
struct stored {
	uint8_t body[FILES][BODY_MAX];
	bool deactivated[FILES];
	struct object objects[OBJECTS]; /* in the file's order */
	size_t object_count;
	unsigned int tries; /* of PIN 01 */
};

struct model {
	struct stored now, committed;
	/* What a reset forgets. */
	unsigned int verified;
	enum place place;
	int current; /* -1: no EF */
	unsigned int record;
};

struct walk {
	uint64_t random;
	struct softeuicc_store *store;
	struct uicc_terminal t;
	struct model m;
	/* The command and the answer expected. */
	char command[2 * 300];
	uint8_t data[300];
	size_t len;
};

static unsigned int draw(struct walk *w, unsigned int below)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned int)(w->random >> 33) % below;
}

/* ---- building commands ---- */

static void put_octet(struct walk *w, unsigned int octet)
{
	size_t n = strlen(w->command);

	snprintf(w->command + n, sizeof(w->command) - n, "%02X", octet & 0xFF);
}

static void begin(struct walk *w, unsigned int cla, unsigned int ins, unsigned int p1,
                  unsigned int p2)
{
	w->command[0] = '\0';
	w->len = 0;
	put_octet(w, cla);
	put_octet(w, ins);
	put_octet(w, p1);
	put_octet(w, p2);
}

static void put_bytes(struct walk *w, const uint8_t *bytes, size_t n)
{
	put_octet(w, (unsigned int)n);
	for (size_t i = 0; i < n; i++)
		put_octet(w, bytes[i]);
}

static void put_hex(struct walk *w, const char *hex)
{
	put_octet(w, (unsigned int)strlen(hex) / 2);
	strncat(w->command, hex, sizeof(w->command) - strlen(w->command) - 1);
}

static void expect_data(struct walk *w, const uint8_t *data, size_t n)
{
	memcpy(w->data + w->len, data, n);
	w->len += n;
}

/* ---- the model ---- */

static bool holds(const struct walk *w, const struct rule *r)
{
	unsigned int verified = w->m.verified;

	/* The local PIN is one of the USIM. */
	if (w->m.place != IN_USIM)
		verified &= ~(unsigned int)BY_LOCAL;
	return r->always || (r->any ? (verified & r->pins) != 0 : (verified & r->pins) == r->pins);
}

/* The file a command works on, in the order in which the card finds fault. */
static unsigned int find(struct walk *w, unsigned int kinds, size_t rule, const struct file **ret)
{
	const struct file *f;

	if (w->m.current < 0)
		return 0x6986;
	f = &files[w->m.current];
	if (!(kinds & 1U << f->kind))
		return 0x6981;
	if (!holds(w, (const struct rule *)((const char *)f + rule)))
		return 0x6982;
	if (w->m.now.deactivated[w->m.current] && !f->usable)
		return 0x6985;
	*ret = f;
	return 0x9000;
}

#define RULE(name) offsetof(struct file, name)

static void set_current(struct walk *w, int file)
{
	w->m.place = files[file].place;
	w->m.current = file;
	w->m.record = 0;
}

/* Short file identifier of a random file of the current directory, or 0 for the current file. */
static unsigned int choose_sfi(struct walk *w)
{
	unsigned int i = draw(w, FILES);

	if (draw(w, 2) || !files[i].sfi || files[i].place != w->m.place)
		return 0;
	set_current(w, (int)i);
	return files[i].sfi;
}

static unsigned int step_select(struct walk *w)
{
	int i = (int)draw(w, FILES);

	begin(w, 0x00, 0xA4, 0x08, 0x0C);
	put_hex(w, files[i].path);
	set_current(w, i);
	return w->m.now.deactivated[i] ? 0x6283 : 0x9000;
}

static unsigned int step_binary(struct walk *w)
{
	bool update = draw(w, 2);
	unsigned int sfi = choose_sfi(w), n = 1 + draw(w, 12);
	unsigned int offset = draw(w, sfi ? 12 : draw(w, 2) ? 12 : 310);
	const struct file *f = NULL;
	unsigned int sw = find(w, 1U << TRANSPARENT, update ? RULE(update) : RULE(read), &f);
	uint8_t bytes[12], *body;

	begin(w, 0x00, update ? 0xD6 : 0xB0, sfi ? 0x80 | sfi : offset >> 8, offset);
	for (unsigned int i = 0; i < n; i++)
		bytes[i] = (uint8_t)draw(w, 256);
	if (update)
		put_bytes(w, bytes, n);
	else
		put_octet(w, n);
	if (sw != 0x9000)
		return sw;
	if (offset >= f->length)
		return 0x6B00;
	if (n > f->length - offset)
		return update ? 0x6700 : 0x6C00 | ((f->length - offset) & 0xFF);
	body = w->m.now.body[f->body] + offset;
	if (update)
		memcpy(body, bytes, n);
	else
		expect_data(w, body, n);
	return 0x9000;
}

/* The number that P1 and mode 2 (next), 3 (previous) or 4 (absolute) mean; 0: there is none. */
static unsigned int number_of(const struct walk *w, const struct file *f, unsigned int mode,
                              unsigned int p1)
{
	unsigned int pointer = w->m.record, number = p1 ? p1 : pointer;

	if (mode == 2)
		number = pointer < f->count ? pointer + 1 : f->kind == CYCLIC ? 1 : 0;
	if (mode == 3)
		number = pointer > 1                         ? pointer - 1
		         : pointer == 0 || f->kind == CYCLIC ? f->count
		                                             : 0;
	return number > f->count ? 0 : number;
}

/* Record 1 of a cyclic file is the newest. */
static void rotate(struct walk *w, const struct file *f, const uint8_t *record)
{
	uint8_t *body = w->m.now.body[f->body];

	memmove(body + f->length, body, f->length * (f->count - 1));
	memcpy(body, record, f->length);
	w->m.record = 1;
}

static unsigned int step_record(struct walk *w)
{
	bool update = draw(w, 2);
	unsigned int sfi = choose_sfi(w), mode = 2 + draw(w, 3), p1 = mode == 4 ? draw(w, 5) : 0;
	const struct file *f = NULL;
	unsigned int sw = find(w, 1U << LINEAR | 1U << CYCLIC, update ? RULE(update) : RULE(read),
	                       &f);
	unsigned int n = f ? f->length : 4, number;
	uint8_t bytes[4];

	begin(w, 0x00, update ? 0xDC : 0xB2, p1, sfi << 3 | mode);
	for (unsigned int i = 0; i < n; i++)
		bytes[i] = (uint8_t)draw(w, 4);
	if (update)
		put_bytes(w, bytes, n);
	else
		put_octet(w, n);
	if (sw != 0x9000)
		return sw;
	if (update && f->kind == CYCLIC) {
		if (mode != 3)
			return 0x6981;
		rotate(w, f, bytes);
		return 0x9000;
	}
	number = number_of(w, f, mode, p1);
	if (number == 0)
		return 0x6A83;
	if (mode != 4)
		w->m.record = number;
	if (update)
		memcpy(w->m.now.body[f->body] + (number - 1) * n, bytes, n);
	else
		expect_data(w, w->m.now.body[f->body] + (number - 1) * n, n);
	return 0x9000;
}

static unsigned int step_search(struct walk *w)
{
	const uint8_t pattern = (uint8_t)draw(w, 4);
	const struct file *f = NULL;
	unsigned int sw = find(w, 1U << LINEAR | 1U << CYCLIC, RULE(read), &f);
	uint8_t number;

	begin(w, 0x00, 0xA2, 1, 4);
	put_bytes(w, &pattern, 1);
	if (sw != 0x9000)
		return sw;
	for (number = 1; number <= f->count; number++) {
		const uint8_t *record = w->m.now.body[f->body] + (number - 1) * f->length;

		if (memchr(record, pattern, f->length))
			expect_data(w, &number, 1);
	}
	if (w->len)
		w->m.record = w->data[0];
	return w->len ? 0x9000 : 0x6282;
}

static unsigned int step_increase(struct walk *w)
{
	const uint8_t added[3] = { (uint8_t)(draw(w, 2) * 0x70), 0, (uint8_t)draw(w, 256) };
	const struct file *f = NULL;
	unsigned int sw = find(w, 1U << CYCLIC, RULE(increase), &f);
	uint32_t sum;
	uint8_t record[3];

	begin(w, 0x80, 0x32, 0, 0);
	put_bytes(w, added, sizeof(added));
	if (sw != 0x9000)
		return sw;
	memcpy(record, w->m.now.body[f->body], sizeof(record));
	sum = ((uint32_t)record[0] << 16 | (uint32_t)record[1] << 8 | record[2]) +
	      ((uint32_t)added[0] << 16 | added[2]);
	if (sum > 0xFFFFFF)
		return 0x9850;
	for (int i = 2; i >= 0; i--, sum >>= 8)
		record[i] = (uint8_t)sum;
	rotate(w, f, record);
	expect_data(w, record, sizeof(record));
	expect_data(w, added, sizeof(added));
	return 0x9000;
}

static unsigned int step_life_cycle(struct walk *w)
{
	bool activate = draw(w, 2);

	begin(w, 0x00, activate ? 0x44 : 0x04, 0, 0);
	if (w->m.current < 0)
		return 0x6986;
	if (!holds(w, &files[w->m.current].activate))
		return 0x6982;
	w->m.now.deactivated[w->m.current] = !activate;
	return 0x9000;
}

/* ---- objects of the BER-TLV file ---- */

static int find_object(const struct walk *w, uint8_t tag)
{
	for (size_t i = 0; i < w->m.now.object_count; i++) {
		if (w->m.now.objects[i].tag == tag)
			return (int)i;
	}
	return -1;
}

static size_t object_size(size_t len)
{
	return len + (len < 0x80 ? 2 : 3);
}

static void remove_object(struct walk *w, int i)
{
	struct stored *s = &w->m.now;

	if (i < 0)
		return;
	s->object_count--;
	memmove(&s->objects[i], &s->objects[i + 1],
	        (s->object_count - (size_t)i) * sizeof(s->objects[0]));
}

static unsigned int step_set_data(struct walk *w)
{
	struct object o = { .tag = (uint8_t)(0x80 + draw(w, OBJECTS)), .len = draw(w, OBJECT_MAX) };
	bool delete = draw(w, 4) == 0;
	const struct file *f = NULL;
	unsigned int sw = find(w, 1U << TLV, RULE(update), &f);
	int old = find_object(w, o.tag);
	size_t used = object_size(o.len);

	begin(w, 0x80, 0xDB, 0, 0x80);
	put_octet(w, (unsigned int)(delete ? 1 : object_size(o.len)));
	put_octet(w, o.tag);
	for (size_t i = 0; i < o.len && !delete; i++)
		o.value[i] = (uint8_t)draw(w, 256);
	if (!delete &&o.len >= 0x80)
		put_octet(w, 0x81);
	if (!delete)
		put_octet(w, (unsigned int)o.len);
	for (size_t i = 0; i < o.len && !delete; i++)
		put_octet(w, o.value[i]);
	if (sw != 0x9000)
		return sw;
	if (delete &&old < 0)
		return 0x6A88;
	for (int i = 0; i < (int)w->m.now.object_count; i++)
		used += i == old ? 0 : object_size(w->m.now.objects[i].len);
	if (!delete &&used > TLV_MAX)
		return 0x6A84;
	remove_object(w, old);
	if (!delete)
		w->m.now.objects[w->m.now.object_count++] = o;
	return 0x9000;
}

static unsigned int step_retrieve(struct walk *w)
{
	const uint8_t tag = draw(w, 3) ? (uint8_t)(0x80 + draw(w, OBJECTS)) : 0x5C;
	const struct file *f = NULL;
	unsigned int sw = find(w, 1U << TLV, RULE(read), &f);
	const struct object *o;
	uint8_t head[3];

	begin(w, 0x80, 0xCB, 0, 0x80);
	put_bytes(w, &tag, 1);
	if (sw != 0x9000)
		return sw;
	head[0] = tag;
	if (tag == 0x5C) {
		head[1] = (uint8_t)w->m.now.object_count;
		expect_data(w, head, 2);
		for (size_t i = 0; i < w->m.now.object_count; i++)
			expect_data(w, &w->m.now.objects[i].tag, 1);
		return 0x9000;
	}
	if (find_object(w, tag) < 0)
		return 0x6A88;
	o = &w->m.now.objects[find_object(w, tag)];
	head[1] = o->len < 0x80 ? (uint8_t)o->len : 0x81;
	head[2] = (uint8_t)o->len;
	expect_data(w, head, o->len < 0x80 ? 2 : 3);
	expect_data(w, o->value, o->len);
	return 0x9000;
}

/* ---- PINs ---- */

static unsigned int step_verify(struct walk *w)
{
	unsigned int right = draw(w, 3);

	begin(w, 0x00, 0x20, 0, 0x01);
	put_hex(w, right ? PIN_1234 : PIN_WRONG);
	if (w->m.now.tries == 0)
		return 0x6983;
	w->m.verified &= ~(unsigned int)BY_PIN;
	w->m.now.tries = right ? 3 : w->m.now.tries - 1;
	w->m.verified |= right ? BY_PIN : 0;
	return right ? 0x9000 : 0x63C0 | w->m.now.tries;
}

static unsigned int step_unblock(struct walk *w)
{
	begin(w, 0x00, 0x2C, 0, 0x01);
	put_hex(w, PUK PIN_1234);
	w->m.now.tries = 3;
	w->m.verified |= BY_PIN;
	return 0x9000;
}

static unsigned int step_verify_other(struct walk *w)
{
	bool local = draw(w, 2);

	begin(w, 0x00, 0x20, 0, local ? 0x81 : 0x0A);
	put_hex(w, local ? PIN_9999 : ADM);
	if (local && w->m.place != IN_USIM)
		return 0x6A88;
	w->m.verified |= local ? BY_LOCAL : BY_ADM;
	return 0x9000;
}

/* ---- the walk ---- */

static void select_usim(struct walk *w)
{
	assert_int_equal(terminal_send(&w->t, SELECT_USIM), 0x9000);
	w->m.verified = 0;
	w->m.place = IN_USIM;
	w->m.current = -1;
	w->m.record = 0;
}

static void load(struct walk *w)
{
	struct uicc *u;

	assert_int_equal(uicc_store_load(w->store, 1, &u), 0);
	terminal_init(&w->t, u);
	select_usim(w);
}

/* Commit or power cut. */
static void settle(struct walk *w)
{
	if (draw(w, 2)) {
		assert_int_equal(store_commit(w->store), 0);
		w->m.committed = w->m.now;
		if (draw(w, 2))
			return;
		uicc_reset(w->t.u);
		uicc_context_init(w->t.u, &w->t.c);
		select_usim(w);
		return;
	}
	store_rollback(w->store);
	uicc_free(w->t.u);
	w->m.now = w->m.committed;
	load(w);
}

static void step(struct walk *w)
{
	static unsigned int (*const steps[])(struct walk * w) = {
		step_select,     step_select,   step_select,       step_binary,   step_binary,
		step_binary,     step_record,   step_record,       step_record,   step_search,
		step_increase,   step_set_data, step_retrieve,     step_retrieve, step_verify,
		step_life_cycle, step_unblock,  step_verify_other,
	};
	unsigned int sw = steps[draw(w, sizeof(steps) / sizeof(steps[0]))](w);
	unsigned int got = terminal_send(&w->t, w->command);

	if (got != sw || w->t.len != w->len || memcmp(w->t.data, w->data, w->len) != 0)
		fail_msg("%s: %04X %s, the model says %04X and %zu octets", w->command, got,
		         w->t.hex, sw, w->len);
	if (draw(w, 40) == 0)
		settle(w);
}

static void fill_model(struct stored *s)
{
	static const uint8_t iccid[] = {
		0x98, 0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x14
	};
	static const uint8_t imsi[] = { 0x08, 0x09, 0x10, 0x10, 0x10, 0x32, 0x54, 0x06, 0x36 };
	static const uint8_t loci[] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
		                        0xFF, 0x00, 0x00, 0xFF, 0x01 };

	*s = (struct stored){ .tries = 3 };
	memcpy(s->body[0], iccid, sizeof(iccid));
	for (int i = 0; i < 12; i++)
		s->body[1][i] = i % 2 ? 0xBB : 0xAA;
	memcpy(s->body[2], imsi, sizeof(imsi));
	memset(s->body[4], 0xFF, 300);
	memcpy(s->body[5], loci, sizeof(loci));
	memset(s->body[6], 0xFF, 3);
	s->deactivated[5] = true;
}

static void open_store(struct walk *w)
{
	static const uint8_t package[32] = { 1 };
	struct saip_aka aka = uicc_sample_milenage();
	struct uicc *installed = uicc_sample(&aka);

	assert_int_equal(softeuicc_store_open(":memory:", &w->store), 0);
	assert_int_equal(store_exec(w->store,
	                            "INSERT INTO card (id, name, eid, persona, persona_json)"
	                            " VALUES (1, 'card', '', '', '')",
	                            ""),
	                 0);
	assert_int_equal(
	        store_exec(w->store,
	                   "INSERT INTO profile (id, card_id, iccid, isdp_aid, state,"
	                   " class, ppr, fallback_allowed, ecall, metadata, credential,"
	                   " memory) VALUES (1, 1, x'98', x'A0', 0, 2, 0, 0, 0, x'', 0, 0)",
	                   ""),
	        0);
	assert_int_equal(uicc_sample_store(installed, w->store, 1, SPAN(package)), 0);
	assert_int_equal(store_commit(w->store), 0);
	uicc_free(installed);
}

static void test_walks(void **state)
{
	static struct walk w;

	(void)state;
	for (uint64_t seed = 1; seed <= WALKS; seed++) {
		w = (struct walk){ .random = seed };
		open_store(&w);
		fill_model(&w.m.now);
		w.m.committed = w.m.now;
		load(&w);
		for (int i = 0; i < STEPS; i++)
			step(&w);
		uicc_free(w.t.u);
		softeuicc_store_close(w.store);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_walks) };

	return cmocka_run_group_tests_name("uicc-model", tests, NULL, NULL);
}

/*
 * The play: rehearsed once undisturbed, then killed everywhere.
 */
#include "kill.h"

#include "peers/ipad.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- files ---- */

static void remove_database(const char *path)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-lock" };
	char name[KILL_PATH_SIZE + 8];

	for (size_t i = 0; i < A_COUNT(suffixes); i++) {
		snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
		unlink(name);
	}
}

static void copy_file(const char *from, const char *to, const char *suffix)
{
	char path[2][KILL_PATH_SIZE + 8];
	uint8_t octets[4096];
	int in, out;
	ssize_t n;

	snprintf(path[0], sizeof(path[0]), "%s%s", from, suffix);
	snprintf(path[1], sizeof(path[1]), "%s%s", to, suffix);
	in = open(path[0], O_RDONLY);
	if (in < 0)
		return;
	out = open(path[1], O_WRONLY | O_CREAT, 0600);
	assert_true(out >= 0);
	while ((n = read(in, octets, sizeof(octets))) > 0)
		assert_int_equal(write(out, octets, (size_t)n), n);
	close(in);
	close(out);
}

/* A database that nobody has open, as it was left. */
static void copy_database(const char *from, const char *to)
{
	remove_database(to);
	copy_file(from, to, "");
	copy_file(from, to, "-wal");
}

/* ---- the card ---- */

struct iot *kill_open_card(const struct kill_play *p)
{
	struct iot *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t->f = fixture_new(&(struct fixture_options){ .store = p->now, .existing = true });
	t->eim = p->eim;
	if (p->act->warm_up)
		p->act->warm_up(t);
	return t;
}

void kill_close_card(struct iot *t)
{
	fixture_free(t->f);
	free(t);
}

void kill_copy_digest(struct iot *t, char ret[KILL_TEXT_SIZE])
{
	snprintf(ret, KILL_TEXT_SIZE, "%s", iot_digest_unsigned(t));
}

static struct span request_of(const struct kill_play *p)
{
	return (struct span){ p->request, p->request_len };
}

static struct span send(struct iot *t, const struct kill_play *p)
{
	struct span answer;
	uint16_t sw;

	assert_int_equal(lpa_es10(&t->f->lpa, request_of(p), &t->f->arena, &answer, &sw), 0);
	if (sw != 0x9000 && sw >> 8 != 0x91)
		fail_msg("status word %04X (%s)", sw, t->f->last_log);
	return answer;
}

/* The tables fit together, and the terminal sees the profile that is enabled. */
void kill_expect_sound(struct iot *t)
{
	STORE_STMT *check = store_query(t->f->store, "PRAGMA integrity_check", "");
	STORE_STMT *keys = store_query(t->f->store, "PRAGMA foreign_key_check", "");

	assert_int_equal(store_step(check), 1);
	assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
	assert_int_equal(store_step(keys), 0);
	assert_int_equal(fixture_sql(t->f, "SELECT count(*) FROM download"), 0);
	assert_int_equal(fixture_sql(t->f, "SELECT count(*) FROM uicc_profile"),
	                 fixture_sql(t->f, "SELECT count(*) FROM profile"));
	iot_expect_visible(t, (uint8_t)iot_enabled(t));
}

/* ---- the process that dies ---- */

/* Plays the act on a disk that ends before change number n; tells when the answer is out. */
static void play_and_die(const struct kill_play *p, unsigned n, bool lose, int tell)
{
	struct iot *t;

	/* A failing assertion must not go back to the test runner, which is the parent's. */
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	t = kill_open_card(p);
	if (p->act->lead_in)
		p->act->lead_in(t);
	disk_kill_before(p->disk, n, lose);
	send(t, p);
	assert_int_equal(write(tell, "", 1), 1);
	if (p->act->finish)
		p->act->finish(t);
	_exit(0);
}

/* True if it was killed; ret_answered: the answer was out. */
bool kill_run(const struct kill_play *p,
              void (*play)(const struct kill_play *p, unsigned n, bool lose, int tell), unsigned n,
              bool lose, bool *ret_answered)
{
	int fds[2];
	int status;
	char byte;
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		play(p, n, lose, fds[1]);
	close(fds[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	*ret_answered = read(fds[0], &byte, 1) == 1;
	close(fds[0]);
	/* Another signal or status: an assertion of the child has failed. */
	if (WIFEXITED(status)) {
		assert_int_equal(WEXITSTATUS(status), 0);
		return false;
	}
	assert_int_equal(WTERMSIG(status), SIGKILL);
	return true;
}

/* ---- what is left ---- */

static void expect_results(struct iot *t, const struct kill_play *p, struct span answer)
{
	struct eim_server_result r;

	assert_int_equal(eim_server_verify(&t->eim, answer, &t->f->arena, &r), 0);
	assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_RESULT_SIGNED);
	assert_true(span_equal(r.results, fixture_hex(t->f, iot_text(t, "%s", p->act->results))));
}

/* Nothing has happened: it can be done again, with all that it does. */
static void expect_again(struct iot *t, const struct kill_play *p)
{
	struct span answer = send(t, p);
	char digest[KILL_TEXT_SIZE];

	if (p->act->list)
		expect_results(t, p, answer);
	if (p->act->finish)
		p->act->finish(t);
	kill_copy_digest(t, digest);
	assert_string_equal(digest, p->after);
}

/* It has happened: a replay, or an eIM that is not there any more; the result waits in the list. */
static void expect_done(struct iot *t, const struct kill_play *p)
{
	struct iot_notification_search_criteria criteria = {
		.which = IOT_NOTIFICATION_SEARCH_CRITERIA_EUICC_PACKAGE_RESULTS,
		.euicc_package_results = true,
	};
	struct iot_retrieve_notifications_list_response list;
	const struct stored_euicc_package_result *last;
	struct eim_server_result r;

	if (!p->act->list)
		return;
	assert_int_equal(ipad_retrieve_notifications(&t->f->lpa, &criteria, &t->f->arena, &list),
	                 0);
	assert_true(list.euicc_package_result_list.count > 0);
	last = list.euicc_package_result_list.items;
	last += list.euicc_package_result_list.count - 1;
	expect_results(t, p, last->euicc_package_result);
	assert_int_equal(eim_server_verify(&t->eim, send(t, p), &t->f->arena, &r), 0);
	if (p->act->eim_leaves) {
		assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_UNSIGNED);
	} else {
		assert_int_equal(r.which, EUICC_PACKAGE_RESULT_EUICC_PACKAGE_ERROR_SIGNED);
		assert_int_equal(r.error.euicc_package_error_code.v,
		                 EUICC_PACKAGE_ERROR_REPLAY_ERROR);
	}
}

/* Whether it has happened, without a doubt. */
bool kill_is_after(struct iot *t, const struct kill_play *p, unsigned n)
{
	char digest[KILL_TEXT_SIZE];

	kill_copy_digest(t, digest);
	if (strcmp(digest, p->before) == 0)
		return false;
	if (strcmp(digest, p->after) != 0)
		fail_msg("killed before change %u: neither as before nor as after", n);
	return true;
}

/* ---- the play ---- */

static void make_request(struct iot *t, struct kill_play *p)
{
	struct span request = p->act->list ? iot_sign(t, p->act->list, p->act->request)
	                                   : fixture_hex(t->f, iot_text(t, "%s", p->act->request));

	p->request = malloc(request.len);
	assert_non_null(p->request);
	memcpy(p->request, request.ptr, request.len);
	p->request_len = request.len;
}

struct iot *kill_new_card(struct kill_play *p)
{
	struct iot *t = iot_new(&(struct iot_options){
	        .card.store = p->start, .alone = p->act->alone, .token = true });

	if (p->act->prepare)
		p->act->prepare(t);
	return t;
}

void kill_rewind(const struct kill_play *p)
{
	copy_database(p->start, p->now);
}

/* The card to start with, the request, and what an undisturbed command makes of it. */
static void rehearse(struct kill_play *p)
{
	struct iot *t = kill_new_card(p);

	make_request(t, p);
	p->eim = t->eim;
	kill_close_card(t);
	kill_rewind(p);
	t = kill_open_card(p);
	if (p->act->lead_in)
		p->act->lead_in(t);
	kill_copy_digest(t, p->before);
	send(t, p);
	if (p->act->finish)
		p->act->finish(t);
	kill_copy_digest(t, p->after);
	assert_string_not_equal(p->before, p->after);
	kill_close_card(t);
}

static void kill_everywhere(struct kill_play *p, bool lose)
{
	unsigned n = 0, done = 0;
	bool killed, answered;

	do {
		struct iot *t;
		bool after;

		n++;
		assert_true(n < KILL_CHANGES_MAX);
		kill_rewind(p);
		killed = kill_run(p, play_and_die, n, lose, &answered);
		t = kill_open_card(p);
		after = kill_is_after(t, p, n);
		/* Who has the answer can rely on it. */
		assert_true(after || !answered);
		assert_true(after || !done);
		done += after;
		kill_expect_sound(t);
		if (after)
			expect_done(t, p);
		else if (!p->act->lead_in)
			expect_again(t, p);
		kill_close_card(t);
	} while (killed);
	/* There was something to interrupt, and both outcomes were seen. */
	assert_true(n > KILL_CHANGES_MIN && done > 0 && done < n);
}

void kill_begin(struct kill_play *p, const struct kill_act *act, struct disk *disk)
{
	*p = (struct kill_play){ .act = act, .disk = disk };
	snprintf(p->folder, sizeof(p->folder), P_tmpdir "/softeuicc-kill-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->start, sizeof(p->start), "%s/start.db", p->folder);
	snprintf(p->now, sizeof(p->now), "%s/now.db", p->folder);
	snprintf(p->left, sizeof(p->left), "%s/left.db", p->folder);
}

void kill_end(struct kill_play *p)
{
	eim_server_clear(&p->eim);
	free(p->request);
	remove_database(p->start);
	remove_database(p->now);
	remove_database(p->left);
	rmdir(p->folder);
}

void kill_perform(struct disk *disk, const struct kill_act *act)
{
	struct kill_play p;

	kill_begin(&p, act, disk);
	rehearse(&p);
	kill_everywhere(&p, false);
	kill_everywhere(&p, true);
	kill_end(&p);
}

/* ---- while the card is opened ---- */

/* Opens the card on a disk that ends meanwhile. */
static void open_and_die(const struct kill_play *p, unsigned n, bool lose, int tell)
{
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	disk_kill_before(p->disk, n, lose);
	kill_close_card(kill_open_card(p));
	assert_int_equal(write(tell, "", 1), 1);
	_exit(0);
}

/* What one kill has left in p->left, and another one while that is put in order, and so on. */
static void kill_while_opened(const struct kill_play *p, bool after, bool lose)
{
	unsigned n = 0;
	bool killed, answered;

	do {
		struct iot *t;

		n++;
		assert_true(n < KILL_CHANGES_MAX);
		copy_database(p->left, p->now);
		killed = kill_run(p, open_and_die, n, lose, &answered);
		t = kill_open_card(p);
		assert_int_equal(kill_is_after(t, p, n), after);
		kill_expect_sound(t);
		kill_close_card(t);
	} while (killed);
	assert_true(n > 1);
}

static void recover(struct disk *disk, const struct kill_act *act, bool lose)
{
	enum { FIRST = 3, STEP = 12 };
	unsigned before = 0, after = 0;
	bool killed = true;
	struct kill_play p;

	kill_begin(&p, act, disk);
	rehearse(&p);
	/* The last one has come to its end, and is gone without having closed anything. */
	for (unsigned n = FIRST; killed; n += STEP) {
		struct iot *t;
		bool answered, done;

		kill_rewind(&p);
		killed = kill_run(&p, play_and_die, n, lose, &answered);
		copy_database(p.now, p.left);
		t = kill_open_card(&p);
		done = kill_is_after(t, &p, n);
		kill_close_card(t);
		kill_while_opened(&p, done, lose);
		before += !done;
		after += done;
	}
	assert_true(before > 0 && after > 0);
	kill_end(&p);
}

void kill_recovery(struct disk *disk, const struct kill_act *act)
{
	recover(disk, act, false);
	recover(disk, act, true);
}

/* ---- the terminal ---- */

void kill_terminal_profile(struct iot *t)
{
	fixture_expect(t->f, "8010000003000080", "9000");
}

/* The switch itself: REFRESH is fetched and done with. */
void kill_refresh(struct iot *t)
{
	assert_int_equal(fixture_apdu(t->f, "801200000B"), 0x9000);
	fixture_expect(
	        t->f,
	        iot_text(t, "801400000C8103%02X010402028281830100", t->f->card->cat.details[0]),
	        "9000");
	iot_expect_visible(t, (uint8_t)iot_enabled(t));
}

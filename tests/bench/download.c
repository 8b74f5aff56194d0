/*
 * One full download on the card's side, from GetEUICCChallenge to the installation result, against
 * the floor. Only time inside softeuicc_card_transmit() counts: the LPA and the SM-DP+ run between,
 * in the same thread. Each download is followed by deletion and removal of the notifications, so
 * that each one finds the same card. The first enabling, which unpacks the profile, is measured apart.
 */
#include "bench.h"

#include "peers/buffer.h"
#include "world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	ROUNDS = 101,
	MEMORY = 8 << 20,
	PACKAGE_LEN = 40000,
	FILE_LEN = 1600, /* of each of the files that make the package long */
	FIRST_FILE = 0x5F01,
};

/* The ES10 functions of a download, and the first enabling, by the tag of their first block. */
enum phase {
	CHALLENGE,
	AUTHENTICATE,
	PREPARE,
	LOAD,
	DOWNLOAD_PHASES,
	ENABLE = DOWNLOAD_PHASES,
	PHASES
};

static const struct {
	const char *name;
	uint8_t second_octet; /* of the tag BFxx */
} phases[PHASES] = {
	{ "GetEUICCChallenge", 0x2E }, { "AuthenticateServer", 0x38 },
	{ "PrepareDownload", 0x21 },   { "LoadBoundProfilePackage", 0x36 },
	{ "EnableProfile", 0x31 },
};

/* The card behind a stop watch. */
struct timed_card {
	struct world world;
	double (*clock)(void);
	double clock_cost; /* what reading the clock adds to each measurement */
	unsigned phase;    /* PHASES: none of the above */
	bool enables;      /* each profile is enabled, and disabled again */
	double seconds[PHASES];
	uint8_t rapdu[SOFTEUICC_RAPDU_MAX];
};

static void note_phase(struct timed_card *t, const uint8_t *capdu, size_t len)
{
	/* The pieces of a package come one by one; only the first has the tag. */
	if (len < 8 || capdu[1] != 0xE2 || capdu[3] != 0 || capdu[5] != 0xBF)
		return;
	t->phase = PHASES;
	for (unsigned i = 0; i < PHASES; i++)
		if (phases[i].second_octet == capdu[6])
			t->phase = i;
}

static int transmit(void *ctx, const uint8_t *capdu, size_t len, uint8_t *rapdu, size_t *inout_len)
{
	struct timed_card *t = ctx;
	double start;
	size_t n;

	note_phase(t, capdu, len);
	start = t->clock();
	n = softeuicc_card_transmit(t->world.card, capdu, len, t->rapdu);
	if (t->phase < PHASES)
		t->seconds[t->phase] += t->clock() - start - t->clock_cost;
	if (n > *inout_len)
		return -EMSGSIZE;
	memcpy(rapdu, t->rapdu, n);
	*inout_len = n;
	return 0;
}

/* ---- the package ---- */

/* A transparent file below the MF, filled: one group of file management commands. */
static int append_file(struct buffer *commands, uint16_t fid)
{
	static const uint8_t descriptor[] = { 0x41, 0x21 };
	static const uint8_t access[] = { 0x2F, 0x06, 0x01 }; /* first record of EF.ARR */
	static uint8_t content[FILE_LEN];
	const uint8_t id[] = { (uint8_t)(fid >> 8), (uint8_t)fid };
	const uint8_t size[] = { FILE_LEN >> 8, FILE_LEN & 0xFF };
	BUFFER_AUTO fcp = { 0 };
	BUFFER_AUTO group = { 0 };

	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + fid + 1);
	/* An empty short file id: none. */
	if (buffer_append_tlv(&fcp, 0x82, SPAN(descriptor)) < 0 ||
	    buffer_append_tlv(&fcp, 0x83, SPAN(id)) < 0 ||
	    buffer_append_tlv(&fcp, 0x8B, SPAN(access)) < 0 ||
	    buffer_append_tlv(&fcp, 0x80, SPAN(size)) < 0 ||
	    buffer_append_tlv(&fcp, 0x88, (struct span){ id, 0 }) < 0 ||
	    buffer_append_tlv(&group, 0x80, (struct span){ id, 0 }) < 0 ||
	    buffer_append_tlv(&group, 0x62, buffer_span(&fcp)) < 0 ||
	    buffer_append_tlv(&group, 0x81, SPAN(content)) < 0)
		return -ENOMEM;
	return buffer_append_tlv(commands, 0x30, buffer_span(&group));
}

/* The sample with one more element before its last one. */
static int make_package(struct arena *a, struct buffer *ret)
{
	static const uint8_t header[] = { 0x81, 0x01, 0x63 }; /* identification 99 */
	BUFFER_AUTO commands = { 0 };
	BUFFER_AUTO element = { 0 };
	struct span sample;
	struct der_tlv last = { 0 };
	struct der_reader r;
	int e = world_sample(a, &sample);

	if (e < 0)
		return e;
	for (r = der_reader(sample); der_more(&r);)
		der_next(&r, &last);
	for (uint16_t fid = FIRST_FILE; e == 0 && sample.len + commands.len < PACKAGE_LEN; fid++)
		e = append_file(&commands, fid);
	if (e < 0 || buffer_append_tlv(&element, 0xA0, SPAN(header)) < 0 ||
	    buffer_append_tlv(&element, 0xA1, buffer_span(&commands)) < 0 ||
	    buffer_append(ret, (struct span){ sample.ptr, sample.len - last.whole.len }) < 0 ||
	    buffer_append_tlv(ret, 0xA1, buffer_span(&element)) < 0)
		return -ENOMEM;
	return buffer_append(ret, last.whole);
}

/* ---- measuring ---- */

static void set_clock(struct timed_card *t, double (*clock)(void))
{
	double cost[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++) {
		double start = clock();

		cost[i] = clock() - start;
	}
	t->clock = clock;
	t->clock_cost = bench_median(cost, ROUNDS);
}

/* Deletes the profile that was just installed, and all notifications. */
static int tidy_up(const struct timed_card *t, struct lpa *lpa, struct arena *a)
{
	struct profile_info_list_response list;
	struct list_notification_response notifications;
	const struct profile_info *info;
	uint32_t result = 0;
	int r = lpa_get_profiles_info(lpa, (struct span){ 0 }, a, &list);

	if (r < 0 || list.profile_info_list_ok.count != 1)
		return -EIO;
	info = list.profile_info_list_ok.items;
	if (t->enables)
		r = lpa_disable_profile(lpa, info->iccid, false, a, &result);
	if (r == 0)
		r = lpa_delete_profile(lpa, info->iccid, a, &result);
	if (r == 0)
		r = lpa_list_notification(lpa, 0, a, &notifications);
	for (size_t i = 0; r == 0 && i < notifications.notification_metadata_list.count; i++) {
		const struct notification_metadata *n = notifications.notification_metadata_list
		                                                .items;

		r = lpa_remove_notification(lpa, n[i].seq_number.v, a, &result);
	}
	return r;
}

static int enable_it(struct lpa *lpa, struct arena *a)
{
	struct profile_info_list_response list;
	const struct profile_info *info;
	uint32_t result = 0;
	int r = lpa_get_profiles_info(lpa, (struct span){ 0 }, a, &list);

	if (r < 0 || list.profile_info_list_ok.count != 1)
		return -EIO;
	info = list.profile_info_list_ok.items;
	r = lpa_enable_profile(lpa, info->iccid, false, a, &result);
	return r < 0 || result != ENABLE_RESULT_OK ? -EIO : 0;
}

static int download_once(struct timed_card *t, struct lpa *lpa, struct arena *a)
{
	const struct lpa_download_options options = {
		.matching_id = { (const uint8_t *)WORLD_MATCHING_ID, strlen(WORLD_MATCHING_ID) }
	};
	const struct es9p es9p = es9p_of_smdpp(t->world.server);
	struct lpa_download_result result;
	int r;

	a->used = 0;
	memset(t->seconds, 0, sizeof(t->seconds));
	t->phase = PHASES;
	r = lpa_download(lpa, &es9p, &options, a, &result);
	if (r < 0)
		return r;
	if (result.end != LPA_DOWNLOAD_INSTALLATION_RESULT ||
	    result.final_result->which != FINAL_RESULT_SUCCESS_RESULT)
		return -EIO;
	if (t->enables)
		r = enable_it(lpa, a);
	t->phase = PHASES;
	return r < 0 ? r : tidy_up(t, lpa, a);
}

struct figures {
	double floor[ROUNDS], card[ROUNDS];
	double floor_part[FLOOR_PARTS][ROUNDS], card_phase[PHASES][ROUNDS];
};

static int measure(struct timed_card *t, struct floor *f, struct span package, struct arena *a,
                   struct figures *ret)
{
	const struct apdu_transport transport = { transmit, t };
	struct lpa lpa;
	int r = world_order(&t->world, package);

	softeuicc_card_reset(t->world.card);
	if (r == 0)
		r = lpa_open(&lpa, &transport, NULL);
	/* Floor and card alternate: whatever disturbs the machine disturbs both. */
	for (size_t i = 0; r == 0 && i < ROUNDS; i++) {
		double parts[FLOOR_PARTS];

		floor_run(f, package.len, parts);
		ret->floor[i] = ret->card[i] = 0;
		for (size_t k = 0; k < FLOOR_PARTS; k++) {
			ret->floor_part[k][i] = parts[k];
			ret->floor[i] += parts[k];
		}
		r = download_once(t, &lpa, a);
		for (size_t k = 0; k < PHASES; k++) {
			ret->card_phase[k][i] = t->seconds[k];
			if (k < DOWNLOAD_PHASES)
				ret->card[i] += t->seconds[k];
		}
	}
	return r;
}

static void print_figures(struct figures *f, size_t package_len)
{
	static const char *const parts[FLOOR_PARTS] = {
		[FLOOR_VERIFY] = "5 verifications", [FLOOR_SIGN] = "3 signatures",
		[FLOOR_GENERATE] = "key pair",      [FLOOR_AGREE] = "key agreement",
		[FLOOR_SCP03T] = "SCP03t",
	};
	double floor = bench_median(f->floor, ROUNDS), card = bench_median(f->card, ROUNDS);

	printf("download of %zu octets, P-256, median of %d\n", package_len, ROUNDS);
	printf("  floor, OpenSSL alone      %7.0f us\n", floor * 1e6);
	for (size_t k = 0; k < FLOOR_PARTS; k++)
		printf("    %-23s %7.0f us\n", parts[k],
		       bench_median(f->floor_part[k], ROUNDS) * 1e6);
	printf("  card, store in memory     %7.0f us\n", card * 1e6);
	for (size_t k = 0; k < DOWNLOAD_PHASES; k++)
		printf("    %-23s %7.0f us\n", phases[k].name,
		       bench_median(f->card_phase[k], ROUNDS) * 1e6);
	printf("  card : floor              %7.2f\n", card / floor);
}

/* The same on a store in a file, where the disk is waited for: processor time and all time. */
static int measure_on_disk(struct floor *f, struct span package, struct arena *a,
                           struct figures *figures)
{
	char folder[] = "bench-XXXXXX", path[64];
	struct timed_card *t = calloc(1, sizeof(*t));
	double cpu = 0;
	int r;

	if (!t || !mkdtemp(folder)) {
		free(t);
		return -errno;
	}
	snprintf(path, sizeof(path), "%s/cards.db", folder);
	r = world_open(&t->world, &(struct world_options){ .store = path, .unseeded = true });
	set_clock(t, bench_cpu);
	if (r == 0)
		r = measure(t, f, package, a, figures);
	if (r == 0)
		cpu = bench_median(figures->card, ROUNDS);
	set_clock(t, bench_wall);
	if (r == 0)
		r = measure(t, f, package, a, figures);
	world_close(&t->world);
	free(t);
	unlink(path);
	snprintf(path, sizeof(path), "%s/cards.db-lock", folder);
	unlink(path);
	rmdir(folder);
	if (r == 0)
		printf("  card, store on disk       %7.0f us, with waiting %.0f us\n", cpu * 1e6,
		       bench_median(figures->card, ROUNDS) * 1e6);
	return r;
}

int bench_download(void)
{
	struct arena a = { malloc(MEMORY), MEMORY, 0 };
	struct timed_card *t = calloc(1, sizeof(*t));
	struct figures *figures = calloc(1, sizeof(*figures));
	struct floor *f = floor_new();
	BUFFER_AUTO package = { 0 };
	int r = a.buf && t && figures && f ? make_package(&a, &package) : -ENOMEM;

	if (r == 0) {
		set_clock(t, bench_cpu);
		r = world_open(&t->world, &(struct world_options){ .unseeded = true });
	}
	if (r == 0)
		r = measure(t, f, buffer_span(&package), &a, figures);
	if (r == 0) {
		print_figures(figures, package.len);
		t->enables = true;
		r = measure(t, f, buffer_span(&package), &a, figures);
	}
	if (r == 0)
		printf("  first EnableProfile       %7.0f us\n",
		       bench_median(figures->card_phase[ENABLE], ROUNDS) * 1e6);
	if (t)
		world_close(&t->world);
	if (r == 0)
		r = measure_on_disk(f, buffer_span(&package), &a, figures);
	floor_free(f);
	free(figures);
	free(t);
	free(a.buf);
	return r;
}

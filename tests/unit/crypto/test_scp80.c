/* Secured packets [TS 102 225, TS 31.115]. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "crypto/scp80.h"
#include "crypto/scp80_internal.h"
#include "hex.h"
#include "scp80_sets.h"

enum { MAX = 256, COMMANDS = sizeof(scp80_commands) / sizeof(scp80_commands[0]) };
enum { RESPONSES = sizeof(scp80_responses) / sizeof(scp80_responses[0]) };

struct fixture {
	struct scp80_header header;
	struct scp80_keys keys;
	uint8_t data[MAX], packet[MAX];
	size_t data_len, packet_len;
	uint8_t out[MAX]; /* built, or opened */
	size_t out_len;
};

/* Keys of these sets are AES where the lower half of KIc says so. */
static void set_key(struct scp80_key *key, const char *hex, uint8_t octet)
{
	key->len = unhex(hex, key->value, sizeof(key->value));
	if (key->len)
		key->type = (octet & 0x0F) == 2 ? SCP80_KEY_AES : SCP80_KEY_DES;
}

static struct fixture fixture(const struct scp80_set *set)
{
	struct fixture f = { 0 };
	uint8_t h[7];

	unhex(set->header, h, sizeof(h));
	f.header = (struct scp80_header){ { h[0], h[1] }, h[2], h[3], { h[4], h[5], h[6] } };
	set_key(&f.keys.kic, set->kic, f.header.kic);
	set_key(&f.keys.kid, set->kid, f.header.kid);
	f.data_len = unhex(set->data, f.data, sizeof(f.data));
	f.packet_len = unhex(set->packet, f.packet, sizeof(f.packet));
	return f;
}

static enum scp80_status open_command(struct fixture *f, size_t len, struct scp80_command *ret)
{
	struct scp80_packet packet;

	if (scp80_command_parse((struct span){ f->packet, len }, &packet))
		return SCP80_MORE_TIME; /* a code that opening never gives */
	return scp80_command_open(&packet, &f->keys, f->out, ret);
}

static int open_response(struct fixture *f, size_t len, struct scp80_response *ret)
{
	return scp80_response_open(&f->header, &f->keys, (struct span){ f->packet, len }, f->out,
	                           ret);
}

static void test_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < COMMANDS; i++) {
		struct fixture f = fixture(&scp80_commands[i]);
		struct scp80_command c = { scp80_commands[i].counter, { f.data, f.data_len } };
		struct scp80_packet packet;

		assert_int_equal(
		        scp80_command_build(&f.header, &f.keys, &c, f.out, MAX, &f.out_len), 0);
		assert_int_equal(f.out_len, f.packet_len);
		assert_memory_equal(f.out, f.packet, f.packet_len);
		assert_int_equal(
		        scp80_command_parse((struct span){ f.packet, f.packet_len }, &packet), 0);
		assert_memory_equal(&packet.header, &f.header, sizeof(f.header));
		assert_int_equal(scp80_command_open(&packet, &f.keys, f.out, &c), SCP80_OK);
		assert_int_equal(c.counter, scp80_commands[i].counter);
		assert_true(span_equal(c.data, (struct span){ f.data, f.data_len }));
	}
}

static void test_responses(void **state)
{
	(void)state;
	for (size_t i = 0; i < RESPONSES; i++) {
		struct fixture f = fixture(&scp80_responses[i]);
		struct scp80_response r = { scp80_responses[i].counter,
			                    SCP80_OK,
			                    { f.data, f.data_len } };

		assert_int_equal(
		        scp80_response_build(&f.header, &f.keys, &r, f.out, MAX, &f.out_len), 0);
		assert_int_equal(f.out_len, f.packet_len);
		assert_memory_equal(f.out, f.packet, f.packet_len);
		assert_int_equal(open_response(&f, f.packet_len, &r), 0);
		assert_int_equal(r.counter, scp80_responses[i].counter);
		assert_int_equal(r.status, SCP80_OK);
		assert_true(span_equal(r.data, (struct span){ f.data, f.data_len }));
	}
}

/* No octet of a checked packet can be changed, and none can be missing. */
static void test_damage(void **state)
{
	struct scp80_command c;
	struct scp80_response r;

	(void)state;
	for (size_t i = 0; i < COMMANDS; i++) {
		struct fixture f = fixture(&scp80_commands[i]);

		for (size_t n = 0; n < f.packet_len; n++)
			assert_int_equal(open_command(&f, n, &c), SCP80_MORE_TIME);
		if (!(f.header.spi[0] & SCP80_SPI1_CHECK))
			continue;
		for (size_t at = 0; at < f.packet_len; at++) {
			f.packet[at] ^= 1;
			assert_int_not_equal(open_command(&f, f.packet_len, &c), SCP80_OK);
			f.packet[at] ^= 1;
		}
	}
	for (size_t i = 0; i < RESPONSES; i++) {
		struct fixture f = fixture(&scp80_responses[i]);

		for (size_t n = 0; n < f.packet_len; n++)
			assert_int_equal(open_response(&f, n, &r), -EINVAL);
		if (!(f.header.spi[1] & SCP80_SPI2_CHECK))
			continue;
		for (size_t at = 0; at < f.packet_len; at++) {
			f.packet[at] ^= 1;
			assert_int_not_equal(open_response(&f, f.packet_len, &r), 0);
			f.packet[at] ^= 1;
		}
	}
}

/* Each reason not to open a command has its code for the PoR [TS 102 225 5.2]. */
static void test_command_status(void **state)
{
	struct fixture aes = fixture(&scp80_commands[0]), des = fixture(&scp80_commands[4]);
	struct fixture plain = fixture(&scp80_commands[3]), f;
	struct scp80_command c;

	(void)state;
	f = aes;
	f.keys.kid.value[0] ^= 1;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_CHECK_FAILED);
	f = aes;
	f.keys.cmac_len = 4; /* the packet has 8 */
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_CHECK_FAILED);
	f.keys.cmac_len = 5;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	f = aes;
	f.packet[1] -= 1; /* not whole blocks */
	assert_int_equal(open_command(&f, f.packet_len - 1, &c), SCP80_CIPHERING_ERROR);
	f = plain;
	f.packet[15] = (uint8_t)f.data_len; /* PCNTR: all data are padding */
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_OK);
	assert_int_equal(c.data.len, 0);
	f.packet[15]++;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_CIPHERING_ERROR);
	/* Keys that are not of the algorithm which KIc or KID names, or that are not there. */
	f = aes;
	f.keys.kic = des.keys.kic;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	f = aes;
	f.keys.kid = des.keys.kid;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	f = des;
	f.keys.kic.len = 24;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	f = des;
	f.keys = (struct scp80_keys){ 0 };
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	/* Single DES, proprietary algorithms, digital signatures. */
	f = des;
	f.packet[5] = 0x31;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	f.packet[5] = 0x3F;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	f = des;
	f.packet[3] |= SCP80_DS;
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
	f = fixture(&scp80_commands[COMMANDS - 1]);
	f.packet[6] = 0x13; /* KID: a proprietary redundancy check */
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_SECURITY_ERROR);
}

/* KIc and KID 'x0': algorithms known to both sides without being named. */
static void test_implicit(void **state)
{
	struct fixture f = fixture(&scp80_commands[0]);
	struct scp80_command c = { 5, { f.data, f.data_len } };

	(void)state;
	f.header.kic = f.header.kid = 0x20;
	assert_int_equal(scp80_command_build(&f.header, &f.keys, &c, f.packet, MAX, &f.packet_len),
	                 0);
	assert_int_equal(f.packet_len, 42);
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_OK);
	assert_int_equal(c.counter, 5);
}

/* A CMAC of 4 octets: libcrypto's over the packet without it. */
static void test_cmac4(void **state)
{
	struct fixture f = fixture(&scp80_commands[0]);
	struct scp80_command c = { 0xFFFFFFFFFF, { f.data, f.data_len } };
	uint8_t message[MAX], mac[16];
	size_t n;

	(void)state;
	f.keys.cmac_len = 4;
	f.header.spi[0] = SCP80_CC;
	assert_int_equal(scp80_command_build(&f.header, &f.keys, &c, f.packet, MAX, &f.packet_len),
	                 0);
	assert_int_equal(f.packet_len, 16 + 4 + f.data_len);
	assert_int_equal(f.packet[2], 13 + 4);
	memcpy(message, f.packet, 16);
	memcpy(message + 16, f.data, f.data_len);
	assert_non_null(EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, f.keys.kid.value, 16,
	                          message, 16 + f.data_len, mac, sizeof(mac), &n));
	assert_memory_equal(f.packet + 16, mac, 4);
	assert_int_equal(open_command(&f, f.packet_len, &c), SCP80_OK);
	assert_int_equal(c.counter, 0xFFFFFFFFFF);
}

/* The check values by which catalogues tell CRCs apart, and an example of CRC-32 [Annex B]. */
static void test_crc(void **state)
{
	const struct span nine[] = { { (const uint8_t *)"1234", 4 },
		                     { (const uint8_t *)"56789", 5 } };
	const struct span five = SPAN(((const uint8_t[]){ 1, 2, 3, 4, 5 }));
	struct scp80_protection crc16 = { .check = SCP80_RC, .check_len = 2 };
	struct scp80_protection crc32 = { .check = SCP80_RC, .check_len = 4 };
	uint8_t v[SCP80_CHECK_MAX];

	(void)state;
	assert_int_equal(scp80_protection_check(&crc16, nine, 2, v), 0);
	assert_memory_equal(v, "\x90\x6e", 2);
	assert_int_equal(scp80_protection_check(&crc32, nine, 2, v), 0);
	assert_memory_equal(v, "\xcb\xf4\x39\x26", 4);
	assert_int_equal(scp80_protection_check(&crc32, &five, 1, v), 0);
	assert_memory_equal(v, "\x47\x0b\x99\xf4", 4);
}

/* CRC-16 in both directions, and data longer than one piece of the checksum's work. */
static void test_long(void **state)
{
	static uint8_t data[65000], packet[65100], plain[65100];
	struct fixture f = fixture(&scp80_commands[4]);
	struct scp80_command c = { 1, SPAN(data) };
	struct scp80_packet p;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 13);
	for (int rc = 0; rc < 2; rc++) {
		if (rc) {
			f.header.spi[0] = SCP80_RC | SCP80_SPI1_CIPHERED;
			f.header.kid = 0x11;
		}
		c.data = SPAN(data);
		assert_int_equal(
		        scp80_command_build(&f.header, &f.keys, &c, packet, sizeof(packet), &len),
		        0);
		assert_int_equal(packet[2], rc ? 15 : 21);
		assert_int_equal(scp80_command_parse((struct span){ packet, len }, &p), 0);
		assert_int_equal(scp80_command_open(&p, &f.keys, plain, &c), SCP80_OK);
		assert_true(span_equal(c.data, SPAN(data)));
		packet[len - 20] ^= 0x80;
		assert_int_equal(scp80_command_open(&p, &f.keys, plain, &c), SCP80_CHECK_FAILED);
	}
}

/* A refusal goes out unprotected, and the sender must expect it so. */
static void test_unprotected_por(void **state)
{
	struct fixture f = fixture(&scp80_commands[0]);
	struct scp80_response r = { .status = SCP80_UNKNOWN_TAR };

	(void)state;
	f.keys = (struct scp80_keys){ 0 };
	assert_int_equal(scp80_response_build(&f.header, &f.keys, &r, f.packet, MAX, &f.packet_len),
	                 -ENOTSUP);
	f.header.spi[1] = SCP80_SPI2_POR_ALWAYS;
	assert_int_equal(scp80_response_build(&f.header, &f.keys, &r, f.packet, MAX, &f.packet_len),
	                 0);
	assert_int_equal(f.packet_len, 16);
	assert_memory_equal(f.packet, "\x02\x71\x00\x00\x0b\x0a\xb0\x00\x11\0\0\0\0\0\0\x09", 16);
	assert_int_equal(open_response(&f, 16, &r), 0);
	assert_int_equal(r.status, SCP80_UNKNOWN_TAR);
	assert_int_equal(r.data.len, 0);
	f.header.spi[1] |= SCP80_RC << 2; /* the lengths do not fit a check */
	f.header.kid = 0x15;
	assert_int_equal(open_response(&f, 16, &r), -EINVAL);
	f.header.kid = 0x12; /* no redundancy check of that code */
	assert_int_equal(open_response(&f, 16, &r), -ENOTSUP);
}

/* The answer of a card with one octet of its data changed is pySim's own test of refusal. */
static void test_response_refusals(void **state)
{
	struct fixture f = fixture(&scp80_responses[2]);
	struct scp80_response r;

	(void)state;
	f.packet[f.packet_len - 3] = 0x02;
	assert_int_equal(open_response(&f, f.packet_len, &r), 1);
	f = fixture(&scp80_responses[1]);
	f.packet[4] -= 1;
	assert_int_equal(open_response(&f, f.packet_len - 1, &r), 1);
	f = fixture(&scp80_responses[2]);
	f.header.tar[2] ^= 1;
	assert_int_equal(open_response(&f, f.packet_len, &r), -EINVAL);
}

static void test_build_refusals(void **state)
{
	static uint8_t data[0x10000], packet[0x10100];
	struct fixture f = fixture(&scp80_commands[0]);
	struct scp80_command c = { 1ULL << 40, { f.data, f.data_len } };
	struct scp80_response r = { 1ULL << 40, SCP80_OK, { f.data, f.data_len } };

	(void)state;
	assert_int_equal(scp80_command_build(&f.header, &f.keys, &c, f.out, MAX, &f.out_len),
	                 -EINVAL);
	assert_int_equal(scp80_response_build(&f.header, &f.keys, &r, f.out, MAX, &f.out_len),
	                 -EINVAL);
	c.counter = 0;
	assert_int_equal(scp80_command_build(&f.header, &f.keys, &c, f.out, 41, &f.out_len),
	                 -ENOSPC);
	assert_int_equal(scp80_command_build(&f.header, &f.keys, &c, f.out, 42, &f.out_len), 0);
	c.data = SPAN(data);
	assert_int_equal(
	        scp80_command_build(&f.header, &f.keys, &c, packet, sizeof(packet), &f.out_len),
	        -EINVAL);
	c.data.len = 0xFFFF - 20; /* fits but for its own header */
	assert_int_equal(
	        scp80_command_build(&f.header, &f.keys, &c, packet, sizeof(packet), &f.out_len),
	        -EINVAL);
	f.header.spi[0] = SCP80_DS;
	c.data.len = 1;
	assert_int_equal(
	        scp80_command_build(&f.header, &f.keys, &c, packet, sizeof(packet), &f.out_len),
	        -ENOTSUP);
}

/*
 * Key check values [GlobalPlatform Card Specification B.6]: those of the keys that its tools have as
 * defaults; the AES keys of pySim's tests.
 */
static void test_key_check_values(void **state)
{
	static const struct {
		enum scp80_key_type type;
		const char *key, *value;
	} rows[] = {
		{ SCP80_KEY_DES, "404142434445464748494A4B4C4D4E4F", "8BAF47" },
		{ SCP80_KEY_AES, "404142434445464748494A4B4C4D4E4F", "504A77" },
		{ SCP80_KEY_AES, "000102030405060708090A0B0C0D0E0F", "C35280" },
		{ SCP80_KEY_AES, "101112131415161718191A1B1C1D1E1F", "013808" },
		{ SCP80_KEY_AES, "202122232425262728292A2B2C2D2E2F", "840DE5" },
		{ SCP80_KEY_DES, "404142434445464748494A4B4C4D4E4F5051525354555657", "B4692B" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scp80_key key = { .type = rows[i].type };
		uint8_t wanted[SCP80_KEY_CHECK_LEN], got[SCP80_KEY_CHECK_LEN];

		key.len = unhex(rows[i].key, key.value, sizeof(key.value));
		unhex(rows[i].value, wanted, sizeof(wanted));
		assert_int_equal(scp80_key_check_value(&key, got), 0);
		assert_memory_equal(got, wanted, sizeof(got));
	}
}

/* Cryptograms by another library: AES in CBC mode, DES in ECB mode [TS 102 226 8.2.1.5]. */
static void test_key_decipher(void **state)
{
	static const struct {
		enum scp80_key_type type;
		const char *dek, *ciphered, *plain;
	} rows[] = {
		{ SCP80_KEY_AES, "00112233445566778899AABBCCDDEE03",
		  "D841D838D5ED7749FF966A1E0B38CF2370105D0AB8EE27E10F4E0689DB45B450",
		  "404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F" },
		{ SCP80_KEY_DES, "99AABBCCDDEEFF101122334455667788",
		  "7969EB059B9AAB983DC084E82E78393D97AF62763391E267",
		  "404142434445464748494A4B4C4D4E4F5051525354555657" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scp80_key dek = { .type = rows[i].type };
		uint8_t in[32], out[32], plain[32];
		struct span ciphered = { in, unhex(rows[i].ciphered, in, sizeof(in)) };
		size_t len = unhex(rows[i].plain, plain, sizeof(plain));

		dek.len = unhex(rows[i].dek, dek.value, sizeof(dek.value));
		assert_int_equal(scp80_key_decipher(&dek, ciphered, out), 0);
		assert_memory_equal(out, plain, len);
		ciphered.len--;
		assert_int_equal(scp80_key_decipher(&dek, ciphered, out), -EINVAL);
		ciphered.len = 0;
		assert_int_equal(scp80_key_decipher(&dek, ciphered, out), -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_responses),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_command_status),
		cmocka_unit_test(test_implicit),
		cmocka_unit_test(test_cmac4),
		cmocka_unit_test(test_crc),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_unprotected_por),
		cmocka_unit_test(test_response_refusals),
		cmocka_unit_test(test_build_refusals),
		cmocka_unit_test(test_key_check_values),
		cmocka_unit_test(test_key_decipher),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Times in certificates [RFC 5280 4.1.2.5] as seconds since 1970. The C library's conversions depend
 * on the width of time_t and on the time zone; SGP.26 certificates end in the year 7496.
 */
#include "crypto/cert_internal.h"

enum { DAY = 86400, UTC_LEN = 13, GENERALIZED_LEN = 15 };

static bool is_leap(int64_t y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* Days before this month in a common year. */
static const int64_t days_before[13] = {
	0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
};

/* Days from 1970-01-01 to the first of January of year y. */
static int64_t days_to_year(int64_t y)
{
	int64_t p = y - 1;

	return 365 * p + p / 4 - p / 100 + p / 400 - 719162;
}

static int64_t days_to_month(int64_t y, int64_t month)
{
	return days_before[month] + (month > 1 && is_leap(y));
}

/* Two decimal digits, or -1. */
static int two_digits(const uint8_t *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	return (p[0] - '0') * 10 + (p[1] - '0');
}

bool cert_time_read(const struct der_tlv *t, int64_t *ret_seconds)
{
	const uint8_t *p = t->value.ptr;
	enum { MONTH, DAY_OF_MONTH, HOUR, MINUTE, SECOND, FIELDS };
	int field[FIELDS];
	int64_t year, first;

	if (t->tag == TAG_UTC_TIME && t->value.len == UTC_LEN) {
		year = two_digits(p);
		if (year < 0)
			return false;
		year += year < 50 ? 2000 : 1900;
		p += 2;
	} else if (t->tag == TAG_GENERALIZED_TIME && t->value.len == GENERALIZED_LEN) {
		int century = two_digits(p), rest = two_digits(p + 2);

		year = (int64_t)century * 100 + rest;
		if (century < 0 || rest < 0 || year == 0)
			return false;
		p += 4;
	} else {
		return false;
	}
	for (size_t i = 0; i < FIELDS; i++, p += 2) {
		field[i] = two_digits(p);
		if (field[i] < 0)
			return false;
	}
	if (*p != 'Z' || field[MONTH] < 1 || field[MONTH] > 12 || field[HOUR] > 23 ||
	    field[MINUTE] > 59 || field[SECOND] > 59)
		return false;
	first = days_to_month(year, field[MONTH] - 1);
	if (field[DAY_OF_MONTH] < 1 ||
	    field[DAY_OF_MONTH] > days_to_month(year, field[MONTH]) - first)
		return false;
	*ret_seconds = (days_to_year(year) + first + field[DAY_OF_MONTH] - 1) * DAY +
	               field[HOUR] * 3600 + field[MINUTE] * 60 + field[SECOND];
	return true;
}

bool cert_time_put(struct der_writer *w, int64_t seconds)
{
	int64_t days = seconds / DAY, rest = seconds % DAY, year, month = 0, number[7];
	uint8_t text[GENERALIZED_LEN];
	bool utc;

	if (seconds < 0)
		return false;
	year = 1970 + days / 366; /* never too late, at most a few years early */
	while (days_to_year(year + 1) <= days)
		year++;
	if (year > 9999)
		return false;
	days -= days_to_year(year);
	while (days_to_month(year, month + 1) <= days)
		month++;
	number[0] = year / 100;
	number[1] = year % 100;
	number[2] = month + 1;
	number[3] = days - days_to_month(year, month) + 1;
	number[4] = rest / 3600;
	number[5] = rest / 60 % 60;
	number[6] = rest % 60;
	for (size_t i = 0; i < 7; i++) {
		text[2 * i] = (uint8_t)('0' + number[i] / 10);
		text[2 * i + 1] = (uint8_t)('0' + number[i] % 10);
	}
	text[GENERALIZED_LEN - 1] = 'Z';
	utc = year < 2050;
	der_put_tlv(w, utc ? TAG_UTC_TIME : TAG_GENERALIZED_TIME,
	            utc ? (struct span){ text + 2, UTC_LEN } : SPAN(text));
	return true;
}

/*
 * Words of ASN.1 value notation [X.680 12]. The input ends where its length says; no terminator is
 * looked for.
 */
#include "profiles/value_lexer.h"

#include <ctype.h>
#include <string.h>

static size_t left(const struct value_lexer *x)
{
	return (size_t)(x->end - x->p);
}

static bool at(const struct value_lexer *x, const char *text)
{
	size_t n = strlen(text);

	return left(x) >= n && memcmp(x->p, text, n) == 0;
}

static void step(struct value_lexer *x)
{
	if (*x->p++ == '\n')
		x->line++;
}

/* Up to the end of the line, or to the next pair of hyphens [X.680 12.6.3]. */
static void skip_line_comment(struct value_lexer *x)
{
	x->p += 2;
	while (left(x) > 0 && *x->p != '\n' && !at(x, "--"))
		step(x);
	if (at(x, "--"))
		x->p += 2;
}

/* They nest [X.680 12.6.4]. */
static void skip_block_comment(struct value_lexer *x)
{
	unsigned int depth = 0;

	do {
		if (at(x, "/*")) {
			depth++;
			x->p += 2;
		} else if (at(x, "*/")) {
			depth--;
			x->p += 2;
		} else {
			step(x);
		}
	} while (depth > 0 && left(x) > 0);
}

static void skip_space(struct value_lexer *x)
{
	while (left(x) > 0) {
		if (isspace((unsigned char)*x->p))
			step(x);
		else if (at(x, "--"))
			skip_line_comment(x);
		else if (at(x, "/*"))
			skip_block_comment(x);
		else
			return;
	}
}

/* The text up to a closing quote, which is skipped; a doubled quote belongs to the text. */
static bool take_quoted(struct value_lexer *x, char quote, struct value_token *t)
{
	x->p++;
	t->text = x->p;
	while (left(x) > 0) {
		if (*x->p == quote && !(quote == '"' && at(x, "\"\""))) {
			t->len = (size_t)(x->p - t->text);
			x->p++;
			return true;
		}
		if (*x->p == quote)
			x->p++;
		step(x);
	}
	return false;
}

static bool is_word(const struct value_lexer *x)
{
	return isalnum((unsigned char)*x->p) || (*x->p == '-' && !at(x, "--"));
}

struct value_token value_lexer_next(struct value_lexer *x)
{
	struct value_token t = { .kind = TOKEN_BAD };

	skip_space(x);
	t.text = x->p;
	t.line = x->line;
	if (left(x) == 0) {
		t.kind = TOKEN_END;
	} else if (at(x, "::=")) {
		t.kind = TOKEN_ASSIGN;
		x->p += 3;
	} else if (*x->p && strchr("{}(),:", *x->p)) {
		t.kind = TOKEN_SIGN;
		x->p++;
	} else if (*x->p == '"') {
		if (take_quoted(x, '"', &t))
			t.kind = TOKEN_STRING;
		return t;
	} else if (*x->p == '\'') {
		if (take_quoted(x, '\'', &t) && at(x, "H")) {
			t.kind = TOKEN_HEX;
			x->p++;
		}
		return t;
	} else if (isalnum((unsigned char)*x->p)) {
		t.kind = TOKEN_NUMBER;
		for (; left(x) > 0 && is_word(x); x->p++) {
			if (!isdigit((unsigned char)*x->p))
				t.kind = TOKEN_WORD;
		}
	} else {
		x->p++;
	}
	t.len = (size_t)(x->p - t.text);
	return t;
}

bool value_token_is(const struct value_token *t, const char *text)
{
	return (t->kind == TOKEN_WORD || t->kind == TOKEN_SIGN) && t->len == strlen(text) &&
	       memcmp(t->text, text, t->len) == 0;
}

/*
 * Words of ASN.1 value notation [X.680 12].
 */
#ifndef PROFILES_VALUE_LEXER_H
#define PROFILES_VALUE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum value_token_kind {
	TOKEN_END,
	TOKEN_WORD,   /* identifier, type name or keyword */
	TOKEN_NUMBER, /* digits only */
	TOKEN_HEX,    /* what stands between '...'H, white space included */
	TOKEN_STRING, /* what stands between quotes; a quote inside is doubled */
	TOKEN_ASSIGN, /* ::= */
	TOKEN_SIGN,   /* one of { } ( ) , : */
	TOKEN_BAD,
};

struct value_token {
	enum value_token_kind kind;
	const char *text;
	size_t len;
	unsigned int line;
};

struct value_lexer {
	const char *p;
	const char *end;
	unsigned int line; /* of p, from 1 */
};

/* The next token; comments and white space are skipped. At the end TOKEN_END again and again. */
struct value_token value_lexer_next(struct value_lexer *lexer);

/* True if the token has exactly this text and is a word or a sign. */
bool value_token_is(const struct value_token *token, const char *text);

#endif

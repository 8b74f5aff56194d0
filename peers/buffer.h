/*
 * A byte string that grows: the peers collect and build messages of unknown length in it.
 */
#ifndef PEERS_BUFFER_H
#define PEERS_BUFFER_H

#include "asn1/der.h"

/* An empty buffer is all zero. Owned by whoever declares it; end with buffer_free(). */
struct buffer {
	uint8_t *ptr;
	size_t len;
	size_t cap;
};

void buffer_free(struct buffer *b);
#define BUFFER_AUTO __attribute__((cleanup(buffer_free))) struct buffer

/* Makes room for extra more bytes after the content. 0 or -ENOMEM. */
int buffer_reserve(struct buffer *b, size_t extra);

/* Appends the bytes. 0 or -ENOMEM, and the buffer is then unchanged. */
int buffer_append(struct buffer *b, struct span s);

/* Replaces the content with a copy of s. 0 or -ENOMEM. */
int buffer_set(struct buffer *b, struct span s);

/* Appends an element with this tag. 0 or -ENOMEM. */
int buffer_append_tlv(struct buffer *b, uint32_t tag, struct span value);

/* Puts a header with this tag before the whole content. 0 or -ENOMEM. */
int buffer_wrap(struct buffer *b, uint32_t tag);

/* Reads a whole file of at most 1 MiB. 0 or negative errno. */
int buffer_read_file(struct buffer *b, const char *path);

/* The content; absent (ptr NULL) only if nothing was ever stored. Valid until the next change. */
static inline struct span buffer_span(const struct buffer *b)
{
	return (struct span){ b->ptr, b->len };
}

#endif

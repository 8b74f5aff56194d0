/*
 * DER cursor and builder: the only code in the project that does arithmetic on wire bytes.
 *
 * Everything above works with spans, borrowed views of bytes that somebody else owns. The reader
 * accepts DER only: definite, minimal lengths (up to 3 length octets) and tags of up to 3 octets.
 */
#ifndef ASN1_DER_H
#define ASN1_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A borrowed run of bytes. ptr == NULL means "absent", which is not the same as empty (len 0). */
struct span {
	const uint8_t *ptr;
	size_t len;
};

#define SPAN(array) ((struct span){ (array), sizeof(array) })

/* True if both hold the same bytes; an absent span equals only another absent one. */
bool span_equal(struct span a, struct span b);

/* One element: tag as on the wire (0x30, 0x5F37, 0xBF38), its value, and the whole with header. */
struct der_tlv {
	uint32_t tag;
	struct span value;
	struct span whole;
};

/* Reader with a sticky error: after the first failure every read yields nothing. */
struct der_reader {
	const uint8_t *p;
	const uint8_t *end;
	bool bad;
};

static inline struct der_reader der_reader(struct span s)
{
	return (struct der_reader){ s.ptr, s.ptr ? s.ptr + s.len : s.ptr, s.ptr == NULL };
}

/* True while bytes are left and no error has occurred. */
static inline bool der_more(const struct der_reader *r)
{
	return !r->bad && r->p < r->end;
}

/* Tag of the next element, or 0 at the end or if it is malformed. Does not move or spoil. */
uint32_t der_peek(const struct der_reader *r);

/* Reads the next element whatever its tag; false (and reader spoiled) at the end or if malformed. */
bool der_next(struct der_reader *r, struct der_tlv *ret_tlv);

/* Reads the next element only if it has this tag; otherwise false, and the reader stays. */
bool der_take(struct der_reader *r, uint32_t tag, struct der_tlv *ret_tlv);

/* Reads one element that must fill `in` completely and have this tag. */
bool der_whole(struct span in, uint32_t tag, struct der_tlv *ret_tlv);

/* Finds the first element with this tag among the elements in `in` (no descent). */
bool der_find(struct span in, uint32_t tag, struct der_tlv *ret_tlv);

enum der_header_result { DER_HEADER_OK, DER_HEADER_SHORT, DER_HEADER_BAD };

/*
 * Parses a tag and length whose value need not be there yet, for streams. SHORT: more bytes are
 * needed to tell; BAD: no bytes can make it right. ret_len is the value length, ret_hdr the number
 * of header octets.
 */
enum der_header_result der_header(struct span in, uint32_t *ret_tag, size_t *ret_len,
                                  size_t *ret_hdr);

/* True if the tag has the constructed bit. */
bool der_constructed(uint32_t tag);

/*
 * Builder that fills its buffer from the END, so that lengths are known when headers are written:
 * put the value first, then its header. len keeps counting beyond cap, so that a writer with cap 0
 * measures.
 */
struct der_writer {
	uint8_t *buf;
	size_t cap;
	size_t len;
};

void der_put_bytes(struct der_writer *w, struct span s);
/* Writes tag and length before the content_len bytes that were put last. */
void der_put_header(struct der_writer *w, uint32_t tag, size_t content_len);
/* Writes a whole element. */
void der_put_tlv(struct der_writer *w, uint32_t tag, struct span value);
/* Writes an INTEGER body (minimal, unsigned) as an element. */
void der_put_uint(struct der_writer *w, uint32_t tag, uint64_t value);

static inline bool der_writer_ok(const struct der_writer *w)
{
	return w->len <= w->cap;
}

/* What has been written so far; only valid while der_writer_ok(). */
static inline struct span der_written(const struct der_writer *w)
{
	return (struct span){ w->buf + (w->cap - w->len), w->len };
}

/* Octets that an element with this tag and content length takes. */
size_t der_size(uint32_t tag, size_t content_len);

/*
 * Arena: memory for one command. Allocations are zeroed, aligned for any type, and never freed one
 * by one. NULL when the arena is exhausted.
 */
struct arena {
	uint8_t *buf;
	size_t cap;
	size_t used;
};

void *arena_alloc(struct arena *a, size_t n);
/* Copy of a span in the arena; an absent span (ptr NULL) if the arena is exhausted. */
struct span arena_copy(struct arena *a, struct span s);

#endif

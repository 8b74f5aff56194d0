/* A byte string that grows. */
#include "peers/buffer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAP_MIN = 256, FILE_MAX = 1 << 20, HEADER_MAX = 8 };

void buffer_free(struct buffer *b)
{
	free(b->ptr);
	*b = (struct buffer){ 0 };
}

int buffer_reserve(struct buffer *b, size_t extra)
{
	size_t cap = b->cap ? b->cap : CAP_MIN;
	uint8_t *grown;

	if (b->ptr && extra <= b->cap - b->len)
		return 0;
	if (extra > SIZE_MAX / 4 || b->len > SIZE_MAX / 4)
		return -ENOMEM;
	while (cap < b->len + extra)
		cap *= 2;
	grown = realloc(b->ptr, cap);
	if (!grown)
		return -ENOMEM;
	b->ptr = grown;
	b->cap = cap;
	return 0;
}

int buffer_append(struct buffer *b, struct span s)
{
	int r = buffer_reserve(b, s.len);

	if (r < 0)
		return r;
	if (s.len > 0)
		memcpy(b->ptr + b->len, s.ptr, s.len);
	b->len += s.len;
	return 0;
}

int buffer_set(struct buffer *b, struct span s)
{
	b->len = 0;
	return buffer_append(b, s);
}

/* The header of an element, in front of a value that is elsewhere. */
static struct span make_header(uint32_t tag, size_t content_len, uint8_t out[HEADER_MAX])
{
	struct der_writer w = { out, HEADER_MAX, 0 };

	der_put_header(&w, tag, content_len);
	return der_written(&w);
}

int buffer_append_tlv(struct buffer *b, uint32_t tag, struct span value)
{
	uint8_t octets[HEADER_MAX];
	struct span header = make_header(tag, value.len, octets);
	int r = buffer_reserve(b, header.len + value.len);

	if (r < 0)
		return r;
	buffer_append(b, header);
	return buffer_append(b, value);
}

int buffer_wrap(struct buffer *b, uint32_t tag)
{
	uint8_t octets[HEADER_MAX];
	struct span header = make_header(tag, b->len, octets);
	int r = buffer_reserve(b, header.len);

	if (r < 0)
		return r;
	memmove(b->ptr + header.len, b->ptr, b->len);
	memcpy(b->ptr, header.ptr, header.len);
	b->len += header.len;
	return 0;
}

int buffer_read_file(struct buffer *b, const char *path)
{
	FILE *f = fopen(path, "rb");
	int r = 0;

	if (!f)
		return -errno;
	b->len = 0;
	do {
		r = b->len > FILE_MAX ? -EFBIG : buffer_reserve(b, CAP_MIN);
		if (r == 0)
			b->len += fread(b->ptr + b->len, 1, b->cap - b->len, f);
	} while (r == 0 && !feof(f) && !ferror(f));
	if (r == 0 && ferror(f))
		r = -EIO;
	fclose(f);
	return r;
}

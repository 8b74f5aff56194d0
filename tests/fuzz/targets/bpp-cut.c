/* Fuzz target: cutting a Bound Profile Package, which must be its pieces, and its metadata. */
#include "peers/bpp_cut.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[1 << 16];
	struct arena a = { memory, sizeof(memory), 0 };
	struct bpp_cut cut;
	struct bpp_piece piece;
	struct span metadata;
	const uint8_t *at = data;

	if (bpp_cut_metadata((struct span){ data, size }, &a, &metadata))
		assert(metadata.len < size);

	if (!bpp_cut_start(&cut, (struct span){ data, size }))
		return 0;
	while (bpp_cut_next(&cut, &piece)) {
		assert(piece.bytes.ptr == at);
		at += piece.bytes.len;
	}
	/* A package without components has no piece that its header could go with. */
	assert(!bpp_cut_ok(&cut) || at == data + size || at == data);
	return 0;
}

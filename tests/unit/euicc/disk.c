/*
 * The VFS. Synchronising is not passed on: what the kernel has survives the process anyway.
 */
#include "disk.h"

#include <assert.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file {
	sqlite3_file base;
	struct disk *disk;
	sqlite3_file *real; /* behind this struct */
};

/* A change that is not synchronised, and what was there before. */
struct change {
	struct change *older;
	struct file *file;
	sqlite3_int64 size, offset; /* of the file before; of the octets */
	int len;
	unsigned char octets[];
};

struct disk {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	unsigned left; /* changes until the end, 0: no end */
	bool lose;
	struct change *changes;
};

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct file *)f)->real;
}

/* ---- the end ---- */

static void undo_all(struct disk *d)
{
	for (const struct change *c = d->changes; c; c = c->older) {
		sqlite3_file *real = c->file->real;

		if (c->len > 0)
			real->pMethods->xWrite(real, c->octets, c->len, c->offset);
		real->pMethods->xTruncate(real, c->size);
	}
}

/* A change is about to happen. */
static void tick(struct disk *d)
{
	if (d->left == 0 || --d->left > 0)
		return;
	if (d->lose)
		undo_all(d);
	kill(getpid(), SIGKILL);
}

/* Keeps what is at these octets, as far as the file has them. */
static void remember(struct file *f, sqlite3_int64 offset, sqlite3_int64 len)
{
	struct change *c = malloc(sizeof(*c) + (size_t)len);

	assert(c);
	*c = (struct change){ .older = f->disk->changes, .file = f, .offset = offset };
	f->real->pMethods->xFileSize(f->real, &c->size);
	c->len = (int)(offset >= c->size ? 0 : offset + len > c->size ? c->size - offset : len);
	if (c->len > 0)
		f->real->pMethods->xRead(f->real, c->octets, c->len, offset);
	f->disk->changes = c;
}

/* What was changed in this file can no longer be lost; f NULL: in any. */
static void forget(struct disk *d, const struct file *f)
{
	for (struct change **at = &d->changes; *at;) {
		struct change *c = *at;

		if (f && c->file != f) {
			at = &c->older;
			continue;
		}
		*at = c->older;
		free(c);
	}
}

/* ---- files ---- */

static int file_write(sqlite3_file *f, const void *data, int len, sqlite3_int64 offset)
{
	struct file *file = (struct file *)f;

	tick(file->disk);
	remember(file, offset, len);
	return real_of(f)->pMethods->xWrite(real_of(f), data, len, offset);
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct file *file = (struct file *)f;
	sqlite3_int64 old = 0;

	tick(file->disk);
	real_of(f)->pMethods->xFileSize(real_of(f), &old);
	if (size < old)
		remember(file, size, old - size);
	return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int file_sync(sqlite3_file *f, int flags)
{
	struct file *file = (struct file *)f;

	(void)flags;
	tick(file->disk);
	forget(file->disk, file);
	return SQLITE_OK;
}

static int file_close(sqlite3_file *f)
{
	forget(((struct file *)f)->disk, (struct file *)f);
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int file_read(sqlite3_file *f, void *data, int len, sqlite3_int64 offset)
{
	return real_of(f)->pMethods->xRead(real_of(f), data, len, offset);
}

static int file_size(sqlite3_file *f, sqlite3_int64 *ret_size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), ret_size);
}

static int file_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int file_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int file_check_lock(sqlite3_file *f, int *ret_reserved)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret_reserved);
}

static int file_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int file_sector_size(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int file_characteristics(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

/* The index of the WAL is memory that dies with the last process: it is made anew from the WAL. */

static int file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, ret);
}

static int file_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int file_shm_unmap(sqlite3_file *f, int delete_it)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), delete_it);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_check_lock,
	.xFileControl = file_control,
	.xSectorSize = file_sector_size,
	.xDeviceCharacteristics = file_characteristics,
	.xShmMap = file_shm_map,
	.xShmLock = file_shm_lock,
	.xShmBarrier = file_shm_barrier,
	.xShmUnmap = file_shm_unmap,
};

/* ---- the VFS ---- */

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
	struct disk *d = vfs->pAppData;
	struct file *file = (struct file *)f;
	int rc;

	file->disk = d;
	file->real = (sqlite3_file *)(file + 1);
	rc = d->real->xOpen(d->real, name, file->real, flags, ret_flags);
	file->base.pMethods = file->real->pMethods ? &methods : NULL;
	return rc;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct disk *d = vfs->pAppData;

	(void)sync;
	tick(d);
	return d->real->xDelete(d->real, name, 0);
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
	struct disk *d = vfs->pAppData;

	return d->real->xAccess(d->real, name, flags, ret);
}

static int disk_full_pathname(sqlite3_vfs *vfs, const char *name, int size, char *ret_path)
{
	struct disk *d = vfs->pAppData;

	return d->real->xFullPathname(d->real, name, size, ret_path);
}

struct disk *disk_install(void)
{
	struct disk *d = calloc(1, sizeof(*d));

	assert(d);
	d->real = sqlite3_vfs_find(NULL);
	assert(d->real);
	/* Everything else, such as randomness and time, is the real one's: it needs no state. */
	d->vfs = *d->real;
	d->vfs.pNext = NULL;
	d->vfs.zName = "disk";
	d->vfs.szOsFile = (int)sizeof(struct file) + d->real->szOsFile;
	d->vfs.pAppData = d;
	d->vfs.xOpen = disk_open;
	d->vfs.xDelete = disk_delete;
	d->vfs.xAccess = disk_access;
	d->vfs.xFullPathname = disk_full_pathname;
	if (sqlite3_vfs_register(&d->vfs, 1) != SQLITE_OK)
		abort();
	return d;
}

void disk_kill_before(struct disk *d, unsigned n, bool lose)
{
	forget(d, NULL);
	d->left = n;
	d->lose = lose;
}

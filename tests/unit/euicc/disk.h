/*
 * A disk on which a process dies: an SQLite VFS before the real one, which counts every change of a
 * file and kills its process (SIGKILL) before the chosen one. What is written can survive that, as in
 * a computer that goes on, or be lost unless it was synchronised, as when the power goes.
 */
#ifndef TESTS_EUICC_DISK_H
#define TESTS_EUICC_DISK_H

#include <stdbool.h>

struct disk;

/* From now on every database of this process is on such a disk; it lasts as long as the process. */
struct disk *disk_install(void);

/* Before change number n from here, 1 for the next one. lose: what was not synchronised is undone. */
void disk_kill_before(struct disk *d, unsigned n, bool lose);

#endif

/* A virtio block device with several requests in flight. */
#ifndef BLOCK_H
#define BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define SECTOR_BYTES 512
#define BLOCK_REQUESTS 8 /* in flight at once; each is named by a number below this */

enum block_request { BLOCK_READ = 0, BLOCK_WRITE = 1, BLOCK_FLUSH = 4 };

/* False if there is no such device. */
bool block_start(void);
uint64_t block_sectors(void);
/* Begins a request and answers its number; -1 while all are in flight. A flush has no buffer. */
int block_begin(enum block_request request, uint64_t sector, void *buffer, uint32_t bytes);
/* Waits for a request that has been begun; answers which has ended, and whether it did what it was to do. */
int block_end(bool *done);

#endif

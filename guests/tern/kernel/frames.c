#include "kernel.h"

#define MOST_FRAMES 1024 /* the 4 MiB that the kernel maps for itself */

extern const char image_end[];

static bool taken[MOST_FRAMES];
static uint32_t first, count, free_count;

void frames_start(uint32_t memory_bytes)
{
	first = (uint32_t)image_end / PAGE_BYTES;
	count = memory_bytes / PAGE_BYTES;
	if (count > MOST_FRAMES)
		count = MOST_FRAMES;
	free_count = count - first;
}

uint32_t frame_take(void)
{
	for (uint32_t i = first; i < count; i++) {
		if (taken[i])
			continue;
		taken[i] = true;
		free_count--;
		memset((void *)(i * PAGE_BYTES), 0, PAGE_BYTES);
		return i * PAGE_BYTES;
	}
	return 0;
}

void frame_give(uint32_t frame)
{
	taken[frame / PAGE_BYTES] = false;
	free_count++;
}

uint32_t frames_free(void)
{
	return free_count;
}

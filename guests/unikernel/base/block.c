#include "block.h"
#include "hypervisor.h"
#include "virtio.h"

#define FEATURE_FLUSH (1ull << 9)
#define STATUS_OK 0
#define STATUS_NONE 0xff

struct request {
	uint32_t type, reserved;
	uint64_t sector;
	volatile uint8_t status;
	bool in_flight;
};

/* Descriptors of request n: 3n header, 3n + 1 data, 3n + 2 status. */
#define PARTS 3
#define HEADER_BYTES 16

static struct virtio_device device;
static struct virtio_queue queue;
static struct request requests[BLOCK_REQUESTS];

bool block_start(void)
{
	if (!virtio_start(&device, VIRTIO_BLOCK, FEATURE_FLUSH) || !virtio_add_queue(&device, &queue, 0, true))
		return false;
	virtio_go(&device);
	return true;
}

uint64_t block_sectors(void)
{
	uint64_t sectors = 0;
	for (uint16_t i = 0; i < sizeof sectors; i++)
		sectors |= (uint64_t)virtio_config8(&device, i) << 8 * i;
	return sectors;
}

int block_begin(enum block_request request, uint64_t sector, void *buffer, uint32_t bytes)
{
	int n = 0;
	while (n < BLOCK_REQUESTS && requests[n].in_flight)
		n++;
	if (n == BLOCK_REQUESTS)
		return -1;
	struct request *r = &requests[n];
	struct virtio_descriptor *parts = &queue.descriptors[PARTS * n];
	uint16_t first = (uint16_t)(PARTS * n), status = first + 2, after_header = bytes > 0 ? first + 1 : status;
	*r = (struct request){ request, 0, sector, STATUS_NONE, true };
	parts[0] = (struct virtio_descriptor){ (uint32_t)r, 0, HEADER_BYTES, DESCRIPTOR_NEXT, after_header };
	parts[1] = (struct virtio_descriptor){ (uint32_t)buffer, 0, bytes,
					       DESCRIPTOR_NEXT | (request == BLOCK_READ ? DESCRIPTOR_WRITE : 0), status };
	parts[2] = (struct virtio_descriptor){ (uint32_t)&r->status, 0, 1, DESCRIPTOR_WRITE, 0 };
	virtio_offer(&queue, first);
	virtio_notify(&queue);
	return n;
}

int block_end(bool *done)
{
	struct virtio_used used;
	while (!virtio_next_used(&queue, &used)) {
		wait_for_event(NEVER);
		virtio_acknowledge(&device);
	}
	int n = (int)(used.head / PARTS) % BLOCK_REQUESTS;
	*done = requests[n].status == STATUS_OK;
	requests[n].in_flight = false;
	return n;
}

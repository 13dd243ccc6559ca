/* Virtio 1.0 devices with their structures in I/O ports; the hypervisor says where they are, so no bus is searched. */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <stdbool.h>
#include <stdint.h>

#define VIRTIO_NET 1
#define VIRTIO_BLOCK 2
#define VIRTIO_VERSION_1 (1ull << 32)

#define QUEUE_SIZE 32

struct virtio_device {
	uint16_t common, notify, isr, config;
	uint32_t notify_multiplier;
};

struct virtio_descriptor {
	uint32_t address, address_high, length;
	uint16_t flags, next;
};

#define DESCRIPTOR_NEXT 1
#define DESCRIPTOR_WRITE 2 /* the device writes */

struct virtio_used {
	uint32_t head, length;
};

struct virtio_queue {
	struct virtio_descriptor descriptors[QUEUE_SIZE] __attribute__((aligned(16)));
	struct { uint16_t flags, index, ring[QUEUE_SIZE], used_event; } available;
	struct { uint16_t flags, index; struct virtio_used ring[QUEUE_SIZE]; uint16_t available_event; } used __attribute__((aligned(4)));
	uint16_t number, notify_port, seen;
};

/* Finds the device and agrees on the features that both sides have; false if there is none or it does not agree. */
bool virtio_start(struct virtio_device *device, uint32_t type, uint64_t features);
/* `interrupts`: whether used buffers are events. @return false if the device has no such queue. */
bool virtio_add_queue(const struct virtio_device *device, struct virtio_queue *queue, uint16_t number, bool interrupts);
void virtio_go(const struct virtio_device *device);

/* Makes the chain that begins at a descriptor available. */
void virtio_offer(struct virtio_queue *queue, uint16_t head);
void virtio_notify(const struct virtio_queue *queue);
/* The next chain that the device has used; false if there is none. `head` is below QUEUE_SIZE whatever the device says. */
bool virtio_next_used(struct virtio_queue *queue, struct virtio_used *used);
/* Reads and clears the device's event. */
void virtio_acknowledge(const struct virtio_device *device);
uint8_t virtio_config8(const struct virtio_device *device, uint16_t offset);

#endif

#include "virtio.h"
#include "hypervisor.h"

/* Offsets in the common structure. */
enum {
	DEVICE_FEATURE_SELECT = 0, DEVICE_FEATURE = 4, DRIVER_FEATURE_SELECT = 8, DRIVER_FEATURE = 12, DEVICE_STATUS = 20,
	QUEUE_SELECT = 22, QUEUE_SIZE_AT = 24, QUEUE_ENABLE = 28, QUEUE_NOTIFY_OFFSET = 30, QUEUE_DESCRIPTORS = 32,
	QUEUE_AVAILABLE = 40, QUEUE_USED = 48,
};

enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8 };

#define NO_INTERRUPT 1

static void out8(uint16_t port, uint8_t value) { __asm__ volatile("outb %0, %1" : : "a"(value), "d"(port) : "memory"); }
static void out16(uint16_t port, uint16_t value) { __asm__ volatile("outw %0, %1" : : "a"(value), "d"(port) : "memory"); }
static void out32(uint16_t port, uint32_t value) { __asm__ volatile("outl %0, %1" : : "a"(value), "d"(port) : "memory"); }
static uint8_t in8(uint16_t port) { uint8_t v; __asm__ volatile("inb %1, %0" : "=a"(v) : "d"(port) : "memory"); return v; }
static uint16_t in16(uint16_t port) { uint16_t v; __asm__ volatile("inw %1, %0" : "=a"(v) : "d"(port) : "memory"); return v; }
static uint32_t in32(uint16_t port) { uint32_t v; __asm__ volatile("inl %1, %0" : "=a"(v) : "d"(port) : "memory"); return v; }

static bool find(struct virtio_device *device, uint32_t type)
{
	struct hv_reply reply = hv_call(HV_VIRTIO, type, 0, 0, 0);
	*device = (struct virtio_device){ (uint16_t)reply.a, (uint16_t)(reply.a >> 16), (uint16_t)reply.b, (uint16_t)(reply.b >> 16), reply.c };
	return reply.a != 0 && reply.a != HV_REFUSED;
}

bool virtio_start(struct virtio_device *device, uint32_t type, uint64_t features)
{
	if (!find(device, type))
		return false;
	out8(device->common + DEVICE_STATUS, 0);
	out8(device->common + DEVICE_STATUS, ACKNOWLEDGE | DRIVER);
	features |= VIRTIO_VERSION_1;
	for (uint32_t half = 0; half < 2; half++) {
		out32(device->common + DEVICE_FEATURE_SELECT, half);
		uint32_t offered = in32(device->common + DEVICE_FEATURE);
		out32(device->common + DRIVER_FEATURE_SELECT, half);
		out32(device->common + DRIVER_FEATURE, offered & (uint32_t)(features >> 32 * half));
	}
	out8(device->common + DEVICE_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
	return in8(device->common + DEVICE_STATUS) & FEATURES_OK;
}

bool virtio_add_queue(const struct virtio_device *device, struct virtio_queue *queue, uint16_t number, bool interrupts)
{
	out16(device->common + QUEUE_SELECT, number);
	if (in16(device->common + QUEUE_SIZE_AT) < QUEUE_SIZE)
		return false;
	out16(device->common + QUEUE_SIZE_AT, QUEUE_SIZE);
	out32(device->common + QUEUE_DESCRIPTORS, (uint32_t)queue->descriptors);
	out32(device->common + QUEUE_AVAILABLE, (uint32_t)&queue->available);
	out32(device->common + QUEUE_USED, (uint32_t)&queue->used);
	queue->number = number;
	queue->notify_port = (uint16_t)(device->notify + in16(device->common + QUEUE_NOTIFY_OFFSET) * device->notify_multiplier);
	queue->available.flags = interrupts ? 0 : NO_INTERRUPT;
	out16(device->common + QUEUE_ENABLE, 1);
	return true;
}

void virtio_go(const struct virtio_device *device)
{
	out8(device->common + DEVICE_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
}

void virtio_offer(struct virtio_queue *queue, uint16_t head)
{
	queue->available.ring[queue->available.index % QUEUE_SIZE] = head;
	__asm__ volatile("" : : : "memory");
	queue->available.index++;
}

void virtio_notify(const struct virtio_queue *queue)
{
	out16(queue->notify_port, queue->number);
}

bool virtio_next_used(struct virtio_queue *queue, struct virtio_used *used)
{
	if (queue->seen == *(volatile uint16_t *)&queue->used.index)
		return false;
	*used = queue->used.ring[queue->seen++ % QUEUE_SIZE];
	used->head %= QUEUE_SIZE;
	return true;
}

void virtio_acknowledge(const struct virtio_device *device)
{
	in8(device->isr);
}

uint8_t virtio_config8(const struct virtio_device *device, uint16_t offset)
{
	return in8(device->config + offset);
}

#include "../../freestanding/memory.h"
#include "../base/console.h"
#include "../base/virtio.h"
#include "net.h"

#define FEATURE_MAC (1ull << 5)
#define HEADER_BYTES 12
#define BUFFER_BYTES 2048
#define RECEIVE 0
#define SEND 1

struct address net_own;

static struct virtio_device device;
static struct virtio_queue receive_queue, send_queue;
static uint8_t received[QUEUE_SIZE][BUFFER_BYTES], sent[QUEUE_SIZE][BUFFER_BYTES];
static uint32_t on_the_way, next_to_send;

static uint32_t parse_ip(const char *text)
{
	uint32_t ip = 0;
	for (int part = 0; part < 4; part++) {
		uint32_t number = 0, digits = 0;
		for (; *text >= '0' && *text <= '9' && digits < 3; digits++)
			number = number * 10 + (uint32_t)(*text++ - '0');
		if (digits == 0 || number > 255 || *text != (part < 3 ? '.' : 0))
			panic("not an IPv4 address on the command line");
		ip = ip << 8 | number;
		text++;
	}
	return ip;
}

void net_start(const char *ip)
{
	net_own.ip = parse_ip(ip);
	if (!virtio_start(&device, VIRTIO_NET, FEATURE_MAC) || !virtio_add_queue(&device, &receive_queue, RECEIVE, true) ||
	    !virtio_add_queue(&device, &send_queue, SEND, false))
		panic("no virtio network card");
	for (uint16_t i = 0; i < MAC_BYTES; i++)
		net_own.mac[i] = virtio_config8(&device, i);
	for (uint16_t i = 0; i < QUEUE_SIZE; i++) {
		receive_queue.descriptors[i] = (struct virtio_descriptor){ (uint32_t)received[i], 0, BUFFER_BYTES, DESCRIPTOR_WRITE, 0 };
		virtio_offer(&receive_queue, i);
	}
	virtio_go(&device);
	virtio_notify(&receive_queue);
}

void net_poll(void)
{
	struct virtio_used used;
	bool any = false;
	virtio_acknowledge(&device);
	while (virtio_next_used(&receive_queue, &used)) {
		if (used.length > HEADER_BYTES && used.length <= BUFFER_BYTES)
			ethernet_receive(received[used.head] + HEADER_BYTES, used.length - HEADER_BYTES);
		virtio_offer(&receive_queue, (uint16_t)used.head);
		any = true;
	}
	if (any)
		virtio_notify(&receive_queue);
}

uint8_t *net_buffer(void)
{
	struct virtio_used used;
	while (virtio_next_used(&send_queue, &used))
		on_the_way--;
	return on_the_way < QUEUE_SIZE ? sent[next_to_send] + HEADER_BYTES : 0;
}

void net_send(size_t length)
{
	memset(sent[next_to_send], 0, HEADER_BYTES);
	send_queue.descriptors[next_to_send] =
		(struct virtio_descriptor){ (uint32_t)sent[next_to_send], 0, HEADER_BYTES + length, 0, 0 };
	virtio_offer(&send_queue, (uint16_t)next_to_send);
	next_to_send = (next_to_send + 1) % QUEUE_SIZE;
	on_the_way++;
	virtio_notify(&send_queue);
}

/* chaos [ports] [memory] [rings] [calls] [seed=N]: a guest that gives its hardware nonsense, by seed; without a word, all four.
 *
 *   ports   every I/O port, written and read in three widths, but for those that end a machine
 *   memory  reads and writes outside of RAM
 *   rings   every virtio device with descriptor loops, buffers outside of memory, 4 GiB lengths, indices that jump
 *   calls   the hypervisor with commands, addresses and lengths that make no sense
 *
 * It shows that the host bears it: whatever happens, happens to this machine. */
#include <stdbool.h>
#include "../../freestanding/memory.h"
#include "../base/console.h"
#include "../base/hypervisor.h"
#include "../base/program.h"
#include "../base/virtio.h"

#define ROUNDS 200

static uint32_t state;

/* xorshift32 (Marsaglia 2003) */
static uint32_t random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	return state ^= state << 5;
}

/* Numbers at which code goes wrong, and any. */
static uint32_t odd_number(void)
{
	static const uint32_t edges[] = { 0, 1, 2, 0xff, 0xfff, 0x1000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff };
	uint32_t choice = random() % 24;
	if (choice < sizeof edges / sizeof *edges)
		return edges[choice];
	return choice < 18 ? random() % (2 * memory_size()) : random();
}

/* Reset lines of the keyboard controller, of the system port and of the chipset; the debug exit; the lab's marks; the calls. */
static bool ends_the_machine(uint16_t port)
{
	return port == 0x64 || port == 0x92 || (port >= 0xcf8 && port < 0xd00) || (port >= 0xf4 && port < 0xf8) || port == 0xe8 ||
	       port == HYPERVISOR_PORT;
}

static void touch_port(uint16_t port)
{
	uint32_t value = odd_number();
	switch (random() % 6) {
	case 0: __asm__ volatile("outb %%al, %%dx" : : "a"(value), "d"(port)); break;
	case 1: __asm__ volatile("outw %%ax, %%dx" : : "a"(value), "d"(port)); break;
	case 2: __asm__ volatile("outl %%eax, %%dx" : : "a"(value), "d"(port)); break;
	case 3: __asm__ volatile("inb %%dx, %%al" : "+a"(value) : "d"(port)); break;
	case 4: __asm__ volatile("inw %%dx, %%ax" : "+a"(value) : "d"(port)); break;
	default: __asm__ volatile("inl %%dx, %%eax" : "=a"(value) : "d"(port));
	}
}

/* Every port once, in an order that the seed decides: an odd factor and an offset make a permutation of 16 bits. */
static void ports(void)
{
	uint16_t factor = (uint16_t)(random() | 1), offset = (uint16_t)random();
	for (uint32_t i = 0; i < 65536; i++) {
		uint16_t port = (uint16_t)(i * factor + offset);
		if (!ends_the_machine(port))
			touch_port(port);
	}
}

static void memory(void)
{
	for (int i = 0; i < ROUNDS * 20; i++) {
		uint32_t address = random() % 4 == 0 ? 0xa0000 + random() % 0x20000 : memory_size() + random() % (0u - memory_size());
		uint32_t value = odd_number();
		switch (random() % 6) {
		case 0: *(volatile uint8_t *)address = (uint8_t)value; break;
		case 1: *(volatile uint16_t *)address = (uint16_t)value; break;
		case 2: *(volatile uint32_t *)address = value; break;
		case 3: (void)*(volatile uint8_t *)address; break;
		case 4: (void)*(volatile uint16_t *)address; break;
		default: (void)*(volatile uint32_t *)address;
		}
	}
}

static struct virtio_queue queues[4];

static void spoil(struct virtio_queue *queue)
{
	for (int i = 0; i < QUEUE_SIZE; i++)
		queue->descriptors[i] = (struct virtio_descriptor){ odd_number(), random() % 8 ? 0 : odd_number(), odd_number(),
								   (uint16_t)(random() % 8), (uint16_t)(random() % 4 ? random() % QUEUE_SIZE : random()) };
	for (int i = 0; i < QUEUE_SIZE; i++)
		queue->available.ring[i] = (uint16_t)(random() % 4 ? random() % QUEUE_SIZE : random());
	queue->available.index += (uint16_t)(random() % 4 ? random() % 3 : random());
}

static void poke_common(const struct virtio_device *device)
{
	uint16_t port = (uint16_t)(device->common + random() % 56);
	touch_port(port);
}

/* The used ring over the available one: each buffer that the device gives back offers another. */
static void lay_over(const struct virtio_device *device, const struct virtio_queue *queue)
{
	__asm__ volatile("outw %%ax, %%dx" : : "a"(queue->number), "d"(device->common + 22));
	__asm__ volatile("outl %%eax, %%dx" : : "a"(&queue->available), "d"(device->common + 48));
}

static void rings(void)
{
	static const uint32_t types[] = { VIRTIO_NET, VIRTIO_BLOCK, 3, 5, 9 };
	for (uint32_t t = 0; t < sizeof types / sizeof *types; t++) {
		struct virtio_device device;
		for (int life = 0; life < 4; life++) {
			memset(queues, 0, sizeof queues);
			if (!virtio_start(&device, types[t], random()))
				continue;
			for (uint16_t q = 0; q < 4; q++) {
				virtio_add_queue(&device, &queues[q], q, random() % 2);
				spoil(&queues[q]);
				if (random() % 8 == 0)
					lay_over(&device, &queues[q]);
			}
			virtio_go(&device);
			for (int i = 0; i < ROUNDS; i++) {
				struct virtio_queue *queue = &queues[random() % 4];
				if (random() % 4 == 0)
					spoil(queue);
				else if (random() % 16 == 0)
					poke_common(&device);
				else if (queue->notify_port)
					virtio_notify(queue);
			}
		}
		print("chaos: virtio %u done\n", types[t]);
	}
}

/* Not the one that shuts down: that is for the end. */
static void calls(void)
{
	for (int i = 0; i < ROUNDS * 5; i++) {
		uint32_t command = random() % 2 ? random() % HV_SHUTDOWN : HV_SHUTDOWN + 1 + random() % 0x7fffffff;
		uint32_t address = command == HV_CONSOLE_READ ? memory_size() - random() % 64 : odd_number();
		uint32_t length = command == HV_CONSOLE_READ ? 64 + random() % 0x7fffffff : odd_number();
		if (command == HV_CONSOLE_WRITE && random() % 16)
			length |= 0x80000000;
		hv_call(command, odd_number(), odd_number(), (const void *)address, length);
	}
}

static bool is_asked(const char *command_line, const char *word)
{
	for (const char *at = command_line; strlen(at) >= strlen(word); at++)
		if (memcmp(at, word, strlen(word)) == 0)
			return true;
	return false;
}

static uint32_t seed_of(const char *command_line)
{
	uint32_t seed = 0;
	for (const char *at = command_line; *at; at++)
		if (*at >= '0' && *at <= '9')
			seed = seed * 10 + (uint32_t)(*at - '0');
	return seed ? seed : 1;
}

int program(const char *command_line)
{
	static const struct { const char *name; void (*run)(void); } parts[] = {
		{ "calls", calls }, { "memory", memory }, { "rings", rings }, { "ports", ports },
	};
	bool any = false;
	state = seed_of(command_line);
	for (uint32_t i = 0; i < 4; i++)
		any = any || is_asked(command_line, parts[i].name);
	ready();
	for (uint32_t i = 0; i < 4; i++) {
		if (any && !is_asked(command_line, parts[i].name))
			continue;
		print("chaos: %s\n", parts[i].name);
		parts[i].run();
	}
	print("chaos: the end\n");
	return 0;
}

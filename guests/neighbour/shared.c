/* Driver in user space for the PCI device 1AF4:1110: sysfs lets root map its base address registers, so nothing of the kernel's is
 * between the program and the memory. An interrupt reaches a program through UIO or VFIO only, which this kernel has not; so
 * whoever waits looks now and then, and sleeps between two looks.
 *
 *   word 0, 1   numbers of the asker's and of the answerer's last message, written last (as guests/unikernel's pingpong has them)
 *   word 2, 3   how many bytes each has;    from word 4, in halves: the bytes */
#include "../freestanding/memory.h"
#include "linux.h"
#include "path.h"

#define DEVICES "/sys/bus/pci/devices/"
#define REGISTERS "/resource0"
#define MEMORY "/resource2"

enum { DOORBELL = 3, REGISTERS_BYTES = 4096, LEAST_BYTES = 4096, NAME_BYTES = 32, HEAD_WORDS = 4 };

uint32_t looks;

static volatile uint32_t *registers, *words;
static uint32_t half_words, every_us;
static bool asks, rings;

static char *join(char *to, const char *text)
{
	memcpy(to, text, strlen(text) + 1);
	return to + strlen(text);
}

static bool says(const char *device, const char *file, const char *expected)
{
	char path[96], content[8];
	join(join(join(path, DEVICES), device), file);
	int fd = call3(SYS_OPEN, at(path), O_RDONLY, 0);
	if (fd < 0)
		return false;
	int length = call3(SYS_READ, (uint32_t)fd, at(content), sizeof content);
	call1(SYS_CLOSE, (uint32_t)fd);
	return length == (int)strlen(expected) && memcmp(content, expected, (size_t)length) == 0;
}

static bool find_device(char name[NAME_BYTES])
{
	static uint64_t entries[128];
	int folder = call3(SYS_OPEN, at(DEVICES), O_RDONLY | O_DIRECTORY, 0), length;
	while (folder >= 0 && (length = call3(SYS_GETDENTS64, (uint32_t)folder, at(entries), sizeof entries)) > 0) {
		const struct directory_entry *entry;
		for (int offset = 0; offset < length; offset += entry->length) {
			entry = (const void *)((const char *)entries + offset);
			if (entry->name[0] == '.' || strlen(entry->name) >= NAME_BYTES)
				continue;
			if (says(entry->name, "/vendor", "0x1af4\n") && says(entry->name, "/device", "0x1110\n")) {
				join(name, entry->name);
				return true;
			}
		}
	}
	return false;
}

static volatile uint32_t *map(const char *device, const char *file, uint32_t *bytes)
{
	char path[96];
	join(join(join(path, DEVICES), device), file);
	int fd = call3(SYS_OPEN, at(path), O_RDWR | O_SYNC, 0);
	if (fd < 0)
		fail("%s cannot be opened: only root may map a device", path);
	struct file_status status;
	if (*bytes == 0 && call2(SYS_FSTAT64, (uint32_t)fd, at(&status)) == 0)
		*bytes = status.size_low;
	int mapped = call6(SYS_MMAP2, 0, *bytes, PROT_READ | PROT_WRITE, MAP_SHARED, (uint32_t)fd, 0);
	/* An error is one of the last 4095 values. */
	if ((uint32_t)mapped > -4096u)
		fail("%s cannot be mapped: error %d", path, -mapped);
	return (volatile uint32_t *)mapped;
}

static uint32_t begin(const struct options *options)
{
	char device[NAME_BYTES];
	uint32_t registers_bytes = REGISTERS_BYTES, bytes = 0;
	if (!find_device(device))
		fail("this machine has no device 1AF4:1110: switch it on with memory that it shares with a neighbour");
	registers = map(device, REGISTERS, &registers_bytes);
	words = map(device, MEMORY, &bytes);
	if (bytes < LEAST_BYTES)
		fail("%u bytes are too few to share", bytes);
	half_words = bytes / 8 - HEAD_WORDS / 2;
	asks = options->asks;
	rings = options->rings;
	every_us = options->every_us;
	/* Otherwise the kernel adds up to 50 microseconds to each sleep. */
	call2(SYS_PRCTL, PR_SET_TIMERSLACK, 1);
	return words[asks ? 0 : 1];
}

static volatile uint32_t *half(bool of_asker)
{
	return words + HEAD_WORDS + (of_asker ? 0 : half_words);
}

static void send(const struct message *message)
{
	volatile uint32_t *mine = half(asks);
	for (uint32_t i = 0; i < (message->length + 3) / 4; i++)
		mine[i] = message->words[i];
	if (message->length > 0)
		words[asks ? 2 : 3] = message->length;
	words[asks ? 0 : 1] = message->number;
	if (rings)
		registers[DOORBELL] = 1;
}

static bool receive(struct message *message, enum waiting_for wanted, uint32_t number, uint32_t patience_us)
{
	uint32_t began_us = now_us();
	volatile uint32_t *theirs = half(!asks);
	for (;;) {
		looks++;
		message->number = words[asks ? 1 : 0];
		if ((message->number == number) == (wanted == ANSWER))
			break;
		if (now_us() - began_us > patience_us)
			return false;
		sleep_us(every_us);
	}
	if (message->length == UNKNOWN)
		message->length = words[asks ? 3 : 2];
	/* A neighbour is not trusted with a length. */
	if (message->length > MOST_BYTES)
		message->length = MOST_BYTES;
	for (uint32_t i = 0; i < (message->length + 3) / 4; i++)
		message->words[i] = theirs[i];
	return true;
}

const struct path shared_path = { begin, send, receive, .loses = false };

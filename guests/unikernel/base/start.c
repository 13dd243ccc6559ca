/* From the loader to the program: interrupt table, marks, the command line. */
#include <stddef.h>
#include "../../programs/mark.h"
#include "console.h"
#include "hypervisor.h"
#include "program.h"

/* Beyond those of mark.h, whose boot is over at a shell's prompt. */
#define MARK_READY 0x06

#define CODE_SEGMENT 0x08
#define INTERRUPT_GATE 0x8e00
#define STUB_BYTES 16
#define EXCEPTIONS 32

struct multiboot_info {
	uint32_t flags, memory_lower, memory_upper, boot_device, command_line, modules, modules_at, symbols[4];
	uint32_t map_length, map_at;
};

struct map_entry {
	uint32_t size, address_low, address_high, length_low, length_high, type;
};

struct gate {
	uint16_t offset_low, segment, flags, offset_high;
};

extern const char exception_stubs[];
static struct gate idt[EXCEPTIONS];
static uint32_t memory_bytes;

static void catch_exceptions(void)
{
	for (int i = 0; i < EXCEPTIONS; i++) {
		uint32_t stub = (uint32_t)exception_stubs + i * STUB_BYTES;
		idt[i] = (struct gate){ (uint16_t)stub, CODE_SEGMENT, INTERRUPT_GATE, (uint16_t)(stub >> 16) };
	}
	struct __attribute__((packed)) { uint16_t limit; uint32_t base; } pointer = { sizeof idt - 1, (uint32_t)idt };
	__asm__ volatile("lidt %0" : : "m"(pointer));
}

__attribute__((used)) _Noreturn void fault(uint32_t address, uint32_t number, uint32_t error, uint32_t eip)
{
	panic("exception %u, error %x, at %08x, address %08x", number, error, eip, address);
}

static uint32_t end_of_memory(const struct multiboot_info *info)
{
	uint32_t end = 0;
	for (uint32_t at = info->map_at; at < info->map_at + info->map_length;) {
		const struct map_entry *entry = (const struct map_entry *)at;
		if (entry->type == 1 && entry->address_low + entry->length_low > end)
			end = entry->address_low + entry->length_low;
		at += entry->size + sizeof entry->size;
	}
	return end;
}

uint32_t memory_size(void)
{
	return memory_bytes;
}

void ready(void)
{
	console_flush();
	triptych_mark(MARK_READY);
}

__attribute__((used)) _Noreturn void start(const struct multiboot_info *info)
{
	triptych_mark(MARK_KERNEL);
	catch_exceptions();
	memory_bytes = end_of_memory(info);
	int status = program(info->flags & 4 ? (const char *)info->command_line : "");
	console_flush();
	shut_down((uint32_t)status);
}

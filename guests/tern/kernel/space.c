/* An address space is a page directory: the kernel's 4 MiB at 0, for the kernel only, and the program's 4 MiB. */
#include "kernel.h"

#define PRESENT 1u
#define WRITABLE 2u
#define USER 4u
#define LARGE 0x80u
#define ENTRIES 1024
#define PROGRAM_ENTRY (PROGRAM_BASE >> 22)
#define CR0_PAGING 0x80010000u /* and write protection for the kernel too */
#define CR4_LARGE_PAGES 0x10u

static uint32_t kernel_space[ENTRIES] __attribute__((aligned(4096)));

static uint32_t *entries(uint32_t table)
{
	return (uint32_t *)(table & ~(PAGE_BYTES - 1));
}

void spaces_start(void)
{
	kernel_space[0] = PRESENT | WRITABLE | LARGE;
	space_use(0);
	uint32_t cr;
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr));
	__asm__ volatile("mov %0, %%cr4" : : "r"(cr | CR4_LARGE_PAGES));
	__asm__ volatile("mov %%cr0, %0" : "=r"(cr));
	__asm__ volatile("mov %0, %%cr0" : : "r"(cr | CR0_PAGING) : "memory");
}

void space_use(uint32_t space)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(space ? space : (uint32_t)kernel_space) : "memory");
}

uint32_t space_new(void)
{
	uint32_t space = frame_take(), table = space ? frame_take() : 0;
	if (table == 0) {
		if (space)
			frame_give(space);
		return 0;
	}
	entries(space)[0] = kernel_space[0];
	entries(space)[PROGRAM_ENTRY] = table | PRESENT | WRITABLE | USER;
	return space;
}

void space_free(uint32_t space)
{
	uint32_t *table = entries(entries(space)[PROGRAM_ENTRY]);
	for (int i = 0; i < ENTRIES; i++)
		if (table[i] & PRESENT)
			frame_give(table[i] & ~(PAGE_BYTES - 1));
	frame_give((uint32_t)table);
	frame_give(space);
}

/* The entry of the page that holds a program's address; 0 if it has none. */
static uint32_t *page_entry(uint32_t space, uint32_t address)
{
	if (address < PROGRAM_BASE || address >= PROGRAM_END)
		return 0;
	return &entries(entries(space)[PROGRAM_ENTRY])[address / PAGE_BYTES % ENTRIES];
}

bool space_add(uint32_t space, uint32_t address, bool writable)
{
	uint32_t *entry = page_entry(space, address), frame = entry ? frame_take() : 0;
	if (frame == 0)
		return false;
	*entry = frame | PRESENT | USER | (writable ? WRITABLE : 0);
	return true;
}

enum access { READ, WRITE, FILL };

/* Where a byte of the program is in memory; 0 if it may not be reached so. Only the loader fills what is read-only. */
static uint8_t *reach(uint32_t space, uint32_t address, enum access access)
{
	const uint32_t *entry = page_entry(space, address);
	if (entry == 0 || !(*entry & PRESENT) || (access == WRITE && !(*entry & WRITABLE)))
		return 0;
	return (uint8_t *)((*entry & ~(PAGE_BYTES - 1)) + address % PAGE_BYTES);
}

/* Lengths come from programs: what does not lie in their memory fails at its first page that is not theirs. */
static bool copy(uint32_t space, uint32_t address, uint8_t *buffer, uint32_t length, enum access access)
{
	while (length > 0) {
		uint8_t *there = reach(space, address, access);
		uint32_t part = PAGE_BYTES - address % PAGE_BYTES;
		if (there == 0)
			return false;
		if (part > length)
			part = length;
		memcpy(access == READ ? buffer : there, access == READ ? there : buffer, part);
		address += part;
		buffer += part;
		length -= part;
	}
	return true;
}

bool space_read(uint32_t space, void *to, uint32_t address, uint32_t length)
{
	return copy(space, address, to, length, READ);
}

bool space_write(uint32_t space, uint32_t address, const void *from, uint32_t length)
{
	return copy(space, address, (uint8_t *)from, length, WRITE);
}

bool space_fill(uint32_t space, uint32_t address, const void *from, uint32_t length)
{
	return copy(space, address, (uint8_t *)from, length, FILL);
}

bool space_read_text(uint32_t space, char *to, uint32_t address, uint32_t room)
{
	for (uint32_t i = 0; i < room; i++) {
		const uint8_t *byte = reach(space, address + i, READ);
		if (byte == 0)
			return false;
		to[i] = (char)*byte;
		if (to[i] == 0)
			return true;
	}
	return false;
}

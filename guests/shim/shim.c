/* Enters vmlinux straight from a multiboot loader: fills the zero page of the 32-bit boot protocol and does the few
 * things a BIOS would have left behind. v86 starts it in 32-bit protected mode with zeroed memory and no firmware.
 * KERNEL_ENTRY, the physical entry point of vmlinux, comes from the build. */
#include "mark.h"

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

#define ZERO_PAGE 0x90000u

struct multiboot_info {
	u32 flags, mem_lower, mem_upper, boot_device, command_line, mods_count, mods_addr, syms[4], map_length, map_address;
};

struct map_entry {
	u32 size, address_low, address_high, length_low, length_high, type;
};

__attribute__((section(".header"), used)) static const u32 multiboot_header[3] = {
	0x1BADB002, 3, -(0x1BADB002 + 3)
};

static inline void outb(u16 port, u8 value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
static inline void outl(u16 port, u32 value) { __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port)); }
static inline u32 inl(u16 port) { u32 v; __asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port)); return v; }

static void put16(u32 offset, u16 value) { *(volatile u16 *)(ZERO_PAGE + offset) = value; }
static void put32(u32 offset, u32 value) { *(volatile u32 *)(ZERO_PAGE + offset) = value; }
static void put8(u32 offset, u8 value) { *(volatile u8 *)(ZERO_PAGE + offset) = value; }

static u32 pci_read(u32 slot, u32 offset)
{
	outl(0xcf8, 0x80000000u | slot << 11 | offset);
	return inl(0xcfc);
}

static void pci_write(u32 slot, u32 offset, u32 value)
{
	outl(0xcf8, 0x80000000u | slot << 11 | offset);
	outl(0xcfc, value);
}

/* Interrupts of PIRQ A to D. The PIIX3 routes pin p of slot s to PIRQ (p + s) mod 4, counted as below. */
static const u8 pirq[4] = { 10, 11, 9, 5 };

static void route_interrupts(void)
{
	pci_write(1, 0x60, pirq[0] | pirq[1] << 8 | pirq[2] << 16 | (u32)pirq[3] << 24);
	for (u32 slot = 2; slot < 32; slot++) {
		u32 id = pci_read(slot, 0x00);
		if (id == 0xffffffffu)
			continue;
		u32 line = pci_read(slot, 0x3c), pin = line >> 8 & 0xff;
		if (pin)
			pci_write(slot, 0x3c, (line & ~0xffu) | pirq[(pin - 1 + slot - 1) & 3]);
		if (id == 0x70108086u) /* PIIX3 IDE: enable both channels */
			pci_write(slot, 0x40, 0x80008000u);
	}
	outb(0x4d0, 1 << 5); /* level-triggered: 5, 9, 10, 11 */
	outb(0x4d1, 1 << 1 | 1 << 2 | 1 << 3);
}

static void fill_zero_page(const struct multiboot_info *info)
{
	put16(0x1fe, 0xaa55);
	put32(0x202, 0x53726448); /* "HdrS" */
	put16(0x206, 0x020f);     /* protocol 2.15 */
	put8(0x210, 0xff);        /* loader: unregistered */
	put8(0x211, 0x01);        /* loaded high */
	put32(0x214, KERNEL_ENTRY);
	put32(0x22c, 0x7fffffff);
	put32(0x230, 0x1000000);
	put32(0x238, 2048);
	if (info->flags & 4)
		put32(0x228, info->command_line);

	u32 count = 0, at = info->map_address, end = at + info->map_length;
	while (at < end && count < 128) {
		const struct map_entry *entry = (const struct map_entry *)at;
		put32(0x2d0 + count * 20, entry->address_low);
		put32(0x2d4 + count * 20, entry->address_high);
		put32(0x2d8 + count * 20, entry->length_low);
		put32(0x2dc + count * 20, entry->length_high);
		put32(0x2e0 + count * 20, entry->type);
		at += entry->size + 4;
		count++;
	}
	put8(0x1e8, count);
}

__attribute__((used)) void shim(const struct multiboot_info *info)
{
	triptych_mark(MARK_SHIM);
	fill_zero_page(info);
	route_interrupts();
}

static u8 stack[1024] __attribute__((used, aligned(16)));
static const unsigned long long gdt[4] __attribute__((used, aligned(8))) = {
	0, 0, 0x00cf9a000000ffffull, 0x00cf92000000ffffull
};

#define STRING(x) #x
#define VALUE(x) STRING(x)

__asm__(".section .text.start, \"ax\"\n"
	".globl _start\n"
	"_start:\n"
	"	cli\n"
	"	cld\n"
	"	mov $stack + 1024, %esp\n"
	"	push %ebx\n"
	"	call shim\n"
	"	lgdt gdt_pointer\n"
	"	mov $0x18, %eax\n"
	"	mov %eax, %ds\n"
	"	mov %eax, %es\n"
	"	mov %eax, %fs\n"
	"	mov %eax, %gs\n"
	"	mov %eax, %ss\n"
	"	mov $0x90000, %esi\n"
	"	xor %ebp, %ebp\n"
	"	xor %edi, %edi\n"
	"	xor %ebx, %ebx\n"
	"	ljmp $0x10, $" VALUE(KERNEL_ENTRY) "\n"
	"gdt_pointer:\n"
	"	.word 31\n"
	"	.long gdt\n"
	".text\n");

/* Segments, the interrupt table, and what happens at each way into the kernel. */
#include "kernel.h"

#define KERNEL_CODE 0x08
#define KERNEL_DATA 0x10
#define TSS 0x28
#define INTERRUPT_GATE 0x8e00
#define USER_INTERRUPT_GATE 0xee00
#define VECTORS 48
#define FIRST_IRQ 32
#define IRQ_TIMER 0
#define IRQ_UART 4
#define PAGE_FAULT 14
#define EXCEPTIONS 32
#define STUB_BYTES 16

struct gate {
	uint16_t offset_low, segment, flags, offset_high;
};

struct __attribute__((packed)) pointer {
	uint16_t limit;
	uint32_t base;
};

static uint64_t gdt[6] = {
	0, 0x00cf9a000000ffff, 0x00cf92000000ffff, 0x00cffa000000ffff, 0x00cff2000000ffff,
};
static struct gate idt[TERN_VECTOR + 1];
static struct { uint32_t back, esp0, ss0, rest[23]; } tss = { .ss0 = KERNEL_DATA, .rest[22] = sizeof tss << 16 };

static struct gate gate_to(const char *code, uint16_t flags)
{
	uint32_t offset = (uint32_t)code;
	return (struct gate){ (uint16_t)offset, KERNEL_CODE, flags, (uint16_t)(offset >> 16) };
}

/* Both controllers' interrupts at vectors 32 to 47; only the timer's and the UART's are let through. */
static void controllers_start(void)
{
	static const uint8_t words[4][2] = { { 0x11, 0x11 }, { FIRST_IRQ, FIRST_IRQ + 8 }, { 4, 2 }, { 1, 1 } };
	out8(0x20, words[0][0]);
	out8(0xa0, words[0][1]);
	for (int i = 1; i < 4; i++) {
		out8(0x21, words[i][0]);
		out8(0xa1, words[i][1]);
	}
	out8(0x21, (uint8_t)~(1 << IRQ_TIMER | 1 << IRQ_UART));
	out8(0xa1, 0xff);
}

void traps_start(void)
{
	uint64_t base = (uint32_t)&tss;
	gdt[TSS / 8] = 0x0000890000000000 | (base & 0xff000000) << 32 | (base & 0xffffff) << 16 | (sizeof tss - 1);
	struct pointer gdt_pointer = { sizeof gdt - 1, (uint32_t)gdt }, idt_pointer = { sizeof idt - 1, (uint32_t)idt };
	load_segments(&gdt_pointer, TSS);
	for (int i = 0; i < VECTORS; i++)
		idt[i] = gate_to(trap_stubs + i * STUB_BYTES, INTERRUPT_GATE);
	idt[TERN_VECTOR] = gate_to(call_stub, USER_INTERRUPT_GATE);
	__asm__ volatile("lidt %0" : : "m"(idt_pointer));
	controllers_start();
}

void kernel_stack_is(uint32_t top)
{
	tss.esp0 = top;
}

void halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

static const char *const exception_names[20] = {
	"division by zero", "debug trap", "non-maskable interrupt", "breakpoint", "overflow", "bound exceeded", "invalid instruction",
	"no coprocessor", "double fault", "coprocessor overrun", "invalid task", "no segment", "stack fault", "protection fault",
	"page fault", "reserved", "floating-point error", "misaligned access", "machine check", "vector error",
};

static void exception(const struct frame *frame)
{
	const char *name = frame->number < 20 ? exception_names[frame->number] : "exception";
	uint32_t address;
	__asm__ volatile("mov %%cr2, %0" : "=r"(address));
	bool in_program = (frame->cs & 3) == 3;
	if (in_program)
		console_print("task %u (%s) ended: %s", current->id, current->name, name);
	else
		console_print("the kernel failed: %s", name);
	if (frame->number == PAGE_FAULT)
		console_print(", %s of %08x", frame->error & 2 ? "write" : "read", address);
	console_print(" at %08x\n", frame->eip);
	if (!in_program)
		halt();
	task_exit(STATUS_FAULT);
}

static void interrupt(uint32_t irq)
{
	out8(0x20, 0x20);
	if (irq == IRQ_TIMER)
		ticks++;
	else if (irq == IRQ_UART)
		console_interrupt();
}

__attribute__((used)) void trap(struct frame *frame)
{
	bool in_program = (frame->cs & 3) == 3;
	if (frame->number == TERN_VECTOR)
		system_call(frame);
	else if (frame->number < EXCEPTIONS)
		exception(frame);
	else
		interrupt(frame->number - FIRST_IRQ);
	if (!in_program)
		return;
	if (frame->number == FIRST_IRQ + IRQ_TIMER) {
		current->ticks++;
		schedule();
	}
	if (current->status == STATUS_KILLED)
		task_exit(STATUS_KILLED);
}

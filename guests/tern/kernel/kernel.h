/* The parts of the kernel, as they see each other. */
#ifndef TERN_KERNEL_H
#define TERN_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../abi.h"
#include "../../freestanding/memory.h"

static inline void out8(uint16_t port, uint8_t value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
static inline uint8_t in8(uint16_t port) { uint8_t v; __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port)); return v; }

/* What boot.S leaves on a task's kernel stack; the last two only when it came from user mode. */
struct frame {
	uint32_t edi, esi, ebp, unused, ebx, edx, ecx, eax, number, error, eip, cs, eflags, user_esp, user_ss;
};

/* console.c: the 8250 UART */
void console_start(void);
void console_interrupt(void);
void console_write(const char *bytes, size_t length);
__attribute__((format(printf, 1, 2))) void console_print(const char *format, ...);
bool console_next(char *byte);

/* line.c: line editing */
uint32_t read_line(const char *prompt, char *line, uint32_t room);

/* frames.c: 4 KiB frames of memory, zeroed; 0 if there is none */
void frames_start(uint32_t memory_bytes);
uint32_t frame_take(void);
void frame_give(uint32_t frame);
uint32_t frames_free(void);

/* space.c: address spaces */
void spaces_start(void);
uint32_t space_new(void);
void space_free(uint32_t space);
bool space_add(uint32_t space, uint32_t address, bool writable);
void space_use(uint32_t space);
/* Copies between kernel memory and the program's; false if any byte is not the program's (or, to write, read-only). */
bool space_read(uint32_t space, void *to, uint32_t address, uint32_t length);
bool space_write(uint32_t space, uint32_t address, const void *from, uint32_t length);
bool space_fill(uint32_t space, uint32_t address, const void *from, uint32_t length);
bool space_read_text(uint32_t space, char *to, uint32_t address, uint32_t room);

/* files.c: the archive in the image */
struct file {
	const char *name;
	const uint8_t *start, *end;
};
const struct file *file_at(uint32_t index);
const struct file *file_named(const char *name);

/* loader.c: puts a program into a space; a tern_error or 0 */
int load_program(const struct file *file, uint32_t space, uint32_t *entry);

/* task.c */
enum state { UNUSED, READY, SLEEPING, WAITING, READING, ENDED };

#define TASKS 16
#define KERNEL_STACK_BYTES 4096

struct task {
	enum state state;
	uint32_t id, parent, space, stack_pointer, ticks, pages;
	uint32_t wake_tick, waits_for;
	int status;
	bool detached;
	char name[NAME_BYTES];
	uint8_t stack[KERNEL_STACK_BYTES] __attribute__((aligned(16)));
};

extern struct task *current;
struct task *task_at(uint32_t index);
struct task *task_with(uint32_t id);
int task_start(const char *command_line, uint32_t parent, bool detached);
_Noreturn void task_exit(int status);
int task_kill(uint32_t id, int status);
int task_wait(uint32_t id);
void task_sleep(uint32_t ms);
void task_read_waits(void);
void task_input_arrived(void);
/* Answers whether there was a task to end. */
bool task_interrupted(void);
void shell_start(void);
void schedule(void);
_Noreturn void run_tasks(void);

/* trap.c */
void traps_start(void);
void kernel_stack_is(uint32_t top);
_Noreturn void halt(void);

/* timer.c */
#define TICK_MS 10
extern volatile uint32_t ticks;
void timer_start(void);

/* calls.c */
void system_call(struct frame *frame);

/* boot.S */
void switch_stack(uint32_t *save, uint32_t load);
void leave_kernel(void);
void load_segments(const void *gdt, uint32_t tss);
extern const char trap_stubs[], call_stub[];

#endif

/* fault null|kernel|text|wild|divide|halt|port|stack: does what a program must not do, to show that only it ends. */
#include "tern.h"

#define KERNEL_ADDRESS 0x100000u

static uint32_t deeper(uint32_t level)
{
	volatile char room[1024];
	room[0] = (char)level;
	return level == 1000 ? 0 : deeper(level + 1) + (uint32_t)room[0];
}

static bool is(const char *word, const char *other)
{
	return strlen(word) == strlen(other) && memcmp(word, other, strlen(word)) == 0;
}

int program(const char *arguments)
{
	char how[NAME_BYTES];
	volatile uint32_t zero = 0;
	next_word(&arguments, how, sizeof how);
	if (is(how, "null"))
		*(volatile uint32_t *)zero = 1;
	else if (is(how, "kernel"))
		*(volatile uint32_t *)KERNEL_ADDRESS = 1;
	else if (is(how, "text"))
		*(volatile uint32_t *)PROGRAM_BASE = 1;
	else if (is(how, "wild"))
		((void (*)(void))0x70000000u)();
	else if (is(how, "divide"))
		__asm__ volatile("divl %0" : : "r"(0), "a"(1), "d"(0));
	else if (is(how, "halt"))
		__asm__ volatile("cli; hlt");
	else if (is(how, "port"))
		__asm__ volatile("outb %%al, $0x20" : : "a"(0));
	else if (is(how, "stack"))
		return (int)deeper(0);
	else if (is(how, "call"))
		return tern(CALL_WRITE, KERNEL_ADDRESS, 16, 0) == ERROR_ADDRESS ? 0 : 1;
	else
		print("usage: fault null|kernel|text|wild|divide|halt|port|stack|call\n");
	return 2;
}

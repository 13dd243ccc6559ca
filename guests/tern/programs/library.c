/* Linked into every program: its header, its first instructions, text on the console, words of the command line. */
#include <stdarg.h>
#include "../../freestanding/format.h"
#include "tern.h"

#define STACK_BYTES 8192

extern char text_end[], data_end[], bss_end[];
void entry(void);

__attribute__((section(".header"), used)) static const struct tern_header header = {
	TERN_MAGIC, TERN_VERSION, (uint32_t)entry, (uint32_t)text_end, (uint32_t)data_end, (uint32_t)bss_end, STACK_BYTES,
};

__asm__(".globl entry\n"
	"entry:	push %eax\n"
	"	call run\n");

int tern(enum tern_call call, uint32_t b, uint32_t c, uint32_t d)
{
	int result;
	__asm__ volatile("int %1" : "=a"(result) : "i"(TERN_VECTOR), "a"(call), "b"(b), "c"(c), "d"(d) : "memory");
	return result;
}

static char shown[LINE_BYTES];
static uint32_t used;

static void flush(void)
{
	tern(CALL_WRITE, (uint32_t)shown, used, 0);
	used = 0;
}

static void put(char c)
{
	shown[used++] = c;
	if (c == '\n' || used == sizeof shown)
		flush();
}

void print(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	format_list(put, format, list);
	va_end(list);
}

bool next_word(const char **rest, char *word, uint32_t room)
{
	uint32_t length = 0;
	while (**rest == ' ')
		++*rest;
	for (; **rest && **rest != ' '; ++*rest)
		if (length + 1 < room)
			word[length++] = **rest;
	word[length] = 0;
	return length > 0;
}

uint32_t next_number(const char **rest, uint32_t otherwise)
{
	char word[12];
	uint32_t number = 0;
	if (!next_word(rest, word, sizeof word))
		return otherwise;
	for (const char *digit = word; *digit; digit++) {
		if (*digit < '0' || *digit > '9')
			return otherwise;
		number = number * 10 + (uint32_t)(*digit - '0');
	}
	return number;
}

const char *error_text(int error)
{
	switch (error) {
	case ERROR_NO_FILE: return "no such file";
	case ERROR_FORMAT: return "not an executable of this system";
	case ERROR_MEMORY: return "not enough memory";
	case ERROR_TASKS: return "too many tasks";
	case ERROR_NO_TASK: return "no such task";
	default: return "refused";
	}
}

__attribute__((used)) _Noreturn void run(const char *command_line)
{
	char name[NAME_BYTES];
	next_word(&command_line, name, sizeof name);
	while (*command_line == ' ')
		command_line++;
	int status = program(command_line);
	flush();
	tern(CALL_EXIT, (uint32_t)status, 0, 0);
	__builtin_unreachable();
}

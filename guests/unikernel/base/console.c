#include "console.h"
#include <stdarg.h>
#include <stddef.h>
#include "../../freestanding/format.h"
#include "hypervisor.h"

static char buffer[256];
static size_t used;

void console_flush(void)
{
	if (used > 0)
		hv_call(HV_CONSOLE_WRITE, 0, 0, buffer, used);
	used = 0;
}

static void put(char c)
{
	buffer[used++] = c;
	if (c == '\n' || used == sizeof buffer)
		console_flush();
}

void print(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	format_list(put, format, list);
	va_end(list);
}

void panic(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	print("panic: ");
	format_list(put, format, list);
	print("\n");
	va_end(list);
	shut_down(1);
}

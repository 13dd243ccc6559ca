/* The console is the first 8250 UART of a PC: bytes out by polling, bytes in by interrupt into a ring. */
#include <stdarg.h>
#include "../../freestanding/format.h"
#include "kernel.h"

#define UART 0x3f8
#define DATA UART
#define INTERRUPTS (UART + 1)
#define FIFO (UART + 2)
#define LINE (UART + 3)
#define MODEM (UART + 4)
#define STATUS (UART + 5)
#define HAS_BYTE 0x01
#define CAN_SEND 0x20
#define CONTROL_C 3
#define RING 1024

static char ring[RING];
static uint32_t filled, emptied;

void console_start(void)
{
	out8(INTERRUPTS, 0);
	out8(LINE, 0x80);
	out8(UART, 1); /* 115,200 bits a second */
	out8(UART + 1, 0);
	out8(LINE, 0x03);
	out8(FIFO, 0x07);
	out8(MODEM, 0x0b);
	out8(INTERRUPTS, 0x01);
}

static void put(char c)
{
	if (c == '\n')
		put('\r');
	while (!(in8(STATUS) & CAN_SEND))
		;
	out8(DATA, (uint8_t)c);
}

void console_write(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		put(bytes[i]);
}

void console_print(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	format_list(put, format, list);
	va_end(list);
}

void console_interrupt(void)
{
	while (in8(STATUS) & HAS_BYTE) {
		char c = (char)in8(DATA);
		if (c == CONTROL_C && task_interrupted())
			continue;
		if (filled - emptied < RING)
			ring[filled++ % RING] = c;
	}
	task_input_arrived();
}

bool console_next(char *byte)
{
	if (filled == emptied)
		return false;
	*byte = ring[emptied++ % RING];
	return true;
}

#include "format.h"
#include <stdbool.h>

/* One 32-bit division a digit: the quotient of a 64-bit number by ten does not fit one instruction, two do it. */
static unsigned divide(unsigned long long *number, unsigned base)
{
	unsigned high = *number >> 32, low = (unsigned)*number, rest = high % base;
	high /= base;
	__asm__("divl %2" : "+a"(low), "+d"(rest) : "r"(base));
	*number = (unsigned long long)high << 32 | low;
	return rest;
}

static void put_number(void (*put)(char), unsigned long long number, unsigned base, int width, char fill)
{
	char digits[20];
	int count = 0;
	do
		digits[count++] = "0123456789abcdef"[divide(&number, base)];
	while (number > 0);
	while (width-- > count)
		put(fill);
	while (count > 0)
		put(digits[--count]);
}

static void put_signed(void (*put)(char), int number, int width, char fill)
{
	if (number < 0)
		put('-');
	put_number(put, number < 0 ? -(unsigned)number : (unsigned)number, 10, width, fill);
}

void format_list(void (*put)(char), const char *format, va_list list)
{
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		char fill = format[1] == '0' ? '0' : ' ';
		int width = 0;
		while (format[1] >= '0' && format[1] <= '9')
			width = width * 10 + *++format - '0';
		bool is_long = format[1] == 'l' && format[2] == 'l';
		format += is_long ? 3 : 1;
		switch (*format) {
		case 's':
			for (const char *text = va_arg(list, const char *); *text; text++)
				put(*text);
			break;
		case 'c':
			put((char)va_arg(list, int));
			break;
		case 'd':
			put_signed(put, va_arg(list, int), width, fill);
			break;
		case 'u':
		case 'x':
			put_number(put, is_long ? va_arg(list, unsigned long long) : va_arg(list, unsigned), *format == 'x' ? 16 : 10,
				   width, fill);
			break;
		default:
			put(*format);
		}
	}
}

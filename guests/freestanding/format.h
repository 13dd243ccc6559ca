/* printf's formatting without a library: %s %c %d %u %x %llu %%, with a width and a leading 0. */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdarg.h>

void format_list(void (*put)(char), const char *format, va_list list);

#endif

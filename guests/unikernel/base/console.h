/* The console: text is gathered and handed to the hypervisor a buffer at a time. */
#ifndef CONSOLE_H
#define CONSOLE_H

/* %s %c %d %u %x (%08x) %%; unsigned long long as %llu. Flushed at each newline. */
__attribute__((format(printf, 1, 2))) void print(const char *format, ...);
void console_flush(void);

/* Says why, and ends the machine as crashed. */
__attribute__((format(printf, 1, 2))) _Noreturn void panic(const char *format, ...);

#endif

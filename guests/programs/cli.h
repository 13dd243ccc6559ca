/* What the small programs share: a usage text, numbers from arguments, the clock, marks from user space. */
#ifndef TRIPTYCH_CLI_H
#define TRIPTYCH_CLI_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <time.h>
#include "mark.h"

static inline void help_if_asked(int argc, char **argv, const char *usage)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			fputs(usage, stdout);
			exit(0);
		}
	}
}

static inline _Noreturn void bad_usage(const char *usage)
{
	fputs(usage, stderr);
	exit(2);
}

static inline unsigned long long number(const char *text, const char *usage)
{
	char *end;
	if (!text || *text < '0' || *text > '9')
		bad_usage(usage);
	unsigned long long value = strtoull(text, &end, 0);
	if (*end)
		bad_usage(usage);
	return value;
}

static inline unsigned long long nanoseconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* Marks need port access: root outside a user namespace has it, others go without. */
static inline int may_mark(void)
{
	return ioperm(TRIPTYCH_MARK_PORT, 1, 1) == 0;
}

#endif

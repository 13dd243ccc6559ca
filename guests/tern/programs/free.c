/* free: memory that no task has. */
#include "tern.h"

int program(const char *arguments)
{
	(void)arguments;
	print("%u KiB free\n", (uint32_t)tern(CALL_MEMORY, 0, 0, 0) / 1024);
	return 0;
}

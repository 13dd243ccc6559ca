/* time COMMAND: how long a command takes. */
#include "tern.h"

int program(const char *arguments)
{
	uint32_t start = (uint32_t)tern(CALL_CLOCK, 0, 0, 0);
	int task = tern(CALL_START, (uint32_t)arguments, 0, 0);
	if (task < 0) {
		print("time: %s\n", error_text(task));
		return 1;
	}
	int status = tern(CALL_WAIT, (uint32_t)task, 0, 0);
	print("time: %u ms, status %d\n", (uint32_t)tern(CALL_CLOCK, 0, 0, 0) - start, status);
	return 0;
}

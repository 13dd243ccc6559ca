/* ps: the tasks, and how many ticks of the processor each has had. */
#include "tern.h"

int program(const char *arguments)
{
	struct tern_task task;
	(void)arguments;
	print("  id  parent  state   ticks     KiB  name\n");
	for (uint32_t i = 0; tern(CALL_TASK, i, (uint32_t)&task, 0) == 0; i++) {
		print("%4u%8u  %s", task.id, task.parent, task.state);
		for (uint32_t n = strlen(task.state); n < 6; n++)
			print(" ");
		print("%7u%8u  %s\n", task.ticks, task.bytes / 1024, task.name);
	}
	return 0;
}

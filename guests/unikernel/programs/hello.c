/* hello: the least a machine can be for. Says so, is ready, and shuts the machine down. */
#include "../base/console.h"
#include "../base/program.h"

int program(const char *command_line)
{
	print("Hello from a machine with one program and no operating system.\n");
	if (*command_line)
		print("It was told: %s\n", command_line);
	ready();
	return 0;
}

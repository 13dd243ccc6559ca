/* kill TASK: ends a task. */
#include "tern.h"

int program(const char *arguments)
{
	int error = tern(CALL_KILL, next_number(&arguments, 0), 0, 0);
	if (error)
		print("kill: %s\n", error_text(error));
	return error != 0;
}

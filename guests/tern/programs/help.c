/* help: what there is. */
#include "tern.h"

int program(const char *arguments)
{
	(void)arguments;
	print("cat FILE...       shows files\n"
	      "count [N] [MS]    counts to N, a number every MS milliseconds\n"
	      "echo TEXT         shows it\n"
	      "fault HOW         does what a program must not do\n"
	      "free              memory that no task has\n"
	      "halt              ends the machine\n"
	      "help              this list\n"
	      "kill TASK         ends a task\n"
	      "ls                the files\n"
	      "ps                the tasks\n"
	      "spin [MS]         keeps the processor busy\n"
	      "time COMMAND      how long a command takes\n"
	      "COMMAND &         does not wait for it; Ctrl-C ends the one that is waited for\n");
	return 0;
}

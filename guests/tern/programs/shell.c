/* shell: starts the program that the line names and waits for it; with & at the end it does not wait. */
#include "tern.h"

static char line[LINE_BYTES];

static bool take_ampersand(void)
{
	uint32_t end = strlen(line);
	while (end > 0 && line[end - 1] == ' ')
		end--;
	if (end == 0 || line[end - 1] != '&')
		return false;
	line[end - 1] = 0;
	return true;
}

int program(const char *arguments)
{
	(void)arguments;
	print("Type help for the list of programs.\n");
	for (;;) {
		tern(CALL_READ_LINE, (uint32_t)"# ", (uint32_t)line, sizeof line);
		bool background = take_ampersand();
		const char *rest = line, *start;
		char name[NAME_BYTES];
		while (*rest == ' ')
			rest++;
		start = rest;
		if (!next_word(&rest, name, sizeof name))
			continue;
		int task = tern(CALL_START, (uint32_t)start, background, 0);
		if (task < 0)
			print("%s: %s\n", name, error_text(task));
		else if (background)
			print("task %d\n", task);
		else {
			int status = tern(CALL_WAIT, (uint32_t)task, 0, 0);
			if (status != 0 && status < STATUS_KILLED)
				print("%s: status %d\n", name, status);
		}
	}
}

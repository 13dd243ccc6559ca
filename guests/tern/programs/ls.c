/* ls: the files of the system, their sizes, and which are programs. */
#include "tern.h"

int program(const char *arguments)
{
	struct tern_file file;
	(void)arguments;
	for (uint32_t i = 0; tern(CALL_FILE, i, (uint32_t)&file, 0) == 0; i++)
		print("%8u  %s  %s\n", file.bytes, file.is_program ? "program" : "text   ", file.name);
	return 0;
}

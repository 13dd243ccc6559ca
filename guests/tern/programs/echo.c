/* echo TEXT: shows it. */
#include "tern.h"

int program(const char *arguments)
{
	print("%s\n", arguments);
	return 0;
}

#include "options.h"
#include <stdbool.h>
#include "../../freestanding/memory.h"
#include "console.h"

/* What follows `name`= on the command line; 0 if it is not there. */
static const char *find(const char *command_line, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = command_line; strlen(at) > length; at++)
		if ((at == command_line || at[-1] == ' ') && memcmp(at, name, length) == 0 && at[length] == '=')
			return at + length + 1;
	return 0;
}

void option(const char *command_line, const char *name, char value[OPTION_BYTES], const char *otherwise)
{
	const char *from = find(command_line, name);
	size_t i = 0;
	if (from == 0)
		from = otherwise;
	for (; from[i] && from[i] != ' ' && i + 1 < OPTION_BYTES; i++)
		value[i] = from[i];
	value[i] = 0;
}

uint32_t option_number(const char *command_line, const char *name, uint32_t otherwise)
{
	char value[OPTION_BYTES];
	uint64_t number = 0;
	if (find(command_line, name) == 0)
		return otherwise;
	option(command_line, name, value, "");
	for (const char *digit = value; *digit; digit++) {
		number = number * 10 + (uint32_t)(*digit - '0');
		if (*digit < '0' || *digit > '9' || number > UINT32_MAX)
			panic("%s=%s is no number", name, value);
	}
	return (uint32_t)number;
}

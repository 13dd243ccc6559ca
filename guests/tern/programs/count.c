/* count [N] [MS]: counts to N (default 10), one number every MS milliseconds (default 100). */
#include "tern.h"

int program(const char *arguments)
{
	uint32_t most = next_number(&arguments, 10), ms = next_number(&arguments, 100);
	for (uint32_t i = 1; i <= most; i++) {
		print("%u\n", i);
		tern(CALL_SLEEP, ms, 0, 0);
	}
	return 0;
}

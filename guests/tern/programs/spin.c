/* spin [MS]: keeps the processor busy for so long (default 1000); the clock it looks at is everyone's. */
#include "tern.h"

int program(const char *arguments)
{
	uint32_t ms = next_number(&arguments, 1000), start = (uint32_t)tern(CALL_CLOCK, 0, 0, 0), rounds = 0;
	while ((uint32_t)tern(CALL_CLOCK, 0, 0, 0) - start < ms) {
		for (volatile uint32_t i = 0; i < 10000; i++)
			;
		rounds++;
	}
	print("spin: %u rounds in %u ms\n", rounds, ms);
	return 0;
}

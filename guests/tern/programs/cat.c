/* cat FILE...: shows files. */
#include "tern.h"

static char part[512];

int program(const char *arguments)
{
	char name[NAME_BYTES];
	if (!*arguments) {
		print("usage: cat FILE...\n");
		return 2;
	}
	while (next_word(&arguments, name, sizeof name)) {
		struct tern_read request = { name, 0, part, sizeof part };
		int length;
		while ((length = tern(CALL_READ, (uint32_t)&request, 0, 0)) > 0) {
			tern(CALL_WRITE, (uint32_t)part, (uint32_t)length, 0);
			request.offset += (uint32_t)length;
		}
		if (length < 0) {
			print("cat: %s: %s\n", name, error_text(length));
			return 1;
		}
	}
	return 0;
}

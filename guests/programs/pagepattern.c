/* pagepattern: fills pages with chosen contents and holds them, so that same-page merging has something to find.
 * The same seed gives the same bytes in every process and every guest. */
#include <sys/mman.h>
#include <unistd.h>
#include "cli.h"

static const char usage[] =
	"usage: pagepattern PAGES [zero | equal | seeded | random] [-S SEED] [-m] [-s SECONDS] [-w]\n"
	"  zero     all bytes zero (written, so the pages exist)\n"
	"  equal    every page the same pattern\n"
	"  seeded   every page its own pattern, repeatable from SEED (default)\n"
	"  random   every page its own pattern, different in every run\n"
	"  -S SEED      seed of the patterns (default 1)\n"
	"  -m           offer the pages for merging (MADV_MERGEABLE)\n"
	"  -s SECONDS   leave after SECONDS instead of holding for ever\n"
	"  -w           write one byte to every page afterwards, which breaks every share, then hold\n";

static unsigned next(unsigned *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

int main(int argc, char **argv)
{
	unsigned long long pages = 0, seed = 1, seconds = 0;
	int merge = 0, write_after = 0, forever = 1;
	const char *kind = "seeded";
	help_if_asked(argc, argv, usage);
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-m"))
			merge = 1;
		else if (!strcmp(argv[i], "-w"))
			write_after = 1;
		else if (!strcmp(argv[i], "-S"))
			seed = number(argv[++i], usage);
		else if (!strcmp(argv[i], "-s"))
			seconds = number(argv[++i], usage), forever = 0;
		else if (argv[i][0] >= '0' && argv[i][0] <= '9')
			pages = number(argv[i], usage);
		else
			kind = argv[i];
	}
	int zero = !strcmp(kind, "zero"), equal = !strcmp(kind, "equal"), random = !strcmp(kind, "random");
	if (!pages || pages > 500000 || !(zero || equal || random || !strcmp(kind, "seeded")))
		bad_usage(usage);

	size_t page = sysconf(_SC_PAGESIZE), size = pages * page;
	unsigned char *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) {
		perror("pagepattern");
		return 1;
	}
	if (merge && madvise(memory, size, MADV_MERGEABLE) < 0) {
		perror("pagepattern: MADV_MERGEABLE");
		return 1;
	}
	unsigned run = random ? (unsigned)nanoseconds(CLOCK_REALTIME) ^ getpid() << 16 : 0;
	for (size_t i = 0; i < pages; i++) {
		unsigned *word = (unsigned *)(memory + i * page);
		unsigned state = ((equal ? 0 : i + 1) * 2654435761u) ^ ((unsigned)seed * 40503u + 0x9e3779b9u) ^ run;
		if (!state)
			state = 1;
		for (size_t k = 0; k < page / 4; k++)
			((volatile unsigned *)word)[k] = zero ? 0 : next(&state);
	}
	printf("pagepattern: %llu pages %s%s\n", pages, kind, merge ? ", mergeable" : "");
	fflush(stdout);
	if (write_after) {
		sleep(seconds ? seconds : 1);
		for (size_t i = 0; i < pages; i++)
			((volatile unsigned char *)memory)[i * page] ^= (i & 0xff) | 1;
		printf("pagepattern: wrote to %llu pages\n", pages);
		fflush(stdout);
	}
	if (forever)
		for (;;)
			pause();
	sleep(seconds);
	return 0;
}

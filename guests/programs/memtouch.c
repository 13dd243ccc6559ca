/* memtouch: takes memory for real, one page after another, and says how much it has. The way to meet memory.high,
 * memory.max, swap and the OOM killer. */
#include <sys/mman.h>
#include <unistd.h>
#include "cli.h"

static const char usage[] =
	"usage: memtouch MIB [-s SECONDS | -f] [-r ROUNDS] [-w MILLISECONDS] [-q]\n"
	"  touches MIB mebibytes page by page, then holds them until it is killed\n"
	"  -s SECONDS        hold for SECONDS, then leave\n"
	"  -f                free at once and leave\n"
	"  -r ROUNDS         touch everything ROUNDS times\n"
	"  -w MILLISECONDS   wait after every mebibyte\n"
	"  -q                no progress lines\n";

int main(int argc, char **argv)
{
	unsigned long long mib = 0, seconds = 0, rounds = 1, wait = 0;
	int hold = 1, quiet = 0, given = 0;
	help_if_asked(argc, argv, usage);
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-s"))
			seconds = number(argv[++i], usage), hold = 0;
		else if (!strcmp(argv[i], "-f"))
			seconds = 0, hold = 0;
		else if (!strcmp(argv[i], "-r"))
			rounds = number(argv[++i], usage);
		else if (!strcmp(argv[i], "-w"))
			wait = number(argv[++i], usage);
		else if (!strcmp(argv[i], "-q"))
			quiet = 1;
		else
			mib = number(argv[i], usage), given = 1;
	}
	if (!given || mib > 2048)
		bad_usage(usage);
	size_t size = mib << 20, page = sysconf(_SC_PAGESIZE);
	volatile char *memory = mmap(0, size ? size : page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED) {
		perror("memtouch");
		return 1;
	}
	for (unsigned long long round = 1; round <= rounds; round++) {
		for (size_t at = 0; at < size; at += page) {
			memory[at] = round;
			if ((at + page) % (1 << 20))
				continue;
			if (!quiet) {
				printf("memtouch: %zu of %llu MiB\n", (at + page) >> 20, mib);
				fflush(stdout);
			}
			if (wait)
				usleep(wait * 1000);
		}
	}
	if (hold) {
		printf("memtouch: holding %llu MiB\n", mib);
		fflush(stdout);
		for (;;)
			pause();
	}
	if (seconds) {
		printf("memtouch: holding %llu MiB for %llu s\n", mib, seconds);
		fflush(stdout);
		sleep(seconds);
	}
	munmap((void *)memory, size ? size : page);
	printf("memtouch: freed %llu MiB\n", mib);
	return 0;
}

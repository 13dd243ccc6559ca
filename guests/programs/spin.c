/* spin: keeps the processor busy and says how far it got, so that shares of a processor become visible.
 * An iteration is one turn of a loop of known work; a line is printed every -p iterations (or tenth of the run). */
#include "cli.h"

static const char usage[] =
	"usage: spin [SECONDS]            busy for SECONDS of its own processor time (default 1)\n"
	"       spin -n ITERATIONS        busy for exactly ITERATIONS\n"
	"  -p ITERATIONS   print a line every so many iterations\n"
	"  -q              only the last line\n";

/* 16 dependent additions: about 34 instructions, the same on every run. */
static unsigned turn(unsigned x)
{
	for (int i = 0; i < 16; i++)
		__asm__ volatile("addl $1, %0" : "+r"(x));
	return x;
}

int main(int argc, char **argv)
{
	unsigned long long wanted = 0, every = 0, done = 0, limit = 1000000000ull;
	int quiet = 0;
	help_if_asked(argc, argv, usage);
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-q"))
			quiet = 1;
		else if (!strcmp(argv[i], "-n"))
			wanted = number(argv[++i], usage);
		else if (!strcmp(argv[i], "-p"))
			every = number(argv[++i], usage);
		else
			limit = number(argv[i], usage) * 1000000000ull;
	}
	if (!every)
		every = wanted ? (wanted + 9) / 10 : 1000000;

	unsigned x = 0;
	unsigned long long start = nanoseconds(CLOCK_MONOTONIC), cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
	unsigned long long used = 0, next = every;
	while (wanted ? done < wanted : used < limit) {
		unsigned long long batch = 1000;
		if (wanted && wanted - done < batch)
			batch = wanted - done;
		if (next - done < batch)
			batch = next - done;
		for (unsigned i = batch; i; i--)
			x = turn(x);
		done += batch;
		if (!wanted)
			used = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		if (done == next) {
			next += every;
			if (!quiet) {
				printf("spin: %llu iterations\n", done);
				fflush(stdout);
			}
		}
	}
	used = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	unsigned long long elapsed = nanoseconds(CLOCK_MONOTONIC) - start;
	printf("spin: done, %llu iterations in %llu.%03llu ms, %llu.%03llu ms on the processor\n", done, elapsed / 1000000,
	       elapsed / 1000 % 1000, used / 1000000, used / 1000 % 1000);
	return x == 1;
}

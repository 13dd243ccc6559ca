/* kbench: what the kernel charges for its basic services, in nanoseconds of this machine's own clock.
 *
 * Each measured loop runs between mark 0x10 and mark 0x11, so that the lab, from outside, can count instructions and exits of
 * exactly that loop. The warm-up turn before each loop is outside the marks. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cli.h"

static const char usage[] =
	"usage: kbench [-n ITERATIONS] [TEST...]      all tests, or those named:\n"
	"  getpid    one system call\n"
	"  switch    one byte to another process and back: two context switches\n"
	"  fork      fork, exit, wait\n"
	"  exec      fork, exec of a program that leaves at once, wait\n"
	"  fault     first write to a new page\n"
	"  mmap      map and unmap one page without touching it\n";

static char *self;

static void do_getpid(unsigned n)
{
	while (n--)
		syscall(SYS_getpid);
}

static int to_peer[2], from_peer[2];
static pid_t peer;

static void begin_switch(void)
{
	pipe(to_peer);
	pipe(from_peer);
	peer = fork();
	if (peer == 0) {
		char byte;
		close(to_peer[1]);
		while (read(to_peer[0], &byte, 1) == 1)
			write(from_peer[1], &byte, 1);
		_exit(0);
	}
}

static void do_switch(unsigned n)
{
	char byte = 0;
	while (n--) {
		write(to_peer[1], &byte, 1);
		read(from_peer[0], &byte, 1);
	}
}

static void end_switch(void)
{
	close(to_peer[1]);
	close(to_peer[0]);
	close(from_peer[0]);
	close(from_peer[1]);
	waitpid(peer, 0, 0);
}

static void do_fork(unsigned n)
{
	while (n--) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(0);
		waitpid(pid, 0, 0);
	}
}

static void do_exec(unsigned n)
{
	while (n--) {
		pid_t pid = fork();
		if (pid == 0) {
			execl(self, "kbench", "--leave", (char *)0);
			_exit(1);
		}
		waitpid(pid, 0, 0);
	}
}

static volatile char *region;
static unsigned region_pages;

static void begin_fault(unsigned n)
{
	region_pages = n + 1;
	region = mmap(0, region_pages * 4096ul, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void do_fault(unsigned n)
{
	static unsigned at;
	if (n == 1)
		at = 0;
	for (; n-- && at < region_pages; at++)
		region[at * 4096ul] = 1;
}

static void end_fault(void)
{
	munmap((void *)region, region_pages * 4096ul);
}

static void do_mmap(unsigned n)
{
	while (n--)
		munmap(mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096);
}

static const struct test {
	const char *name;
	unsigned iterations;
	void (*loop)(unsigned);
} tests[] = {
	{ "getpid", 20000, do_getpid }, { "switch", 2000, do_switch }, { "fork", 200, do_fork },
	{ "exec", 100, do_exec },       { "fault", 1000, do_fault },   { "mmap", 5000, do_mmap },
};

static void measure(const struct test *test, unsigned iterations, int marks)
{
	if (test->loop == do_switch)
		begin_switch();
	if (test->loop == do_fault)
		begin_fault(iterations);
	test->loop(1);
	unsigned long long start = nanoseconds(CLOCK_MONOTONIC);
	if (marks)
		triptych_mark(MARK_BEGIN);
	test->loop(iterations);
	if (marks)
		triptych_mark(MARK_END);
	unsigned long long spent = nanoseconds(CLOCK_MONOTONIC) - start;
	if (test->loop == do_switch)
		end_switch();
	if (test->loop == do_fault)
		end_fault();
	printf("%-7s %7u times  %9llu.%llu ns each\n", test->name, iterations, spent / iterations, spent * 10 / iterations % 10);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--leave"))
		_exit(0);
	help_if_asked(argc, argv, usage);
	self = "/proc/self/exe";
	unsigned iterations = 0, named = 0, count = sizeof tests / sizeof *tests;
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-n")) {
			iterations = number(argv[++i], usage);
			if (!iterations || iterations > 100000000)
				bad_usage(usage);
			continue;
		}
		unsigned k = 0;
		while (k < count && strcmp(argv[i], tests[k].name))
			k++;
		if (k == count)
			bad_usage(usage);
		named |= 1u << k;
	}
	int marks = may_mark();
	for (unsigned k = 0; k < count; k++)
		if (!named || named & 1u << k)
			measure(&tests[k], iterations ? iterations : tests[k].iterations, marks);
	return 0;
}

/* The system calls of i386 Linux that a program without a library needs. They answer as the kernel does: errors are negative. */
#ifndef LINUX_H
#define LINUX_H

#include <stdint.h>

enum {
	SYS_EXIT = 1, SYS_READ = 3, SYS_WRITE = 4, SYS_OPEN = 5, SYS_CLOSE = 6, SYS_NANOSLEEP = 162,
	SYS_POLL = 168, SYS_PRCTL = 172, SYS_MMAP2 = 192, SYS_FSTAT64 = 197, SYS_GETDENTS64 = 220, SYS_CLOCK_GETTIME = 265, SYS_SOCKET = 359, SYS_BIND = 361,
	SYS_SENDTO = 369, SYS_RECVFROM = 371
};

enum { O_RDONLY = 0, O_RDWR = 2, O_DIRECTORY = 0200000, O_SYNC = 04010000 };
enum { PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, CLOCK_MONOTONIC = 1, PR_SET_TIMERSLACK = 29 };
enum { AF_INET = 2, SOCK_DGRAM = 2, POLLIN = 1 };

struct timespec { int32_t seconds, nanoseconds; };
struct pollfd { int32_t fd; int16_t events, returned; };
/* In the order of the network. */
struct address { uint16_t family, port; uint32_t ip; uint8_t unused[8]; };
struct file_status { uint8_t before[44]; uint32_t size_low, size_high; uint8_t after[44]; };
struct directory_entry { uint64_t inode, next; uint16_t length; uint8_t type; char name[]; };

/* A sixth argument goes through ebp, which gcc keeps for itself without -fomit-frame-pointer. */
static inline int system_call(int number, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e, uint32_t f)
{
	int result;
	uint32_t sixth_and_number[2] = { f, (uint32_t)number };
	__asm__ volatile("pushl %%ebp; movl (%%eax), %%ebp; movl 4(%%eax), %%eax; int $0x80; popl %%ebp"
			 : "=a"(result)
			 : "a"(sixth_and_number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
}

#define at(pointer) ((uint32_t)(pointer))
#define call0(number) system_call(number, 0, 0, 0, 0, 0, 0)
#define call1(number, a) system_call(number, a, 0, 0, 0, 0, 0)
#define call2(number, a, b) system_call(number, a, b, 0, 0, 0, 0)
#define call3(number, a, b, c) system_call(number, a, b, c, 0, 0, 0)
#define call6(number, a, b, c, d, e, f) system_call(number, a, b, c, d, e, f)

#endif

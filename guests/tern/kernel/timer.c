#include "kernel.h"

#define PIT_HZ 1193182u
#define RATE_GENERATOR 0x34

volatile uint32_t ticks;

void timer_start(void)
{
	uint32_t divisor = PIT_HZ * TICK_MS / 1000;
	out8(0x43, RATE_GENERATOR);
	out8(0x40, divisor & 0xff);
	out8(0x40, divisor >> 8);
}

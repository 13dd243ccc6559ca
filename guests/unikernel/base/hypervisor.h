/* Calls to the hypervisor: one 32-bit read of its port, EAX = command, arguments in EBX, ECX, ESI and EDI. One call is one
   exit. app/guest/v86/pv-calls.ts is the other side. */
#ifndef HYPERVISOR_H
#define HYPERVISOR_H

#include <stdint.h>

#define HYPERVISOR_PORT 0x5470

enum {
	HV_CONSOLE_WRITE = 1, /* ESI address, EDI length -> bytes taken */
	HV_CONSOLE_READ = 2,  /* ESI address, EDI room -> bytes given */
	HV_VIRTIO = 3,        /* EBX device type, ECX index -> EAX common | notify << 16 (0: none), EBX isr | device << 16, ECX multiplier */
	HV_DATE = 4,          /* -> EAX seconds since 1970 UTC, EBX nanoseconds */
	HV_BLOCK = 5,         /* EBX, ECX deadline, low and high: the next HLT ends at an event or then (TSC; all ones: never) */
	HV_SHUTDOWN = 6,      /* EBX status: 0 halted, else crashed */
	HV_SHARED_MEMORY = 7, /* -> EAX address of its registers (0: none), EBX of the memory, ECX bytes */
};

#define HV_REFUSED 0xffffffffu

struct hv_reply {
	uint32_t a, b, c;
};

static inline struct hv_reply hv_call(uint32_t command, uint32_t b, uint32_t c, const void *address, uint32_t length)
{
	struct hv_reply reply;
	__asm__ volatile("inl %%dx, %%eax"
			 : "=a"(reply.a), "=b"(reply.b), "=c"(reply.c)
			 : "a"(command), "b"(b), "c"(c), "d"(HYPERVISOR_PORT), "S"(address), "D"(length)
			 : "memory");
	return reply;
}

/* Nanoseconds since power-on: the hypervisor lets the time stamp counter run at 1 GHz, so reading it is no exit. */
static inline uint64_t clock_ns(void)
{
	return __builtin_ia32_rdtsc();
}

#define NEVER UINT64_MAX

/* Gives the processor up until a device has an event, input arrives, or `deadline_ns`. */
static inline void wait_for_event(uint64_t deadline_ns)
{
	hv_call(HV_BLOCK, (uint32_t)deadline_ns, (uint32_t)(deadline_ns >> 32), 0, 0);
	__asm__ volatile("hlt" : : : "memory");
}

_Noreturn static inline void shut_down(uint32_t status)
{
	hv_call(HV_SHUTDOWN, status, 0, 0, 0);
	for (;;)
		__asm__ volatile("cli; hlt");
}

#endif

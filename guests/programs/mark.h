/* Boot and benchmark marks: one byte written to this I/O port tells the host which phase begins.
   The only definition of the port: the shim, the kernel patches, /init and the programs all include this file. */
#ifndef TRIPTYCH_MARK_H
#define TRIPTYCH_MARK_H

#define TRIPTYCH_MARK_PORT 0xe8

#define MARK_SHIM 0x00       /* multiboot shim entered */
#define MARK_SETUP 0x01      /* bzImage: real-mode setup entered */
#define MARK_DECOMPRESS 0x02 /* bzImage: extract_kernel entered */
#define MARK_KERNEL 0x03     /* vmlinux entered */
#define MARK_EXEC_INIT 0x04  /* kernel about to run /init */
#define MARK_INIT 0x05       /* /init's first act */
#define MARK_BEGIN 0x10      /* a measured loop begins */
#define MARK_END 0x11        /* ... and ends */

#ifndef __ASSEMBLY__
static inline void triptych_mark(unsigned char mark)
{
	__asm__ volatile("outb %0, %1" : : "a"(mark), "Nd"((unsigned short)TRIPTYCH_MARK_PORT) : "memory");
}
#endif
#endif

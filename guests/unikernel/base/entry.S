/* Where the loader enters: 32-bit protected mode, paging and interrupts off, memory zeroed, EBX = multiboot information.
   Own segments and an interrupt table follow, so that a fault is reported instead of stopping the processor. */
	.section .multiboot, "a"
	.align 4
	.long 0x1BADB002, 3, -(0x1BADB002 + 3)

	.text
	.globl _start
_start:
	cli
	cld
	mov $stack_top, %esp
	lgdt gdt_pointer
	ljmp $0x08, $1f
1:	mov $0x10, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %fs
	mov %eax, %gs
	mov %eax, %ss
	xor %ebp, %ebp
	push %ebx
	call start

	/* Exceptions 0 to 31. Those without an error code push a zero in its place. */
	.macro stub number
	.align 16
	.if (\number == 8) || (\number >= 10 && \number <= 14) || (\number == 17)
	.else
	push $0
	.endif
	push $\number
	jmp exception
	.endm

	.align 16
	.globl exception_stubs
exception_stubs:
	.set i, 0
	.rept 32
	stub i
	.set i, i + 1
	.endr

exception: /* stack: number, error code, EIP, CS, EFLAGS */
	mov %cr2, %eax
	push %eax
	call fault

	.section .rodata
	.align 8
gdt:	.quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
	.word 23
	.long gdt

	.bss
	.align 16
	.skip 16384
stack_top:

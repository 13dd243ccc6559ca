/* Entry from the loader, the way in and out of the kernel, and the switch from one task's kernel stack to another's. */
	.section .multiboot, "a"
	.align 4
	.long 0x1BADB002, 3, -(0x1BADB002 + 3)

	.text
	.globl _start
_start:
	cli
	cld
	mov $boot_stack_end, %esp
	xor %ebp, %ebp
	push %ebx
	call start

	.globl load_segments /* (pointer to the GDT's descriptor, TSS selector) */
load_segments:
	mov 4(%esp), %eax
	lgdt (%eax)
	ljmp $0x08, $1f
1:	mov $0x10, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %fs
	mov %eax, %gs
	mov %eax, %ss
	ltr 8(%esp)
	ret

	/* Vectors 0 to 47: exceptions, then the interrupt controllers'. Those without an error code push a zero. */
	.macro stub number
	.align 16
	.if (\number == 8) || (\number >= 10 && \number <= 14) || (\number == 17)
	.else
	push $0
	.endif
	push $\number
	jmp enter
	.endm

	.align 16
	.globl trap_stubs, call_stub
trap_stubs:
	.set i, 0
	.rept 48
	stub i
	.set i, i + 1
	.endr
	.align 16
call_stub:
	push $0
	push $0x54

enter:	pusha
	cld
	mov $0x10, %eax
	mov %eax, %ds
	mov %eax, %es
	push %esp
	call trap
	add $4, %esp

	.globl leave_kernel
leave_kernel: /* ESP at a struct frame */
	testl $3, 44(%esp)
	jz 1f
	mov $0x23, %eax
	mov %eax, %ds
	mov %eax, %es
1:	popa
	add $8, %esp
	iret

	.globl switch_stack /* (where to leave this stack's pointer, the other's) */
switch_stack:
	mov 4(%esp), %eax
	mov 8(%esp), %edx
	push %ebp
	push %ebx
	push %esi
	push %edi
	mov %esp, (%eax)
	mov %edx, %esp
	pop %edi
	pop %esi
	pop %ebx
	pop %ebp
	ret

	.bss
	.align 16
	.skip 4096
boot_stack_end:

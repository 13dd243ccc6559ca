/* A program of Linux, 32-bit x86, among Tern's files: Linux runs it, and Tern's loader must refuse it. */
	.globl _start
_start:
	movl	$4, %eax	/* write(1, text, length) */
	movl	$1, %ebx
	movl	$text, %ecx
	movl	$length, %edx
	int	$0x80
	movl	$1, %eax	/* exit(0) */
	xorl	%ebx, %ebx
	int	$0x80

text:	.ascii	"Hello from a program of Linux.\n"
	.set	length, . - text

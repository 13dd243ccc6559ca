/* The archive: every file of the image and the table of them, from the list that the build makes. */
	.macro file name, path
	.pushsection .rodata
1:	.asciz "\name"
	.balign 4
2:	.incbin "\path"
3:	.balign 4
	.popsection
	.long 1b, 2b, 3b
	.endm

	.section .data.files, "aw"
	.balign 4
	.globl files_start, files_end
files_start:
	.include "files.inc"
files_end:

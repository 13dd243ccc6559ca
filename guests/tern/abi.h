/* What Tern's kernel and its programs agree on: the executable format and the system calls. Nothing of it is Linux's. */
#ifndef TERN_ABI_H
#define TERN_ABI_H

#include <stdint.h>

#define TERN_MAGIC 0x4e524554 /* "TERN" */
#define TERN_VERSION 1

/* Every program has the addresses from PROGRAM_BASE to PROGRAM_END to itself; its stack ends at PROGRAM_END. */
#define PROGRAM_BASE 0x40000000u
#define PROGRAM_END 0x40400000u
#define PAGE_BYTES 4096u

/* A file is this header, text, then data; it is loaded at PROGRAM_BASE. Text is read-only. All but the last are addresses. */
struct tern_header {
	uint32_t magic, version, entry;
	uint32_t text_end; /* page-aligned */
	uint32_t data_end; /* the file ends here */
	uint32_t bss_end;
	uint32_t stack_bytes;
};

/* System calls: INT 0x54, EAX = number, arguments in EBX, ECX, EDX; the result in EAX, negative for an error. */
#define TERN_VECTOR 0x54

enum tern_call {
	CALL_EXIT = 101,      /* status */
	CALL_WRITE = 102,     /* bytes, length */
	CALL_READ_LINE = 103, /* prompt, buffer, room -> length; the line has no newline */
	CALL_START = 104,     /* command line, detached -> task */
	CALL_WAIT = 105,      /* task -> status */
	CALL_KILL = 106,      /* task */
	CALL_TASK = 107,      /* index, struct tern_task * */
	CALL_FILE = 108,      /* index, struct tern_file * */
	CALL_READ = 109,      /* struct tern_read * -> bytes read */
	CALL_SLEEP = 110,     /* ms */
	CALL_CLOCK = 111,     /* -> ms since the start */
	CALL_YIELD = 112,
	CALL_MEMORY = 113, /* -> free bytes */
	CALL_HALT = 114,
};

enum tern_error {
	ERROR_CALL = -1,     /* no such system call */
	ERROR_ADDRESS = -2,  /* not the program's memory */
	ERROR_NO_FILE = -3,
	ERROR_FORMAT = -4,   /* not an executable of this system */
	ERROR_MEMORY = -5,
	ERROR_TASKS = -6,    /* too many */
	ERROR_NO_TASK = -7,
};

/* Statuses of tasks that did not end themselves. */
#define STATUS_KILLED 256
#define STATUS_FAULT 257

#define NAME_BYTES 16
#define LINE_BYTES 128

struct tern_task {
	uint32_t id, parent, ticks, bytes;
	char state[8], name[NAME_BYTES];
};

struct tern_file {
	uint32_t bytes, is_program;
	char name[NAME_BYTES];
};

struct tern_read {
	const char *name;
	uint32_t offset;
	void *to;
	uint32_t length;
};

#endif

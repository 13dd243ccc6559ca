/* What a program on this base defines, and what tells the lab that it is up. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdint.h>

/* Answers the machine's status: 0 ends as halted, anything else as crashed. */
int program(const char *command_line);

/* The boot is over: the program can do what it is for. */
void ready(void);

/* Bytes of memory, from address 0. */
uint32_t memory_size(void);

#endif

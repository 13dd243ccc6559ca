/* What programs of Tern have to work with. */
#ifndef TERN_H
#define TERN_H

#include <stdbool.h>
#include <stddef.h>
#include "../abi.h"
#include "../../freestanding/memory.h"

int tern(enum tern_call call, uint32_t b, uint32_t c, uint32_t d);

/* Shown when the line is complete or the program ends. */
__attribute__((format(printf, 1, 2))) void print(const char *format, ...);

/* The next word of `*rest`, cut to `room`; false if there is none. */
bool next_word(const char **rest, char *word, uint32_t room);

/* The next word as a number; `otherwise` if it is none. */
uint32_t next_number(const char **rest, uint32_t otherwise);

const char *error_text(int error);

/* Defined by each program; `arguments` is what follows its name on the command line. */
int program(const char *arguments);

#endif

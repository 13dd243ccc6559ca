/* Options on the command line: name=value, between spaces. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdint.h>

#define OPTION_BYTES 32

/* Copies the value, cut to OPTION_BYTES, or `otherwise` if the option is not there. */
void option(const char *command_line, const char *name, char value[OPTION_BYTES], const char *otherwise);
/* Panics if the value is no number of 32 bits. */
uint32_t option_number(const char *command_line, const char *name, uint32_t otherwise);

#endif

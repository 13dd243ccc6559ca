#include "kernel.h"

extern const struct file files_start[], files_end[];

const struct file *file_at(uint32_t index)
{
	return index < (uint32_t)(files_end - files_start) ? &files_start[index] : 0;
}

const struct file *file_named(const char *name)
{
	for (const struct file *file = files_start; file < files_end; file++)
		if (strlen(name) == strlen(file->name) && memcmp(name, file->name, strlen(name)) == 0)
			return file;
	return 0;
}

/* Reads an executable (abi.h). Its numbers are checked before anything is loaded. */
#include "kernel.h"

#define MOST_STACK_BYTES 65536u

static bool is_valid(const struct tern_header *h, uint32_t file_bytes)
{
	return h->magic == TERN_MAGIC && h->version == TERN_VERSION && h->text_end % PAGE_BYTES == 0 &&
	       h->entry >= PROGRAM_BASE + sizeof *h && h->entry < h->text_end && h->text_end <= h->data_end &&
	       h->data_end <= h->bss_end && h->data_end - PROGRAM_BASE == file_bytes && h->stack_bytes % PAGE_BYTES == 0 &&
	       h->stack_bytes > 0 && h->stack_bytes <= MOST_STACK_BYTES && h->bss_end <= PROGRAM_END - h->stack_bytes;
}

static bool add_pages(uint32_t space, uint32_t from, uint32_t to, bool writable)
{
	for (uint32_t at = from; at < to; at += PAGE_BYTES)
		if (!space_add(space, at, writable))
			return false;
	return true;
}

int load_program(const struct file *file, uint32_t space, uint32_t *entry)
{
	struct tern_header header;
	uint32_t bytes = file->end - file->start;
	if (bytes < sizeof header)
		return ERROR_FORMAT;
	memcpy(&header, file->start, sizeof header);
	if (!is_valid(&header, bytes))
		return ERROR_FORMAT;
	uint32_t text_bytes = header.text_end - PROGRAM_BASE;
	if (!add_pages(space, PROGRAM_BASE, header.text_end, false) || !add_pages(space, header.text_end, header.bss_end, true) ||
	    !add_pages(space, PROGRAM_END - header.stack_bytes, PROGRAM_END, true))
		return ERROR_MEMORY;
	space_fill(space, PROGRAM_BASE, file->start, text_bytes);
	space_fill(space, header.text_end, file->start + text_bytes, bytes - text_bytes);
	*entry = header.entry;
	return 0;
}

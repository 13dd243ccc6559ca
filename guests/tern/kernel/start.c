/* From the loader to the first task. */
#include "../../programs/mark.h"
#include "kernel.h"

struct multiboot_info {
	uint32_t flags, memory_lower, memory_upper, boot_device, command_line, modules, modules_at, symbols[4];
	uint32_t map_length, map_at;
};

struct map_entry {
	uint32_t size, address_low, address_high, length_low, length_high, type;
};

static uint32_t end_of_memory(const struct multiboot_info *info)
{
	uint32_t end = 0;
	for (uint32_t at = info->map_at; at < info->map_at + info->map_length;) {
		const struct map_entry *entry = (const struct map_entry *)at;
		if (entry->type == 1 && entry->address_low + entry->length_low > end)
			end = entry->address_low + entry->length_low;
		at += entry->size + sizeof entry->size;
	}
	return end;
}

__attribute__((used)) _Noreturn void start(const struct multiboot_info *info)
{
	triptych_mark(MARK_KERNEL);
	uint32_t memory_bytes = end_of_memory(info);
	console_start();
	console_print("Tern 1, an operating system that is not Linux. %u KiB of memory.\n", memory_bytes / 1024);
	frames_start(memory_bytes);
	spaces_start();
	traps_start();
	timer_start();
	triptych_mark(MARK_EXEC_INIT);
	shell_start();
	run_tasks();
}

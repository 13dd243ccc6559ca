/* The system calls. Every address and length is the program's word: it is checked where it is used (space.c). */
#include "kernel.h"

#define WRITE_PART 256

static int write_bytes(uint32_t from, uint32_t length)
{
	char part[WRITE_PART];
	for (uint32_t done = 0; done < length;) {
		uint32_t count = length - done < WRITE_PART ? length - done : WRITE_PART;
		if (!space_read(current->space, part, from + done, count))
			return ERROR_ADDRESS;
		console_write(part, count);
		done += count;
	}
	return (int)length;
}

static int line_from_console(uint32_t prompt_at, uint32_t to, uint32_t room)
{
	char prompt[NAME_BYTES], line[LINE_BYTES];
	if (!space_read_text(current->space, prompt, prompt_at, sizeof prompt))
		return ERROR_ADDRESS;
	if (room == 0)
		return ERROR_ADDRESS;
	uint32_t length = read_line(prompt, line, room < sizeof line ? room : sizeof line);
	return space_write(current->space, to, line, length + 1) ? (int)length : ERROR_ADDRESS;
}

static int start_task(uint32_t line_at, bool detached)
{
	char line[LINE_BYTES];
	if (!space_read_text(current->space, line, line_at, sizeof line))
		return ERROR_ADDRESS;
	return task_start(line, current->id, detached);
}

static int describe_task(uint32_t index, uint32_t to)
{
	static const char *const states[] = { "", "ready", "sleeps", "waits", "reads", "ended" };
	const struct task *task = task_at(index);
	if (task == 0)
		return ERROR_NO_TASK;
	struct tern_task told = { .id = task->id, .parent = task->parent, .ticks = task->ticks, .bytes = task->pages * PAGE_BYTES };
	const char *state = task == current ? "runs" : states[task->state];
	memcpy(told.state, state, strlen(state));
	memcpy(told.name, task->name, NAME_BYTES);
	return space_write(current->space, to, &told, sizeof told) ? 0 : ERROR_ADDRESS;
}

static int describe_file(uint32_t index, uint32_t to)
{
	const struct file *file = file_at(index);
	if (file == 0)
		return ERROR_NO_FILE;
	struct tern_file told = { .bytes = file->end - file->start };
	told.is_program = told.bytes >= sizeof(struct tern_header) && *(const uint32_t *)file->start == TERN_MAGIC;
	memcpy(told.name, file->name, strlen(file->name));
	return space_write(current->space, to, &told, sizeof told) ? 0 : ERROR_ADDRESS;
}

static int read_file(uint32_t request_at)
{
	struct tern_read request;
	char name[NAME_BYTES];
	if (!space_read(current->space, &request, request_at, sizeof request) ||
	    !space_read_text(current->space, name, (uint32_t)request.name, sizeof name))
		return ERROR_ADDRESS;
	const struct file *file = file_named(name);
	if (file == 0)
		return ERROR_NO_FILE;
	uint32_t bytes = file->end - file->start;
	if (request.offset >= bytes)
		return 0;
	if (request.length > bytes - request.offset)
		request.length = bytes - request.offset;
	bool done = space_write(current->space, (uint32_t)request.to, file->start + request.offset, request.length);
	return done ? (int)request.length : ERROR_ADDRESS;
}

static int answer(uint32_t number, uint32_t b, uint32_t c, uint32_t d)
{
	switch (number) {
	case CALL_EXIT: task_exit((int)(b & 255));
	case CALL_WRITE: return write_bytes(b, c);
	case CALL_READ_LINE: return line_from_console(b, c, d);
	case CALL_START: return start_task(b, c != 0);
	case CALL_WAIT: return task_wait(b);
	case CALL_KILL: return task_kill(b, STATUS_KILLED);
	case CALL_TASK: return describe_task(b, c);
	case CALL_FILE: return describe_file(b, c);
	case CALL_READ: return read_file(b);
	case CALL_SLEEP: task_sleep(b); return 0;
	case CALL_CLOCK: return (int)(ticks * TICK_MS);
	case CALL_YIELD: schedule(); return 0;
	case CALL_MEMORY: return (int)(frames_free() * PAGE_BYTES);
	case CALL_HALT: halt();
	default: return ERROR_CALL;
	}
}

void system_call(struct frame *frame)
{
	frame->eax = (uint32_t)answer(frame->eax, frame->ebx, frame->ecx, frame->edx);
}

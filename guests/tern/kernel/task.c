/* Tasks take turns: each runs until it waits or its tick is over. The kernel itself is never interrupted for another task. */
#include "kernel.h"

#define USER_CODE 0x1b
#define USER_DATA 0x23
#define FLAGS 0x202 /* interrupts on */

static struct task tasks[TASKS];
struct task *current;
static uint32_t next_id = 1, shell_id;

struct task *task_at(uint32_t index)
{
	for (uint32_t i = 0; i < TASKS; i++)
		if (tasks[i].state != UNUSED && index-- == 0)
			return &tasks[i];
	return 0;
}

struct task *task_with(uint32_t id)
{
	for (uint32_t i = 0; i < TASKS; i++)
		if (tasks[i].state != UNUSED && tasks[i].id == id)
			return &tasks[i];
	return 0;
}

static struct task *unused_task(void)
{
	for (uint32_t i = 0; i < TASKS; i++)
		if (tasks[i].state == UNUSED && &tasks[i] != current) /* which may just be ending, on its stack */
			return &tasks[i];
	return 0;
}

/* The first word of a command line is the program's name. */
static void copy_name(char name[NAME_BYTES], const char *command_line)
{
	uint32_t i = 0;
	for (; i < NAME_BYTES - 1 && command_line[i] && command_line[i] != ' '; i++)
		name[i] = command_line[i];
	name[i] = 0;
}

/* The first thing that a task does is to leave the kernel; its command line lies at the top of its stack, EAX points to it. */
static bool prepare(struct task *task, uint32_t entry, const char *command_line)
{
	uint32_t at = PROGRAM_END - LINE_BYTES;
	if (!space_write(task->space, at, command_line, strlen(command_line) + 1))
		return false;
	struct frame *frame = (struct frame *)(task->stack + KERNEL_STACK_BYTES) - 1;
	*frame = (struct frame){ .eax = at, .eip = entry, .cs = USER_CODE, .eflags = FLAGS, .user_esp = at - 16, .user_ss = USER_DATA };
	uint32_t *stack = (uint32_t *)frame - 5;
	memset(stack, 0, 4 * sizeof *stack);
	stack[4] = (uint32_t)leave_kernel;
	task->stack_pointer = (uint32_t)stack;
	return true;
}

int task_start(const char *command_line, uint32_t parent, bool detached)
{
	char name[NAME_BYTES];
	copy_name(name, command_line);
	const struct file *file = file_named(name);
	struct task *task = unused_task();
	uint32_t before = frames_free(), entry;
	if (file == 0)
		return ERROR_NO_FILE;
	if (task == 0)
		return ERROR_TASKS;
	uint32_t space = space_new();
	if (space == 0)
		return ERROR_MEMORY;
	int error = load_program(file, space, &entry);
	if (error) {
		space_free(space);
		return error;
	}
	task->space = space;
	task->pages = before - frames_free();
	if (!prepare(task, entry, command_line)) {
		space_free(space);
		return ERROR_MEMORY;
	}
	memcpy(task->name, name, NAME_BYTES);
	task->id = next_id++;
	task->parent = parent;
	task->detached = detached;
	task->ticks = task->waits_for = 0;
	task->status = 0;
	task->state = READY;
	return (int)task->id;
}

void shell_start(void)
{
	int id = task_start("shell", 0, true);
	if (id < 0)
		console_print("There is no shell to run.\n");
	shell_id = (uint32_t)id;
}

static void end(struct task *task, int status)
{
	space_use(0);
	space_free(task->space);
	task->space = 0;
	task->status = status;
	task->state = task->detached ? UNUSED : ENDED;
	for (uint32_t i = 0; i < TASKS; i++) {
		struct task *other = &tasks[i];
		if (other->state == WAITING && other->waits_for == task->id)
			other->state = READY;
		if (other->state != UNUSED && other->parent == task->id) {
			other->detached = true;
			if (other->state == ENDED)
				other->state = UNUSED;
		}
	}
	space_use(current->space);
	if (task->id == shell_id)
		shell_start();
}

void task_exit(int status)
{
	end(current, status);
	schedule();
	__builtin_unreachable();
}

int task_kill(uint32_t id, int status)
{
	struct task *task = task_with(id);
	if (task == 0 || task->state == ENDED)
		return ERROR_NO_TASK;
	if (task == current)
		task_exit(status);
	end(task, status);
	return 0;
}

/* Ctrl-C ends the task that the shell waits for, or that which this one waits for. */
bool task_interrupted(void)
{
	struct task *task = task_with(shell_id), *shell = task;
	while (task && task->state == WAITING)
		task = task_with(task->waits_for);
	if (task == 0 || task == shell)
		return false;
	console_print("^C\n");
	if (task == current) {
		/* It ends when it is about to leave the kernel: its stack is in use. */
		task->status = STATUS_KILLED;
		task->state = READY;
	} else
		task_kill(task->id, STATUS_KILLED);
	return true;
}

int task_wait(uint32_t id)
{
	struct task *task = task_with(id);
	if (task == 0 || task->parent != current->id || task->detached)
		return ERROR_NO_TASK;
	current->waits_for = id;
	while (task->state != ENDED && current->status != STATUS_KILLED) {
		current->state = WAITING;
		schedule();
	}
	if (task->state == ENDED)
		task->state = UNUSED;
	return task->status;
}

void task_sleep(uint32_t ms)
{
	uint32_t wake = ticks + ms / TICK_MS + 1;
	while ((int32_t)(wake - ticks) > 0 && current->status != STATUS_KILLED) {
		current->wake_tick = wake;
		current->state = SLEEPING;
		schedule();
	}
}

void task_read_waits(void)
{
	current->state = READING;
	schedule();
}

void task_input_arrived(void)
{
	for (uint32_t i = 0; i < TASKS; i++)
		if (tasks[i].state == READING)
			tasks[i].state = READY;
}

/* The next task that can run, in turn; while there is none, the processor sleeps until an interrupt. */
static struct task *next_task(void)
{
	uint32_t from = current ? (uint32_t)(current - tasks) + 1 : 0;
	for (;;) {
		for (uint32_t i = 0; i < TASKS; i++) {
			struct task *task = &tasks[(from + i) % TASKS];
			if (task->state == SLEEPING && (int32_t)(task->wake_tick - ticks) <= 0)
				task->state = READY;
			if (task->state == READY)
				return task;
		}
		__asm__ volatile("sti; hlt; cli" : : : "memory");
	}
}

void schedule(void)
{
	static uint32_t boot_stack;
	struct task *before = current, *task = next_task();
	current = task;
	space_use(task->space);
	kernel_stack_is((uint32_t)(task->stack + KERNEL_STACK_BYTES));
	if (task != before)
		switch_stack(before ? &before->stack_pointer : &boot_stack, task->stack_pointer);
}

void run_tasks(void)
{
	schedule();
	__builtin_unreachable();
}

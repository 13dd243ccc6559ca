/* Editing of one line: left, right, home, end, backspace, delete, Ctrl-U, Ctrl-W, Ctrl-C, and the last lines with up and down. */
#include "kernel.h"

#define CONTROL(letter) ((letter) & 31)
#define ESCAPE 27
#define BACKSPACE 127
#define HISTORY 8

enum key { UP = 256, DOWN, RIGHT, LEFT, HOME, END, DELETE, OTHER };

static char history[HISTORY][LINE_BYTES];
static uint32_t remembered;

static char next_byte(void)
{
	char byte;
	while (!console_next(&byte))
		task_read_waits();
	return byte;
}

static int next_key(void)
{
	static const struct { char byte; enum key key; } keys[] = {
		{ 'A', UP }, { 'B', DOWN }, { 'C', RIGHT }, { 'D', LEFT }, { 'H', HOME }, { 'F', END },
	};
	char byte = next_byte();
	if (byte != ESCAPE)
		return (unsigned char)byte;
	if (next_byte() != '[')
		return OTHER;
	byte = next_byte();
	if (byte == '3')
		return next_byte() == '~' ? DELETE : OTHER;
	for (uint32_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].byte == byte)
			return keys[i].key;
	return OTHER;
}

struct line {
	char text[LINE_BYTES];
	uint32_t length, cursor;
};

static void back(uint32_t count)
{
	while (count-- > 0)
		console_write("\b", 1);
}

/* Shows the line from the cursor on, and blanks `gone` places behind it. */
static void show_rest(const struct line *line, uint32_t gone)
{
	uint32_t rest = line->length - line->cursor;
	console_write(line->text + line->cursor, rest);
	for (uint32_t i = 0; i < gone; i++)
		console_write(" ", 1);
	back(rest + gone);
}

static void move_to(struct line *line, uint32_t cursor)
{
	if (cursor > line->cursor)
		console_write(line->text + line->cursor, cursor - line->cursor);
	else
		back(line->cursor - cursor);
	line->cursor = cursor;
}

static void insert(struct line *line, char c, uint32_t room)
{
	if (line->length + 1 >= room)
		return;
	memmove(line->text + line->cursor + 1, line->text + line->cursor, line->length - line->cursor);
	line->text[line->cursor] = c;
	line->length++;
	console_write(&c, 1);
	line->cursor++;
	show_rest(line, 0);
}

static void erase(struct line *line, uint32_t from, uint32_t to)
{
	move_to(line, from);
	memmove(line->text + from, line->text + to, line->length - to);
	line->length -= to - from;
	show_rest(line, to - from);
}

static uint32_t word_start(const struct line *line)
{
	uint32_t at = line->cursor;
	while (at > 0 && line->text[at - 1] == ' ')
		at--;
	while (at > 0 && line->text[at - 1] != ' ')
		at--;
	return at;
}

static void recall(struct line *line, const char *text, uint32_t room)
{
	erase(line, 0, line->length);
	while (*text)
		insert(line, *text++, room);
}

static void remember(const struct line *line)
{
	if (line->length == 0)
		return;
	char *slot = history[remembered++ % HISTORY];
	memcpy(slot, line->text, line->length);
	slot[line->length] = 0;
}

static void edit(struct line *line, int key, uint32_t room, uint32_t *ago)
{
	uint32_t cursor = line->cursor;
	if (key == UP || key == DOWN) {
		uint32_t most = remembered < HISTORY ? remembered : HISTORY;
		if (key == UP ? *ago >= most : *ago == 0)
			return;
		*ago += key == UP ? 1 : -1;
		recall(line, *ago ? history[(remembered - *ago) % HISTORY] : "", room);
	} else if ((key == RIGHT && cursor < line->length) || (key == LEFT && cursor > 0))
		move_to(line, key == RIGHT ? cursor + 1 : cursor - 1);
	else if (key == HOME || key == CONTROL('a'))
		move_to(line, 0);
	else if (key == END || key == CONTROL('e'))
		move_to(line, line->length);
	else if ((key == BACKSPACE || key == '\b') && cursor > 0)
		erase(line, cursor - 1, cursor);
	else if (key == DELETE && cursor < line->length)
		erase(line, cursor, cursor + 1);
	else if (key == CONTROL('u'))
		erase(line, 0, cursor);
	else if (key == CONTROL('w'))
		erase(line, word_start(line), cursor);
	else if (key >= ' ' && key < BACKSPACE)
		insert(line, (char)key, room);
}

uint32_t read_line(const char *prompt, char *to, uint32_t room)
{
	struct line line = { .length = 0 };
	uint32_t ago = 0;
	console_write(prompt, strlen(prompt));
	for (;;) {
		int key = next_key();
		if (key == '\r' || key == '\n')
			break;
		if (key == CONTROL('c')) {
			console_write("^C\n", 3);
			console_write(prompt, strlen(prompt));
			line.length = line.cursor = ago = 0;
		} else
			edit(&line, key, room, &ago);
	}
	console_write("\n", 1);
	remember(&line);
	memcpy(to, line.text, line.length);
	to[line.length] = 0;
	return line.length;
}

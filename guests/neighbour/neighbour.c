/* neighbour: passes messages between two machines, through memory that both share or in UDP datagrams.
 *
 * A program of Linux that uses no library: it is a few KiB, so the lab can hand it to a guest that is up. */
#include <stdarg.h>
#include "../freestanding/format.h"
#include "../freestanding/memory.h"
#include "linux.h"
#include "path.h"

static const char usage[] =
	"usage: neighbour ping|pong shared [rounds=N] [bytes=N] [every=US] [ring=1]\n"
	"       neighbour ping udp to=ADDRESS [rounds=N] [bytes=N]\n"
	"       neighbour pong udp [rounds=N]\n"
	"       neighbour say shared WORDS [every=US], neighbour hear shared [every=US]\n"
	"ping asks and pong answers, rounds= times (100), each message with bytes= bytes (0, at most 1400); ping says how long a round\n"
	"trip took. Through shared memory nobody is woken: who waits looks every= microseconds (20). ring=1 rings the doorbell too.\n"
	"say hands over words, hear prints those that come.\n";

enum { OUTPUT_BYTES = 1024, ANSWER_US = 2000000, QUESTION_US = 10000000, RESEND_US = 20000, MOST_ROUNDS = 1000000 };

static char output[OUTPUT_BYTES];
static uint32_t output_bytes;

static void put(char c)
{
	if (output_bytes < OUTPUT_BYTES)
		output[output_bytes++] = c;
}

static void flush(uint32_t fd)
{
	call3(SYS_WRITE, fd, at(output), output_bytes);
	output_bytes = 0;
}

__attribute__((format(printf, 1, 2))) static void print(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	format_list(put, format, list);
	va_end(list);
	flush(1);
}

static __attribute__((noreturn)) void leave(uint32_t status)
{
	for (;;)
		call1(SYS_EXIT, status);
}

void fail(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	for (const char *name = "neighbour: "; *name; name++)
		put(*name);
	format_list(put, format, list);
	put('\n');
	va_end(list);
	flush(2);
	leave(1);
}

static __attribute__((noreturn)) void bad_usage(void)
{
	call3(SYS_WRITE, 2, at(usage), sizeof usage - 1);
	leave(2);
}

uint32_t now_us(void)
{
	struct timespec now;
	call2(SYS_CLOCK_GETTIME, CLOCK_MONOTONIC, at(&now));
	return (uint32_t)now.seconds * 1000000u + (uint32_t)now.nanoseconds / 1000u;
}

void sleep_us(uint32_t us)
{
	struct timespec pause = { (int32_t)(us / 1000000u), (int32_t)(us % 1000000u * 1000u) };
	call2(SYS_NANOSLEEP, at(&pause), 0);
}

/* A question that nobody has answered is taken back, so that who comes later does not find it. */
static __attribute__((noreturn)) void give_up(const struct path *path, struct message *question, const char *who)
{
	question->number--;
	question->length = 0;
	path->send(question);
	fail("no answer: does the neighbour run %s?", who);
}

static void ping(const struct path *path, uint32_t number, uint32_t rounds, uint32_t bytes)
{
	static struct message question, answer;
	uint32_t start_us = 0, looks_before = 0, again = 0;
	for (uint32_t round = 0; round <= rounds; round++) {
		if (round == 1) { /* the first one finds the neighbour */
			start_us = now_us();
			looks_before = looks;
			again = 0;
		}
		question.number = ++number;
		question.length = answer.length = bytes;
		memset(question.words, (int)number, bytes);
		for (uint32_t waited_us = 0; path->send(&question), !path->receive(&answer, ANSWER, number, RESEND_US); again++)
			if ((waited_us += RESEND_US) >= ANSWER_US)
				give_up(path, &question, "pong");
		if (answer.length != bytes || memcmp(answer.words, question.words, bytes) != 0)
			fail("the answer to message %u is another than what was sent", number);
	}
	uint32_t elapsed_us = now_us() - start_us;
	print("neighbour: %u rounds of %u bytes, %u.%03u us a round trip, %u looks, %u sent again\n", rounds, bytes,
	      elapsed_us / rounds, elapsed_us % rounds * 1000u / rounds, looks - looks_before, again);
}

static void pong(const struct path *path, uint32_t last, uint32_t rounds, uint32_t bytes)
{
	static struct message message;
	for (uint32_t answered = 0; answered <= rounds;) {
		message.length = bytes;
		if (!path->receive(&message, QUESTION, last, QUESTION_US))
			fail("nobody asks: %u questions answered", answered);
		if (message.number != last)
			answered++;
		last = message.number;
		path->send(&message);
	}
	/* Nobody knows whether the last answer has come: who missed it asks again. */
	while (path->loses && path->receive(&message, QUESTION, last, 5 * RESEND_US))
		path->send(&message);
	print("neighbour: %u rounds answered\n", rounds);
}

static void say(const struct path *path, uint32_t number, const char *words)
{
	static struct message question, answer;
	question.number = number + 1;
	question.length = strlen(words) > MOST_BYTES ? MOST_BYTES : strlen(words);
	memcpy(question.words, words, question.length);
	path->send(&question);
	if (!path->receive(&answer, ANSWER, question.number, ANSWER_US))
		give_up(path, &question, "hear");
}

static void hear(const struct path *path, uint32_t last)
{
	static struct message message, heard;
	message.length = UNKNOWN;
	if (!path->receive(&message, QUESTION, last, QUESTION_US))
		fail("nobody has said anything");
	call3(SYS_WRITE, 1, at(message.words), message.length);
	call3(SYS_WRITE, 1, at("\n"), 1);
	heard.number = message.number;
	path->send(&heard);
}

/* What follows "name=", or 0. */
static const char *value_of(char **arguments, const char *name)
{
	size_t length = strlen(name);
	for (; *arguments; arguments++)
		if (strlen(*arguments) > length && memcmp(*arguments, name, length) == 0 && (*arguments)[length] == '=')
			return *arguments + length + 1;
	return 0;
}

static uint32_t number_of(char **arguments, const char *name, uint32_t fallback, uint32_t most)
{
	const char *text = value_of(arguments, name);
	uint32_t number = 0;
	if (!text)
		return fallback;
	for (; *text >= '0' && *text <= '9' && number <= most; text++)
		number = number * 10 + (uint32_t)(*text - '0');
	if (*text || number > most)
		bad_usage();
	return number;
}

/* 10.0.0.1, in the order of the network. */
static uint32_t address_of(const char *text)
{
	uint32_t ip = 0;
	for (int part = 0; text && part < 4; part++) {
		uint32_t byte = 0;
		while (*text >= '0' && *text <= '9' && byte < 256)
			byte = byte * 10 + (uint32_t)(*text++ - '0');
		if (byte > 255 || *text != (part < 3 ? '.' : 0))
			bad_usage();
		ip |= byte << (8 * part);
		text++;
	}
	return ip;
}

static bool is(const char *text, const char *other)
{
	return strlen(text) == strlen(other) && memcmp(text, other, strlen(text)) == 0;
}

__attribute__((used, noreturn)) void begin(int *stack)
{
	int count = stack[0];
	char **arguments = (char **)(stack + 1);
	if (count < 3)
		bad_usage();
	const char *role = arguments[1];
	const struct path *path = is(arguments[2], "shared") ? &shared_path : is(arguments[2], "udp") ? &udp_path : 0;
	uint32_t rounds = number_of(arguments, "rounds", 100, MOST_ROUNDS), bytes = number_of(arguments, "bytes", 0, MOST_BYTES);
	struct options options = {
		.asks = is(role, "ping") || is(role, "say"),
		.every_us = number_of(arguments, "every", 20, 1000000),
		.rings = number_of(arguments, "ring", 0, 1) == 1,
		.ip = address_of(value_of(arguments, "to")),
	};
	bool needs_address = path == &udp_path && options.asks;
	if (!path || rounds == 0 || options.every_us == 0 || (needs_address && !options.ip))
		bad_usage();
	if (is(role, "ping"))
		ping(path, path->begin(&options), rounds, bytes);
	else if (is(role, "pong"))
		pong(path, path->begin(&options), rounds, bytes);
	else if (is(role, "say") && count > 3)
		say(path, path->begin(&options), arguments[3]);
	else if (is(role, "hear"))
		hear(path, path->begin(&options));
	else
		bad_usage();
	leave(0);
}

__asm__(".globl _start\n_start:\n\txorl %ebp, %ebp\n\tmovl %esp, %eax\n\tandl $-16, %esp\n\tsubl $12, %esp\n\tpushl %eax\n\tcall begin\n");

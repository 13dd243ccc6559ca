/* A way to a neighbour: a message there, or one back. */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>
#include <stdint.h>

enum { MOST_BYTES = 1400 };

/* Of a message that is yet to come: as many bytes as it has. */
#define UNKNOWN 0xffffffffu

/* A number, which says what is answered, and some bytes. */
struct message {
	uint32_t number, length;
	/* Whole words: memory that is shared is moved in words. */
	uint32_t words[MOST_BYTES / 4];
};

enum waiting_for { ANSWER, QUESTION };

struct options {
	/* Who asks; the other answers. */
	bool asks;
	/* shared: between two looks. */
	uint32_t every_us;
	/* shared: whether the doorbell is rung as well, for a neighbour who waits for interrupts. */
	bool rings;
	/* udp: the neighbour's address, in the order of the network; whoever answers learns it. */
	uint32_t ip;
};

struct path {
	/* The number of the last message that this side has sent; the next one is larger. */
	uint32_t (*begin)(const struct options *options);
	void (*send)(const struct message *message);
	/* The answer of that number, or the next question, `number` being the last one: false when none has come for so long. What may be
	 * lost on the way is asked again, so the last question may come once more. */
	bool (*receive)(struct message *message, enum waiting_for wanted, uint32_t number, uint32_t patience_us);
	/* Whether messages may be lost. */
	bool loses;
};

extern const struct path shared_path, udp_path;

/* How often the memory was looked at. */
extern uint32_t looks;

uint32_t now_us(void);
void sleep_us(uint32_t us);
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);

#endif

/* Messages in UDP datagrams: the whole way through both kernels, whatever card or bridge is under them. */
#include "../freestanding/memory.h"
#include "linux.h"
#include "path.h"

enum { PORT = 0x1d1e, HEAD_BYTES = 8 }; /* 7709, in either order of bytes one that nobody has */

static int fd;
static struct address neighbour;

static uint32_t begin(const struct options *options)
{
	const struct address own = { .family = AF_INET, .port = PORT };
	fd = call3(SYS_SOCKET, AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || (!options->asks && call3(SYS_BIND, (uint32_t)fd, at(&own), sizeof own) < 0))
		fail("no socket: is another pong running?");
	neighbour = (struct address){ .family = AF_INET, .port = PORT, .ip = options->ip };
	return 0;
}

static void send(const struct message *message)
{
	/* What cannot be sent is lost, as on the way, and is sent again. */
	call6(SYS_SENDTO, (uint32_t)fd, at(message), HEAD_BYTES + message->length, 0, at(&neighbour), sizeof neighbour);
}

static bool receive(struct message *message, enum waiting_for wanted, uint32_t number, uint32_t patience_us)
{
	uint32_t began_us = now_us(), waited_us;
	while ((waited_us = now_us() - began_us) <= patience_us) {
		struct pollfd waiting = { .fd = fd, .events = POLLIN };
		uint32_t size = sizeof neighbour;
		if (call3(SYS_POLL, at(&waiting), 1, (patience_us - waited_us) / 1000 + 1) <= 0)
			return false;
		int length = call6(SYS_RECVFROM, (uint32_t)fd, at(message), sizeof *message, 0, at(&neighbour), at(&size));
		if (length >= HEAD_BYTES && (wanted == QUESTION || message->number == number)) {
			message->length = (uint32_t)length - HEAD_BYTES;
			return true;
		}
	}
	return false;
}

const struct path udp_path = { begin, send, receive, .loses = true };

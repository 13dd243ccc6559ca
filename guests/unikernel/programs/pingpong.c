/* pingpong role=ping|pong via=shared|net [rounds=N]: a number goes to the neighbour and comes back, N times (default 100).
 *
 *   shared  through memory that both reach: ping writes word 0, pong word 1, each rings the other's doorbell
 *   net     through virtio-net, in Ethernet frames of their own type; what is not answered in a millisecond is sent again
 *
 * ping says how long a round trip takes, by its own clock. */
#include <stdbool.h>
#include "../../freestanding/memory.h"
#include "../base/console.h"
#include "../base/hypervisor.h"
#include "../base/options.h"
#include "../base/program.h"
#include "../net/net.h"

#define PATIENCE_NS 1000000
#define NUMBER_BYTES 4

struct path {
	void (*begin)(void);
	void (*send)(uint32_t number);
	/* Waits for an event, at most until then; the last number that has come. */
	uint32_t (*receive)(uint64_t deadline_ns);
};

static bool is_ping;

/* Registers of the shared-memory device, in 32-bit words. */
enum { INTERRUPT_MASK = 0, INTERRUPT_STATUS = 1, DOORBELL = 3 };

static volatile uint32_t *registers, *words;

static void shared_begin(void)
{
	struct hv_reply reply = hv_call(HV_SHARED_MEMORY, 0, 0, 0, 0);
	if (reply.a == 0 || reply.a == HV_REFUSED)
		panic("no shared memory");
	registers = (volatile uint32_t *)reply.a;
	words = (volatile uint32_t *)reply.b;
	registers[INTERRUPT_MASK] = 1;
}

static void shared_send(uint32_t number)
{
	words[is_ping ? 0 : 1] = number;
	registers[DOORBELL] = 1;
}

/* A doorbell that rang before is still an event: its status stays until it is read. */
static uint32_t shared_receive(uint64_t deadline_ns)
{
	wait_for_event(deadline_ns);
	(void)registers[INTERRUPT_STATUS];
	return words[is_ping ? 1 : 0];
}

static uint8_t neighbour[MAC_BYTES] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
static uint32_t net_came;

static void net_take(const uint8_t mac[MAC_BYTES], const uint8_t *payload, size_t length)
{
	if (length < NUMBER_BYTES)
		return;
	memcpy(neighbour, mac, MAC_BYTES);
	net_came = get32(payload);
}

static void net_begin(void)
{
	ethernet_experiment = net_take;
	net_start("0.0.0.0");
}

static void net_send_number(uint32_t number)
{
	uint8_t *frame = net_buffer();
	if (frame == 0)
		return;
	put32(frame + ETHERNET_BYTES, number);
	ethernet_send(neighbour, TYPE_EXPERIMENT, NUMBER_BYTES);
}

static uint32_t net_receive(uint64_t deadline_ns)
{
	wait_for_event(deadline_ns);
	net_poll();
	return net_came;
}

static void ping(const struct path *path, uint32_t rounds)
{
	uint64_t start = 0;
	for (uint32_t n = 1; n <= rounds + 1; n++) {
		if (n == 2)
			start = clock_ns(); /* the first round finds the neighbour */
		do
			path->send(n);
		while (path->receive(clock_ns() + PATIENCE_NS) != n);
	}
	uint32_t elapsed_ns = (uint32_t)(clock_ns() - start);
	print("pingpong: %u rounds, %u ns a round trip\n", rounds, elapsed_ns / rounds);
}

static void pong(const struct path *path, uint32_t rounds)
{
	for (uint32_t last = 0; last < rounds + 1;) {
		uint32_t came = path->receive(NEVER);
		if (came == last + 1 || came == last)
			path->send(came);
		last = came;
	}
	print("pingpong: %u rounds answered\n", rounds);
}

int program(const char *command_line)
{
	static const struct path shared = { shared_begin, shared_send, shared_receive }, net = { net_begin, net_send_number, net_receive };
	char role[OPTION_BYTES], via[OPTION_BYTES];
	uint32_t rounds = option_number(command_line, "rounds", 100);
	option(command_line, "role", role, "pong");
	option(command_line, "via", via, "shared");
	is_ping = role[1] == 'i';
	if (rounds == 0 || rounds > 1000000)
		panic("rounds=%u: from 1 to 1000000", rounds);
	const struct path *path = via[0] == 'n' ? &net : &shared;
	path->begin();
	ready();
	if (is_ping)
		ping(path, rounds);
	else
		pong(path, rounds);
	return 0;
}

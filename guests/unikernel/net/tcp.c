#include "tcp.h"
#include "../../freestanding/memory.h"
#include "../base/hypervisor.h"

#define TCP_BYTES 20
#define WINDOW 1400
#define SEGMENT_BYTES 1400
#define LEAST_SEGMENT_BYTES 64
#define DEFAULT_SEGMENT_BYTES 536
#define RETRY_NS 200000000ull
#define RETRIES 6

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

/* The states of RFC 9293 in which a server that does not begin a close of its own can be, and the one after it did. */
enum state { CLOSED, SYN_RECEIVED, ESTABLISHED, CLOSING };

struct connection {
	enum state state;
	struct address peer;
	uint16_t port, segment_bytes;
	uint32_t peer_window, receive_next;
	uint32_t unacknowledged, send_next, send_most; /* sequence numbers */
	uint32_t filled; /* bytes in `out`, the first of them number `unacknowledged` (after our SYN) */
	bool finish, peer_finished, window_closed;
	unsigned tries;
	uint64_t retry_ns;
	uint8_t out[OUT_BYTES];
};

struct segment {
	uint16_t from_port;
	uint32_t sequence, acknowledgement;
	uint8_t flags;
	uint16_t window, segment_bytes;
	const uint8_t *data;
	size_t length;
};

static struct connection connections[CONNECTIONS];
static uint16_t listening;
static opened *when_opened;
static take_bytes *when_bytes;

static bool before(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }

void tcp_listen(uint16_t port, opened *on_open, take_bytes *on_bytes)
{
	listening = port;
	when_opened = on_open;
	when_bytes = on_bytes;
}

static uint32_t tcp_sum(const struct address *peer, const uint8_t *segment, size_t length)
{
	uint8_t pseudo[12];
	put32(pseudo, net_own.ip);
	put32(pseudo + 4, peer->ip);
	put16(pseudo + 8, PROTOCOL_TCP);
	put16(pseudo + 10, (uint16_t)length);
	return sum_words(segment, length, sum_words(pseudo, sizeof pseudo, 0));
}

static bool send_segment(const struct address *peer, uint16_t port, uint32_t sequence, uint32_t acknowledgement, uint8_t flags,
			 uint16_t window, const uint8_t *data, size_t length)
{
	static const uint8_t segment_size[4] = { 2, 4, SEGMENT_BYTES >> 8, SEGMENT_BYTES & 255 };
	uint8_t *frame = net_buffer();
	if (frame == 0)
		return false;
	uint8_t *segment = frame + ETHERNET_BYTES + IP_BYTES;
	size_t header = TCP_BYTES + (flags & SYN ? sizeof segment_size : 0);
	memset(segment, 0, TCP_BYTES);
	put16(segment, listening);
	put16(segment + 2, port);
	put32(segment + 4, sequence);
	put32(segment + 8, acknowledgement);
	segment[12] = (uint8_t)(header << 2);
	segment[13] = flags;
	put16(segment + 14, window);
	if (flags & SYN)
		memcpy(segment + TCP_BYTES, segment_size, sizeof segment_size);
	memcpy(segment + header, data, length);
	put16(segment + 16, fold(tcp_sum(peer, segment, header + length)));
	ip_send(peer, PROTOCOL_TCP, header + length);
	return true;
}

static uint16_t window_of(const struct connection *c)
{
	return c->window_closed ? 0 : WINDOW;
}

static void acknowledge(struct connection *c)
{
	send_segment(&c->peer, c->port, c->send_next, c->receive_next, ACK, window_of(c), 0, 0);
}

static void refuse(const struct address *peer, const struct segment *s)
{
	uint32_t length = s->length + ((s->flags & SYN) != 0) + ((s->flags & FIN) != 0);
	if (s->flags & RST)
		return;
	if (s->flags & ACK)
		send_segment(peer, s->from_port, s->acknowledgement, 0, RST, 0, 0, 0);
	else
		send_segment(peer, s->from_port, 0, s->sequence + length, RST | ACK, 0, 0, 0);
}

/* Sends what the peer has room for and has not been sent; our FIN when all of it has. */
static void send_pending(struct connection *c)
{
	uint32_t sent = c->send_next - c->unacknowledged;
	while (sent < c->filled && sent < c->peer_window) {
		uint32_t length = c->filled - sent, room = c->peer_window - sent;
		if (length > room)
			length = room;
		if (length > c->segment_bytes)
			length = c->segment_bytes;
		if (!send_segment(&c->peer, c->port, c->send_next, c->receive_next, ACK | PSH, window_of(c), c->out + sent, length))
			break;
		c->send_next += length;
		sent += length;
	}
	if (c->finish && sent == c->filled &&
	    send_segment(&c->peer, c->port, c->send_next, c->receive_next, ACK | FIN, window_of(c), 0, 0)) {
		c->state = CLOSING;
		c->send_next++;
	}
	if (before(c->send_most, c->send_next))
		c->send_most = c->send_next;
	if (c->retry_ns == NEVER && (c->filled > 0 || c->state == CLOSING))
		c->retry_ns = clock_ns() + RETRY_NS;
}

size_t tcp_room(const struct connection *c)
{
	return OUT_BYTES - c->filled;
}

void tcp_write(struct connection *c, const void *bytes, size_t length)
{
	memcpy(c->out + c->filled, bytes, length);
	c->filled += length;
}

void tcp_close(struct connection *c)
{
	c->finish = true;
}

static void accept(const struct address *peer, const struct segment *s)
{
	for (uint32_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &connections[i];
		if (c->state != CLOSED)
			continue;
		uint32_t first = (uint32_t)clock_ns();
		*c = (struct connection){ .state = SYN_RECEIVED, .peer = *peer, .port = s->from_port, .segment_bytes = s->segment_bytes,
					  .peer_window = s->window, .receive_next = s->sequence + 1, .unacknowledged = first,
					  .send_next = first + 1, .send_most = first + 1, .retry_ns = clock_ns() + RETRY_NS };
		when_opened(i);
		send_segment(peer, c->port, first, c->receive_next, SYN | ACK, WINDOW, 0, 0);
		return;
	}
	refuse(peer, s);
}

/* What the peer has received; false if it speaks of what was never sent. */
static bool take_acknowledgement(struct connection *c, const struct segment *s)
{
	if (before(c->send_most, s->acknowledgement))
		return false;
	c->peer_window = s->window;
	if (!before(c->unacknowledged, s->acknowledgement))
		return true;
	uint32_t done = s->acknowledgement - c->unacknowledged;
	if (c->state == SYN_RECEIVED) {
		c->state = ESTABLISHED;
		c->unacknowledged++;
		done--;
	}
	if (c->state == CLOSING && done > c->filled) {
		c->state = CLOSED;
		return true;
	}
	memmove(c->out, c->out + done, c->filled - done);
	c->filled -= done;
	c->unacknowledged += done;
	if (before(c->send_next, c->unacknowledged))
		c->send_next = c->unacknowledged;
	c->tries = 0;
	c->retry_ns = c->filled > 0 ? clock_ns() + RETRY_NS : NEVER;
	return true;
}

/* Only what comes next in order is taken; the rest is sent again by the peer. */
static void take_data(struct connection *c, const struct segment *s)
{
	uint32_t known = c->receive_next - s->sequence;
	bool in_order = !before(c->receive_next, s->sequence) && known <= s->length;
	if (in_order && !c->peer_finished) {
		size_t length = s->length - known, taken = 0;
		if (length > 0)
			taken = when_bytes(c, (uint32_t)(c - connections), s->data + known, length);
		c->receive_next += taken;
		c->window_closed = taken < length;
		if ((s->flags & FIN) && taken == length) {
			c->receive_next++;
			c->peer_finished = c->finish = true;
		}
	}
	if (s->length > 0 || (s->flags & FIN))
		acknowledge(c);
}

static void receive_on(struct connection *c, const struct segment *s)
{
	if (s->flags & RST) {
		if (s->sequence == c->receive_next)
			c->state = CLOSED;
		return;
	}
	if ((s->flags & SYN) || !(s->flags & ACK) || !take_acknowledgement(c, s)) {
		acknowledge(c);
		return;
	}
	if (c->state == SYN_RECEIVED || c->state == CLOSED)
		return;
	bool was_closed = c->window_closed;
	c->window_closed = false;
	take_data(c, s);
	if (was_closed && !c->window_closed && s->length == 0)
		acknowledge(c);
	send_pending(c);
}

/* The one option that matters, the peer's largest segment; a malformed list ends where it stops making sense. */
static uint16_t segment_bytes_of(const uint8_t *options, size_t length)
{
	while (length >= 2 && options[0] != 0) {
		size_t size = options[0] == 1 ? 1 : options[1];
		if (size == 0 || size > length)
			break;
		if (options[0] == 2 && size == 4) {
			uint16_t bytes = get16(options + 2);
			return bytes < LEAST_SEGMENT_BYTES ? LEAST_SEGMENT_BYTES : bytes > SEGMENT_BYTES ? SEGMENT_BYTES : bytes;
		}
		options += size;
		length -= size;
	}
	return DEFAULT_SEGMENT_BYTES;
}

void tcp_receive(const struct address *from, const uint8_t *segment, size_t length)
{
	if (length < TCP_BYTES || fold(tcp_sum(from, segment, length)) != 0)
		return;
	size_t header = (segment[12] >> 4) * 4u;
	if (header < TCP_BYTES || header > length)
		return;
	struct segment s = { get16(segment), get32(segment + 4), get32(segment + 8), segment[13], get16(segment + 14),
			     segment_bytes_of(segment + TCP_BYTES, header - TCP_BYTES), segment + header, length - header };
	if (get16(segment + 2) != listening)
		return;
	for (uint32_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &connections[i];
		if (c->state != CLOSED && c->port == s.from_port && c->peer.ip == from->ip) {
			receive_on(c, &s);
			return;
		}
	}
	if ((s.flags & (SYN | ACK | RST | FIN)) == SYN)
		accept(from, &s);
	else
		refuse(from, &s);
}

static void retry(struct connection *c, uint64_t now_ns)
{
	if (++c->tries > RETRIES) {
		c->state = CLOSED;
		return;
	}
	c->retry_ns = now_ns + (RETRY_NS << c->tries);
	if (c->state == SYN_RECEIVED) {
		send_segment(&c->peer, c->port, c->unacknowledged, c->receive_next, SYN | ACK, WINDOW, 0, 0);
		return;
	}
	c->send_next = c->unacknowledged;
	if (c->peer_window == 0)
		c->peer_window = 1; /* a byte that asks whether there is room again */
	send_pending(c);
}

void tcp_run_timers(uint64_t now_ns)
{
	for (uint32_t i = 0; i < CONNECTIONS; i++)
		if (connections[i].state != CLOSED && connections[i].retry_ns <= now_ns)
			retry(&connections[i], now_ns);
}

uint64_t tcp_next_timer(void)
{
	uint64_t next = NEVER;
	for (uint32_t i = 0; i < CONNECTIONS; i++)
		if (connections[i].state != CLOSED && connections[i].retry_ns < next)
			next = connections[i].retry_ns;
	return next;
}

/* kv [ip=ADDRESS] [port=N]: a key-value store over TCP. A request is a line, so is its reply:
 *
 *   SET key value      OK, or FULL
 *   GET key            VALUE value, or NONE
 *   DEL key            OK, or NONE
 *   COUNT              COUNT n
 *
 * A key has 1 to 64 bytes without spaces, a value 0 to 1,024 without line ends. Anything else is answered with ERROR. */
#include "../../freestanding/memory.h"
#include "../base/console.h"
#include "../base/hypervisor.h"
#include "../base/options.h"
#include "../base/program.h"
#include "../net/tcp.h"

#define KEY_BYTES 64
#define VALUE_BYTES 1024
#define LINE_BYTES (4 + KEY_BYTES + 1 + VALUE_BYTES)
#define REPLY_BYTES (VALUE_BYTES + 16)
#define ENTRIES 1024
#define BUCKETS 256

struct text {
	const uint8_t *bytes;
	size_t length;
};

struct entry {
	struct entry *next;
	uint8_t key_length;
	uint16_t value_length;
	uint8_t key[KEY_BYTES], value[VALUE_BYTES];
};

static struct entry entries[ENTRIES], *unused, *buckets[BUCKETS];
static uint32_t count, begun; /* entries from `begun` on have never been used */

static struct { uint8_t bytes[LINE_BYTES + 1]; size_t length; bool too_long; } lines[CONNECTIONS];

/* FNV-1a */
static uint32_t hash(struct text key)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < key.length; i++)
		h = (h ^ key.bytes[i]) * 16777619u;
	return h;
}

/* The link that leads to a key's entry, or to where it would be. */
static struct entry **find(struct text key)
{
	struct entry **link = &buckets[hash(key) % BUCKETS];
	while (*link && ((*link)->key_length != key.length || memcmp((*link)->key, key.bytes, key.length)))
		link = &(*link)->next;
	return link;
}

static bool set(struct text key, struct text value)
{
	struct entry **link = find(key);
	if (*link == 0) {
		struct entry *entry = unused;
		if (entry)
			unused = entry->next;
		else if (begun < ENTRIES)
			entry = &entries[begun++];
		else
			return false;
		entry->next = 0;
		entry->key_length = (uint8_t)key.length;
		memcpy(entry->key, key.bytes, key.length);
		*link = entry;
		count++;
	}
	(*link)->value_length = (uint16_t)value.length;
	memcpy((*link)->value, value.bytes, value.length);
	return true;
}

static bool delete(struct text key)
{
	struct entry **link = find(key), *entry = *link;
	if (entry == 0)
		return false;
	*link = entry->next;
	entry->next = unused;
	unused = entry;
	count--;
	return true;
}

static void reply(struct connection *connection, const char *word, struct text rest)
{
	tcp_write(connection, word, strlen(word));
	tcp_write(connection, rest.bytes, rest.length);
	tcp_write(connection, "\r\n", 2);
}

/* Cuts the line at its first space. */
static struct text first_word(struct text *line)
{
	struct text word = { line->bytes, 0 };
	while (word.length < line->length && line->bytes[word.length] != ' ')
		word.length++;
	size_t skip = word.length < line->length ? word.length + 1 : word.length;
	line->bytes += skip;
	line->length -= skip;
	return word;
}

static bool is(struct text word, const char *other)
{
	return word.length == strlen(other) && memcmp(word.bytes, other, word.length) == 0;
}

static struct text decimal(uint32_t number, uint8_t digits[10])
{
	uint8_t *at = digits + 10;
	do
		*--at = (uint8_t)('0' + number % 10);
	while (number /= 10);
	return (struct text){ at, (size_t)(digits + 10 - at) };
}

static void answer(struct connection *connection, struct text line)
{
	static const struct text nothing;
	uint8_t digits[10];
	struct text verb = first_word(&line), key = first_word(&line);
	if (is(verb, "COUNT") && key.length == 0) {
		reply(connection, "COUNT ", decimal(count, digits));
		return;
	}
	bool key_is_valid = key.length > 0 && key.length <= KEY_BYTES;
	if (is(verb, "SET") && key_is_valid && line.length <= VALUE_BYTES)
		reply(connection, set(key, line) ? "OK" : "FULL", nothing);
	else if (is(verb, "DEL") && key_is_valid && line.length == 0)
		reply(connection, delete(key) ? "OK" : "NONE", nothing);
	else if (is(verb, "GET") && key_is_valid && line.length == 0) {
		const struct entry *entry = *find(key);
		if (entry)
			reply(connection, "VALUE ", (struct text){ entry->value, entry->value_length });
		else
			reply(connection, "NONE", nothing);
	} else
		reply(connection, "ERROR", nothing);
}

static void begin(uint32_t index)
{
	lines[index].length = 0;
	lines[index].too_long = false;
}

static size_t take(struct connection *connection, uint32_t index, const uint8_t *bytes, size_t length)
{
	size_t taken = 0;
	while (taken < length && tcp_room(connection) >= REPLY_BYTES) {
		uint8_t byte = bytes[taken++];
		if (byte != '\n') {
			if (lines[index].length <= LINE_BYTES)
				lines[index].bytes[lines[index].length++] = byte;
			else
				lines[index].too_long = true;
			continue;
		}
		struct text line = { lines[index].bytes, lines[index].length };
		if (line.length > 0 && line.bytes[line.length - 1] == '\r')
			line.length--;
		if (lines[index].too_long)
			line.length = 0;
		answer(connection, line);
		begin(index);
	}
	return taken;
}

int program(const char *command_line)
{
	char ip[OPTION_BYTES];
	uint32_t port = option_number(command_line, "port", 7000);
	if (port == 0 || port > 65535)
		panic("port=%u is no port", port);
	option(command_line, "ip", ip, "10.0.2.15");
	net_start(ip);
	tcp_listen((uint16_t)port, begin, take);
	print("kv: %s, port %u, room for %u keys\n", ip, port, ENTRIES);
	ready();
	for (;;) {
		wait_for_event(tcp_next_timer());
		net_poll();
		tcp_run_timers(clock_ns());
	}
}

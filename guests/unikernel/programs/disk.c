/* disk [seed=N] [depth=1..8]: writes the whole virtio disk, 16 KiB at a time and so many requests in flight, flushes, reads
 * everything back in another order and compares. Word w of the disk is (w + 1) * (2 * seed + 1), in 32 bits. */
#include "../base/block.h"
#include "../base/console.h"
#include "../base/hypervisor.h"
#include "../base/options.h"
#include "../base/program.h"

#define CHUNK_BYTES 16384u
#define CHUNK_WORDS (CHUNK_BYTES / 4)
#define CHUNK_SECTORS (CHUNK_BYTES / SECTOR_BYTES)

static uint32_t buffers[BLOCK_REQUESTS][CHUNK_WORDS], chunk_of[BLOCK_REQUESTS];
static uint32_t chunks, depth, factor, wrong;

static uint32_t word_at(uint32_t chunk, uint32_t word)
{
	return (chunk * CHUNK_WORDS + word + 1) * factor;
}

static void check(int request)
{
	for (uint32_t w = 0; w < CHUNK_WORDS; w++)
		wrong += buffers[request][w] != word_at(chunk_of[request], w);
}

/* Waits for a request and answers which it was. */
static int finish_one(enum block_request kind)
{
	bool done;
	int request = block_end(&done);
	if (!done)
		panic("a request for chunk %u failed", chunk_of[request]);
	if (kind == BLOCK_READ)
		check(request);
	return request;
}

/* Request numbers are given out lowest first, so the buffer that the next one will have is known before it begins. */
static int free_request(const bool busy[BLOCK_REQUESTS])
{
	int n = 0;
	while (busy[n])
		n++;
	return n;
}

static void transfer(enum block_request kind)
{
	bool busy[BLOCK_REQUESTS] = { false };
	uint32_t in_flight = 0, begun = 0;
	while (begun < chunks || in_flight > 0) {
		if (begun < chunks && in_flight < depth) {
			int n = free_request(busy);
			uint32_t chunk = kind == BLOCK_READ ? chunks - 1 - begun : begun;
			chunk_of[n] = chunk;
			for (uint32_t w = 0; w < CHUNK_WORDS && kind == BLOCK_WRITE; w++)
				buffers[n][w] = word_at(chunk, w);
			block_begin(kind, (uint64_t)chunk * CHUNK_SECTORS, buffers[n], CHUNK_BYTES);
			busy[n] = true;
			in_flight++;
			begun++;
			continue;
		}
		busy[finish_one(kind)] = false;
		in_flight--;
	}
}

static void timed(const char *what, enum block_request kind)
{
	uint64_t start = clock_ns();
	transfer(kind);
	print("disk: %u KiB %s in %u us\n", chunks * (CHUNK_BYTES / 1024), what, (uint32_t)(clock_ns() - start) / 1000);
}

int program(const char *command_line)
{
	factor = 2 * option_number(command_line, "seed", 1) + 1;
	depth = option_number(command_line, "depth", 4);
	if (depth == 0 || depth > BLOCK_REQUESTS)
		panic("depth=%u: from 1 to %u", depth, BLOCK_REQUESTS);
	if (!block_start())
		panic("no virtio disk");
	chunks = (uint32_t)(block_sectors() / CHUNK_SECTORS);
	print("disk: %u KiB\n", chunks * (CHUNK_BYTES / 1024));
	ready();
	timed("written", BLOCK_WRITE);
	block_begin(BLOCK_FLUSH, 0, 0, 0);
	finish_one(BLOCK_FLUSH);
	timed("read", BLOCK_READ);
	print("disk: %u words differ\n", wrong);
	return wrong != 0;
}

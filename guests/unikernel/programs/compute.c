/* compute [N]: counts the primes below N (default 200,000) and takes the SHA-256 of the list of them, as 32-bit little-endian
 * numbers. Reports a tenth at a time on the console, with the time that it took. */
#include <stdbool.h>
#include "../../freestanding/memory.h"
#include "../base/console.h"
#include "../base/hypervisor.h"
#include "../base/program.h"

#define MOST 2000000u
#define BLOCK 64

static uint8_t composite[MOST / 8 + 1];

struct sha256 {
	uint32_t state[8];
	uint8_t block[BLOCK];
	uint32_t bytes;
};

/* FIPS 180-4, 4.2.2 and 5.3.3 */
static const uint32_t round_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
	0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
	0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
	0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static struct sha256 hash = { .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };

static uint32_t rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void compress(void)
{
	uint32_t w[64], s[8];
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)hash.block[4 * i] << 24 | hash.block[4 * i + 1] << 16 | hash.block[4 * i + 2] << 8 | hash.block[4 * i + 3];
	for (int i = 16; i < 64; i++)
		w[i] = w[i - 16] + (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
		       (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(s, hash.state, sizeof s);
	for (int i = 0; i < 64; i++) {
		uint32_t t1 = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) +
			      round_constants[i] + w[i];
		uint32_t t2 = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		hash.state[i] += s[i];
}

static void add_byte(uint8_t byte)
{
	hash.block[hash.bytes++ % BLOCK] = byte;
	if (hash.bytes % BLOCK == 0)
		compress();
}

static void finish(void)
{
	uint32_t bits = hash.bytes * 8; /* fewer than 2^32: below MOST there are 148,933 primes */
	add_byte(0x80);
	while (hash.bytes % BLOCK != BLOCK - 4)
		add_byte(0);
	for (int shift = 24; shift >= 0; shift -= 8)
		add_byte((uint8_t)(bits >> shift));
}

static uint32_t most_from(const char *text)
{
	uint32_t number = 0;
	for (; *text >= '0' && *text <= '9' && number <= MOST; text++)
		number = number * 10 + (uint32_t)(*text - '0');
	if (*text || number < 10 || number > MOST)
		panic("compute takes a number from 10 to %u", MOST);
	return number;
}

static void mark_multiples(uint32_t prime, uint32_t most)
{
	for (uint32_t i = prime * prime; i < most; i += prime)
		composite[i / 8] |= (uint8_t)(1 << i % 8);
}

static bool is_prime(uint32_t n)
{
	return !(composite[n / 8] >> n % 8 & 1);
}

int program(const char *command_line)
{
	uint32_t most = *command_line ? most_from(command_line) : 200000, primes = 0, tenth = most / 10, next = tenth;
	ready();
	uint64_t start = clock_ns();
	for (uint32_t n = 2; (uint64_t)n * n < most; n++)
		if (is_prime(n))
			mark_multiples(n, most);
	for (uint32_t n = 2; n < most; n++) {
		if (n == next) {
			print("compute: %u primes below %u\n", primes, n);
			next += tenth;
		}
		if (!is_prime(n))
			continue;
		primes++;
		for (int shift = 0; shift < 32; shift += 8)
			add_byte((uint8_t)(n >> shift));
	}
	finish();
	print("compute: %u primes below %u, sha256 ", primes, most);
	for (int i = 0; i < 8; i++)
		print("%08x", hash.state[i]);
	print("\ncompute: %u us\n", (uint32_t)(clock_ns() - start) / 1000);
	return 0;
}

/* A network of one: Ethernet over virtio-net, ARP, IPv4 with ICMP echo, and TCP for servers. One address, from the command
   line. It answers to where a packet came from and keeps no table of neighbours. Every length is checked against the frame. */
#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAC_BYTES 6
#define FRAME_BYTES 1514

struct address {
	uint8_t mac[MAC_BYTES];
	uint32_t ip; /* host order, as all numbers here */
};

extern struct address net_own;

/* device.c */
/* `ip`: as in "10.0.2.15"; what is not an address panics, as a machine without a network card does. */
void net_start(const char *ip);
/* Hands every frame that has arrived to the stack. */
void net_poll(void);
/* A buffer of FRAME_BYTES for the next frame to send; 0 while all are on their way. */
uint8_t *net_buffer(void);
void net_send(size_t length);

/* ethernet.c */
#define TYPE_EXPERIMENT 0x88b5 /* IEEE 802's, for local use */
/* Gets the payload of frames of that type, if set. */
extern void (*ethernet_experiment)(const uint8_t mac[MAC_BYTES], const uint8_t *payload, size_t length);
void ethernet_receive(const uint8_t *frame, size_t length);
/* Fills the frame's header and sends it; the payload, of `length` bytes, is in net_buffer() from ETHERNET_BYTES on. */
void ethernet_send(const uint8_t mac[MAC_BYTES], uint16_t type, size_t length);

#define ETHERNET_BYTES 14
#define IP_BYTES 20

/* ip.c */
void ip_receive(const uint8_t mac[MAC_BYTES], const uint8_t *packet, size_t length);
/* As ethernet_send, with the payload from ETHERNET_BYTES + IP_BYTES on. */
void ip_send(const struct address *to, uint8_t protocol, size_t length);
/* Ones' complement sum of big-endian words. */
uint32_t sum_words(const uint8_t *bytes, size_t length, uint32_t sum);
uint16_t fold(uint32_t sum);

#define PROTOCOL_ICMP 1
#define PROTOCOL_TCP 6

/* tcp.c */
void tcp_receive(const struct address *from, const uint8_t *segment, size_t length);

static inline uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }
static inline uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }
static inline void put16(uint8_t *at, uint16_t value) { at[0] = (uint8_t)(value >> 8); at[1] = (uint8_t)value; }
static inline void put32(uint8_t *at, uint32_t value) { put16(at, (uint16_t)(value >> 16)); put16(at + 2, (uint16_t)value); }

#endif

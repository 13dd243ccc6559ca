/* IPv4 without fragments, and ICMP's echo. */
#include "../../freestanding/memory.h"
#include "net.h"

#define TYPE_IP 0x0800
#define TIME_TO_LIVE 64
#define DONT_FRAGMENT 0x4000
#define FRAGMENT 0x3fff /* more to come, or an offset */
#define ECHO_REQUEST 8
#define ECHO_REPLY 0
#define ICMP_BYTES 8

uint32_t sum_words(const uint8_t *bytes, size_t length, uint32_t sum)
{
	for (; length > 1; bytes += 2, length -= 2)
		sum += get16(bytes);
	return length ? sum + ((uint32_t)bytes[0] << 8) : sum;
}

uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

void ip_send(const struct address *to, uint8_t protocol, size_t length)
{
	uint8_t *packet = net_buffer() + ETHERNET_BYTES;
	memset(packet, 0, IP_BYTES);
	packet[0] = 0x45;
	put16(packet + 2, (uint16_t)(IP_BYTES + length));
	put16(packet + 6, DONT_FRAGMENT);
	packet[8] = TIME_TO_LIVE;
	packet[9] = protocol;
	put32(packet + 12, net_own.ip);
	put32(packet + 16, to->ip);
	put16(packet + 10, fold(sum_words(packet, IP_BYTES, 0)));
	ethernet_send(to->mac, TYPE_IP, IP_BYTES + length);
}

static void icmp_receive(const struct address *from, const uint8_t *message, size_t length)
{
	if (length < ICMP_BYTES || message[0] != ECHO_REQUEST || fold(sum_words(message, length, 0)) != 0)
		return;
	uint8_t *frame = net_buffer();
	if (frame == 0 || length > FRAME_BYTES - ETHERNET_BYTES - IP_BYTES)
		return;
	uint8_t *reply = frame + ETHERNET_BYTES + IP_BYTES;
	memcpy(reply, message, length);
	reply[0] = ECHO_REPLY;
	put16(reply + 2, 0);
	put16(reply + 2, fold(sum_words(reply, length, 0)));
	ip_send(from, PROTOCOL_ICMP, length);
}

void ip_receive(const uint8_t mac[MAC_BYTES], const uint8_t *packet, size_t length)
{
	if (length < IP_BYTES || packet[0] >> 4 != 4)
		return;
	size_t header = (packet[0] & 15) * 4u, total = get16(packet + 2);
	if (header < IP_BYTES || header > total || total > length || fold(sum_words(packet, header, 0)) != 0 ||
	    (get16(packet + 6) & FRAGMENT) || get32(packet + 16) != net_own.ip)
		return;
	struct address from = { .ip = get32(packet + 12) };
	memcpy(from.mac, mac, MAC_BYTES);
	if (packet[9] == PROTOCOL_ICMP)
		icmp_receive(&from, packet + header, total - header);
	else if (packet[9] == PROTOCOL_TCP)
		tcp_receive(&from, packet + header, total - header);
}

/* Ethernet frames and ARP, which asks for the owner of an address. */
#include "../../freestanding/memory.h"
#include "net.h"

#define TYPE_IP 0x0800
#define TYPE_ARP 0x0806
#define LEAST_BYTES 60
#define ARP_BYTES 28
#define ARP_REQUEST 1
#define ARP_REPLY 2

void (*ethernet_experiment)(const uint8_t mac[MAC_BYTES], const uint8_t *payload, size_t length);

void ethernet_send(const uint8_t mac[MAC_BYTES], uint16_t type, size_t length)
{
	uint8_t *frame = net_buffer();
	memcpy(frame, mac, MAC_BYTES);
	memcpy(frame + MAC_BYTES, net_own.mac, MAC_BYTES);
	put16(frame + 12, type);
	length += ETHERNET_BYTES;
	if (length < LEAST_BYTES)
		memset(frame + length, 0, LEAST_BYTES - length);
	net_send(length < LEAST_BYTES ? LEAST_BYTES : length);
}

static void arp_receive(const uint8_t *packet, size_t length)
{
	static const uint8_t ip_over_ethernet[6] = { 0, 1, 0x08, 0x00, MAC_BYTES, 4 };
	if (length < ARP_BYTES || memcmp(packet, ip_over_ethernet, sizeof ip_over_ethernet) || get16(packet + 6) != ARP_REQUEST ||
	    get32(packet + 24) != net_own.ip)
		return;
	uint8_t *frame = net_buffer();
	if (frame == 0)
		return;
	uint8_t *reply = frame + ETHERNET_BYTES;
	memcpy(reply, ip_over_ethernet, sizeof ip_over_ethernet);
	put16(reply + 6, ARP_REPLY);
	memcpy(reply + 8, net_own.mac, MAC_BYTES);
	put32(reply + 14, net_own.ip);
	memcpy(reply + 18, packet + 8, MAC_BYTES + 4);
	ethernet_send(packet + 8, TYPE_ARP, ARP_BYTES);
}

void ethernet_receive(const uint8_t *frame, size_t length)
{
	static const uint8_t everyone[MAC_BYTES] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	if (length < ETHERNET_BYTES)
		return;
	const uint8_t *payload = frame + ETHERNET_BYTES;
	bool mine = memcmp(frame, net_own.mac, MAC_BYTES) == 0, is_for_all = memcmp(frame, everyone, MAC_BYTES) == 0;
	uint16_t type = get16(frame + 12);
	length -= ETHERNET_BYTES;
	if (type == TYPE_ARP && (mine || is_for_all))
		arp_receive(payload, length);
	else if (type == TYPE_IP && mine)
		ip_receive(frame + MAC_BYTES, payload, length);
	else if (type == TYPE_EXPERIMENT && (mine || is_for_all) && ethernet_experiment)
		ethernet_experiment(frame + MAC_BYTES, payload, length);
}

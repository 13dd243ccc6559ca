/** Ethernet addresses, as text in lower case: "02:42:ac:11:00:02". */
import type { SeededRandom } from "../../time/random";

export type Mac = string;

export const ZERO_MAC: Mac = "00:00:00:00:00:00";
export const BROADCAST_MAC: Mac = "ff:ff:ff:ff:ff:ff";

/** Six hexadecimal numbers with colons, one or two digits each; undefined otherwise. */
export function parseMac(text: string): Mac | undefined {
  const parts = text.split(":");
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-fA-F]{1,2}$/.test(part))) return undefined;
  return parts.map((part) => part.toLowerCase().padStart(2, "0")).join(":");
}

/** Group addresses: the lowest bit of the first octet. */
export function isGroupMac(mac: Mac): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** A random unicast address with the "locally administered" bit, as eth_random_addr makes it. */
export function randomMac(random: SeededRandom): Mac {
  const octets = Array.from({ length: 6 }, () => random.int32() & 255);
  octets[0] = (octets[0]! & 0xfe) | 0x02;
  return octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":");
}

export function macBytes(mac: Mac): Uint8Array {
  return Uint8Array.from(mac.split(":"), (part) => Number.parseInt(part, 16));
}

export function macOfBytes(bytes: Uint8Array): Mac {
  return Array.from(bytes, (octet) => octet.toString(16).padStart(2, "0")).join(":");
}

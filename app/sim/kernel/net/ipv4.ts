/** IPv4 addresses as unsigned 32-bit numbers, and prefixes. */

export type Ipv4 = number;

export const ANY: Ipv4 = 0;
export const BROADCAST: Ipv4 = 0xffffffff;
export const LOOPBACK: Ipv4 = 0x7f000001;

/** Four decimal numbers with dots, nothing else; undefined if it is not that. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let value = 0;
  for (let part = 1; part <= 4; part++) {
    const octet = Number(match[part]);
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}

export function formatIpv4(address: Ipv4): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

export function maskOf(prefix: number): Ipv4 {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}

export function networkOf(address: Ipv4, prefix: number): Ipv4 {
  return (address & maskOf(prefix)) >>> 0;
}

/** The last address of a network. */
export function broadcastOf(address: Ipv4, prefix: number): Ipv4 {
  return (address | ~maskOf(prefix)) >>> 0;
}

export function inPrefix(address: Ipv4, network: Ipv4, prefix: number): boolean {
  return networkOf(address, prefix) === network;
}

export function isLoopback(address: Ipv4): boolean {
  return address >>> 24 === 127;
}

export function isMulticast(address: Ipv4): boolean {
  return address >>> 28 === 14;
}

/** "a.b.c.d/n" or "a.b.c.d" (a host); undefined if it is neither, or if bits beyond the prefix are set and `exact`. */
export function parsePrefix(
  text: string,
  exact = false,
): { readonly network: Ipv4; readonly prefix: number } | undefined {
  const [address, length, ...more] = text.split("/");
  const parsed = parseIpv4(address!);
  if (parsed === undefined || more.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,2}$/.test(length)) return undefined;
  const prefix = length === undefined ? 32 : Number(length);
  if (prefix > 32 || (exact && networkOf(parsed, prefix) !== parsed)) return undefined;
  return { network: networkOf(parsed, prefix), prefix };
}

/** An address as the kernel prints it here: its bytes in network order, read as a number of this (little-endian) machine. */
export function hexAddress(address: Ipv4): string {
  const swapped =
    ((address & 255) << 24) | ((address & 0xff00) << 8) | ((address >>> 8) & 0xff00) | (address >>> 24);
  return (swapped >>> 0).toString(16).toUpperCase().padStart(8, "0");
}

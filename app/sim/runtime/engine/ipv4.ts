/** Addresses of IPv4 networks as numbers. */
export interface Subnet {
  readonly network: number;
  readonly prefix: number;
}

export const ipText = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

export function ipNumber(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const parts = match?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** "172.18.0.0/16"; undefined for what is no network, or has an address of a host in it. */
export function readSubnet(text: string): Subnet | undefined {
  const [address = "", length = ""] = text.split("/");
  const value = ipNumber(address);
  const prefix = /^\d{1,2}$/.test(length) ? Number(length) : Number.NaN;
  if (value === undefined || !(prefix >= 1 && prefix <= 30)) return undefined;
  const size = 2 ** (32 - prefix);
  return { network: Math.floor(value / size) * size, prefix };
}

export const subnetText = ({ network, prefix }: Subnet): string => `${ipText(network)}/${prefix}`;
export const sizeOf = ({ prefix }: Subnet): number => 2 ** (32 - prefix);
export const contains = (subnet: Subnet, address: number): boolean =>
  address >= subnet.network && address < subnet.network + sizeOf(subnet);
export const overlaps = (one: Subnet, other: Subnet): boolean =>
  contains(one, other.network) || contains(other, one.network);

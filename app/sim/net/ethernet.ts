/** Ethernet frames as the bytes that software sees: from the destination address to the payload, without preamble and checksum. */

const HEADER_BYTES = 14;
/** With one VLAN tag. */
const MOST_FRAME_BYTES = 1518;

/** Cards pad shorter frames (IEEE 802.3, 4.2.3.3). */
const LEAST_FRAME_BYTES = 60;
/** Preamble and start delimiter, checksum, gap to the next frame. */
const AROUND_A_FRAME_BYTES = 8 + 4 + 12;

export const isEthernetFrame = ({ length }: Uint8Array): boolean =>
  length >= HEADER_BYTES && length <= MOST_FRAME_BYTES;

/** A 48-bit address as a number, for tables. */
export type AddressKey = number;

export const destinationOf = (frame: Uint8Array): AddressKey => addressAt(frame, 0);
export const sourceOf = (frame: Uint8Array): AddressKey => addressAt(frame, 6);

function addressAt(frame: Uint8Array, at: number): AddressKey {
  let key = 0;
  for (let i = at; i < at + 6; i++) key = key * 256 + frame[i]!;
  return key;
}

/** "02:54:52:00:00:01" */
export const macText = (address: AddressKey): string =>
  address
    .toString(16)
    .padStart(12, "0")
    .replace(/..(?!$)/g, "$&:");

/** Broadcast and multicast: the lowest bit of the first octet. */
export const isGroupAddress = (address: AddressKey): boolean => (Math.floor(address / 2 ** 40) & 1) === 1;

/** How long a frame keeps the wire busy, whole nanoseconds. */
export const wireNs = (frameBytes: number, bitsPerSecond: number): number =>
  Math.ceil(((Math.max(LEAST_FRAME_BYTES, frameBytes) + AROUND_A_FRAME_BYTES) * 8e9) / bitsPerSecond);

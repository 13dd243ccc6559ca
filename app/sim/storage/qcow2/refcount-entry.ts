/** One refcount within a block, of any width from 1 to 64 bits. Below a byte, the first is in the lowest bits. */
import { roundedUint64, setUint64 } from "./big-endian";

export function readRefcount(block: DataView, index: number, bits: number): number {
  switch (bits) {
    case 8:
      return block.getUint8(index);
    case 16:
      return block.getUint16(index * 2);
    case 32:
      return block.getUint32(index * 4);
    case 64:
      return roundedUint64(block, index * 8);
    default: {
      const shift = (index * bits) % 8;
      return (block.getUint8((index * bits) >> 3) >> shift) & ((1 << bits) - 1);
    }
  }
}

export function writeRefcount(block: DataView, index: number, bits: number, value: number): void {
  if (bits === 8) block.setUint8(index, value);
  else if (bits === 16) block.setUint16(index * 2, value);
  else if (bits === 32) block.setUint32(index * 4, value);
  else if (bits === 64) setUint64(block, index * 8, value);
  else {
    const at = (index * bits) >> 3;
    const shift = (index * bits) % 8;
    const mask = ((1 << bits) - 1) << shift;
    block.setUint8(at, (block.getUint8(at) & ~mask) | (value << shift));
  }
}

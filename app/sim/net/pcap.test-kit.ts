/** Reads pcap files as a reader by the book does: byte order and resolution from the magic number. */
import type { CapturedFrame } from "./pcap";

export function readPcap(file: Uint8Array): { linkType: number; frames: CapturedFrame[] } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = [0xa1b2c3d4, 0xa1b23c4d].includes(view.getUint32(0, true));
  const u32 = (at: number) => view.getUint32(at, little);
  const magic = u32(0);
  if (magic !== 0xa1b2c3d4 && magic !== 0xa1b23c4d) throw new Error("no pcap file");
  if (view.getUint16(4, little) !== 2 || view.getUint16(6, little) !== 4) throw new Error("not version 2.4");
  const unitNs = magic === 0xa1b23c4d ? 1 : 1000;
  const frames: CapturedFrame[] = [];
  let at = 24;
  while (at < file.length) {
    const [captured, original] = [u32(at + 8), u32(at + 12)];
    if (captured > u32(16) || captured !== original || at + 16 + captured > file.length)
      throw new Error(`the record at ${at} is damaged`);
    frames.push({
      atNs: u32(at) * 1e9 + u32(at + 4) * unitNs,
      bytes: file.slice(at + 16, at + 16 + captured),
    });
    at += 16 + captured;
  }
  return { linkType: u32(20), frames };
}

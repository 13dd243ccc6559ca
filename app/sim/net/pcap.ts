/**
 * Captures in the pcap file format with nanoseconds (draft-ietf-opsawg-pcap, magic number 0xA1B23C4D), little endian: what
 * tcpdump and Wireshark read.
 */

const MAGIC_NS = 0xa1b23c4d;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const LINKTYPE_ETHERNET = 1;
const SNAPSHOT_LENGTH = 65_535;
const NS_PER_S = 1e9;

export interface CapturedFrame {
  readonly atNs: number;
  readonly bytes: Uint8Array;
}

/** Frames in memory, up to a size. */
export class PcapCapture {
  /** Frames that came when it was full. */
  missed = 0;
  private readonly frames: CapturedFrame[] = [];
  private bytes = FILE_HEADER_BYTES;

  constructor(private readonly mostBytes: number) {}

  get count(): number {
    return this.frames.length;
  }

  add(bytes: Uint8Array, atNs: number): void {
    const size = RECORD_HEADER_BYTES + bytes.length;
    // Once full it stays full: a capture with holes would mislead.
    if (this.missed > 0 || this.bytes + size > this.mostBytes) this.missed++;
    else {
      this.frames.push({ atNs, bytes });
      this.bytes += size;
    }
  }

  file(): Uint8Array {
    return writePcap(this.frames);
  }
}

/** Moments are nanoseconds since the file's epoch: in the lab, virtual time 0 is 1970. */
function writePcap(frames: readonly CapturedFrame[]): Uint8Array {
  const size = frames.reduce((sum, { bytes }) => sum + RECORD_HEADER_BYTES + bytes.length, FILE_HEADER_BYTES);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC_NS, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPSHOT_LENGTH, true);
  view.setUint32(20, LINKTYPE_ETHERNET, true);
  let at = FILE_HEADER_BYTES;
  for (const { atNs, bytes } of frames) {
    view.setUint32(at, Math.floor(atNs / NS_PER_S), true);
    view.setUint32(at + 4, atNs % NS_PER_S, true);
    view.setUint32(at + 8, bytes.length, true);
    view.setUint32(at + 12, bytes.length, true);
    file.set(bytes, at + RECORD_HEADER_BYTES);
    at += RECORD_HEADER_BYTES + bytes.length;
  }
  return file;
}

/**
 * Processor work of the applets, in instructions of user mode. What costs/ has counted is taken from there; the rest are rough
 * numbers from the real guest: `lab exec --json` of a script with and without the work, divided by bytes or lines.
 */
import { partCost } from "../../costs/costs";

const KIB = 1024;

export const WORK = {
  /** From main() to exit of an applet that does nothing: libc and busybox start. */
  start: partCost("program.start"),
  /** Copying through a buffer without looking (cat, dd, cp). */
  copyByte: 0.1,
  /** Reading with getc and looking for the line's end. */
  lineByte: 12,
  line: 120,
  /** Formatted output, a byte. */
  printByte: 8,
  /** Regular expressions (musl's TRE). */
  regexByte: 90,
  regexCompile: 6_000,
  /** Comparing two lines in a sort. */
  compare: 60,
  md5Byte: 9,
  sha1Byte: 18,
  sha256Byte: partCost("sha.kib") / KIB,
  sha512Byte: 60,
  sha3Byte: 90,
  crcByte: 8,
  deflateByte: 120,
  inflateByte: 25,
  base64Byte: 12,
  /** One statement or operator of awk. */
  awkNode: 80,
  /** One command of sed on one line. */
  sedCommand: 60,
  /** A member of an archive: its header made or read. */
  tarEntry: 6_000,
  /** A directory entry looked at by ls, find, du, rm. */
  entry: 700,
} as const;

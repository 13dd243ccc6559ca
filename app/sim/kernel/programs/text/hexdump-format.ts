/** hexdump's format strings (-e): their grammar, and what they print of a block. */

import { unescapeAll } from "../lib/escapes";
import { formatFloat, formatInteger } from "../lib/printf";

interface Piece {
  readonly text: string;
  /** Letters of the conversion ("x", "_p", "_ax"); undefined for plain text. */
  readonly conversion: string | undefined;
  readonly flags: string;
  readonly width: number;
  readonly precision: number;
  readonly bytes: number;
}

interface Unit {
  repeat: number;
  readonly repeatGiven: boolean;
  readonly bytes: number;
  readonly pieces: readonly Piece[];
}

export interface FormatString {
  readonly units: readonly Unit[];
  readonly bytes: number;
}

const CONVERSION = /^%([-+ 0#]*)(\d*)(?:\.(\d*))?(_[aA][dox]|_[cpu]|[cdiouxXeEfgGs])/;

/** Bytes that a conversion takes where the unit does not say. */
function naturalBytes(conversion: string, precision: number): number {
  if (/^_[aA]/.test(conversion)) return 0;
  if (/^(?:c|_[cpu])$/.test(conversion)) return 1;
  if (conversion === "s") return Math.max(0, precision);
  return /[eEfgG]/.test(conversion) ? 8 : 4;
}

function piecesOf(format: string, unitBytes: number | undefined): Piece[] | string {
  const pieces: Piece[] = [];
  const plain = { conversion: undefined, flags: "", width: 0, precision: -1, bytes: 0 };
  for (let at = 0; at < format.length; ) {
    if (format[at] !== "%" || format[at + 1] === "%") {
      const next = format.indexOf("%", at + (format[at] === "%" ? 2 : 1));
      const end = next < 0 ? format.length : next;
      pieces.push({ ...plain, text: unescapeAll(format.slice(at, end)).replaceAll("%%", "%") });
      at = end;
      continue;
    }
    const match = CONVERSION.exec(format.slice(at));
    if (match === null)
      return `bad conversion character ${format
        .slice(at)
        .replace(/^%[-+ 0#\d.]*/, "%")
        .slice(0, 2)}`;
    const [whole, flags, width, precisionText, conversion] = match;
    const precision = precisionText === undefined ? -1 : Number(precisionText);
    const natural = naturalBytes(conversion!, precision);
    const bytes = natural === 0 ? 0 : natural === 1 || unitBytes === undefined ? natural : unitBytes;
    pieces.push({ text: "", conversion: conversion!, flags: flags!, width: Number(width), precision, bytes });
    at += whole.length;
  }
  return pieces;
}

/** A format string, or what is wrong with it. */
export function parseFormat(text: string): FormatString | string {
  const units: Unit[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const match = /^(\d*)\s*(?:\/\s*(\d+))?\s*"((?:[^"\\]|\\.)*)"\s*/s.exec(rest);
    if (match === null) return `bad format {${text}}`;
    const [whole, repeat, bytesText, format] = match;
    const pieces = piecesOf(format!, bytesText === undefined ? undefined : Number(bytesText));
    if (typeof pieces === "string") return pieces;
    const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
    units.push({ repeat: Number(repeat || 1), repeatGiven: repeat !== "", bytes, pieces });
    rest = rest.slice(whole.length);
  }
  return { units, bytes: units.reduce((sum, unit) => sum + unit.repeat * unit.bytes, 0) };
}

/** Lets the last unit of each string repeat until all strings take as many bytes; answers how many. */
export function alignFormats(formats: readonly FormatString[]): number {
  const block = Math.max(0, ...formats.map(({ bytes }) => bytes));
  for (const { units, bytes } of formats) {
    const last = units.findLast((unit) => unit.bytes > 0);
    if (last !== undefined && !last.repeatGiven) last.repeat += Math.floor((block - bytes) / last.bytes);
  }
  return block;
}

const ESCAPES: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

const unsigned = (data: readonly number[]): bigint =>
  data.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function pad({ flags, width }: Piece, text: string): string {
  return flags.includes("-") ? text.padEnd(width) : text.padStart(width);
}

function show(piece: Piece, data: readonly number[], address: number): string {
  const { conversion = "", flags, width, precision } = piece;
  const byte = data[0] ?? 0;
  const integer = (letter: string, value: bigint): string =>
    formatInteger(value, { flags, width, precision, letter });
  if (conversion.startsWith("_a")) return integer(conversion.at(-1)!, BigInt(address));
  if (conversion === "_p") return pad(piece, byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".");
  if (conversion === "_c" || conversion === "_u") {
    const printable = byte >= 32 && byte < 127 ? String.fromCharCode(byte) : undefined;
    return pad(piece, ESCAPES[byte] ?? printable ?? byte.toString(8).padStart(3, "0"));
  }
  if (conversion === "c") return pad(piece, String.fromCharCode(byte));
  if (conversion === "s") return pad(piece, String.fromCharCode(...data).replace(/\0.*$/s, ""));
  if (/[eEfgG]/.test(conversion)) {
    const view = new DataView(Uint8Array.from(data).buffer);
    const value = data.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
    return formatFloat(value, { flags, width, precision, letter: conversion });
  }
  const value = unsigned(data);
  const signed = conversion === "d" || conversion === "i";
  return integer(conversion, signed ? BigInt.asIntN(data.length * 8, value) : value);
}

/** What a string prints of a block that begins at `address`; of `text` there may be less than a block at the end. */
export function formatBlock({ units }: FormatString, text: string, address: number): string {
  let out = "";
  let at = 0;
  for (const { repeat, pieces } of units) {
    if (pieces.some(({ conversion }) => conversion?.startsWith("_A"))) continue;
    for (let turn = 1; turn <= repeat; turn++) {
      for (const [i, piece] of pieces.entries()) {
        if (piece.conversion === undefined) {
          const last = repeat > 1 && turn === repeat && i === pieces.length - 1;
          out += last ? piece.text.replace(/\s+$/, "") : piece.text;
          continue;
        }
        const beyond = piece.bytes > 0 && at >= text.length;
        if (beyond) out += " ".repeat(piece.width);
        else {
          const data = Array.from({ length: piece.bytes }, (_, j) => text.charCodeAt(at + j) || 0);
          out += show(piece, data, address + at);
        }
        at += piece.bytes;
      }
    }
  }
  return out;
}

/** What %_A prints at the very end. */
export function formatEnd({ units }: FormatString, address: number): string {
  let out = "";
  for (const { pieces } of units) {
    if (!pieces.some(({ conversion }) => conversion?.startsWith("_A"))) continue;
    for (const piece of pieces)
      out +=
        piece.conversion === undefined
          ? piece.text
          : show({ ...piece, conversion: piece.conversion.replace("_A", "_a") }, [], address);
  }
  return out;
}

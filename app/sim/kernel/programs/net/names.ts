/** Host names: addresses as inet_aton reads them, /etc/hosts, and a name server that is never there. */
import type { Call } from "../../abi/call";
import type { Sys } from "../../abi/sys";
import { readTextFile } from "../lib/users";

/** musl's resolver waits this long for an answer. */
const RESOLVER_NS = 5e9;

/** "10.0.0.1", and the shorter and other-based forms of inet_aton. */
export function numericAddress(text: string): string | undefined {
  const parts = text.split(".");
  if (parts.length > 4 || !parts.every((part) => /^(0[xX][0-9a-fA-F]+|[0-9]+)$/.test(part))) return undefined;
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = numbers.pop()!;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  const value = numbers.reduce((sum, number, at) => sum + number * 256 ** (3 - at), last);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

interface HostLine {
  readonly address: string;
  readonly names: readonly string[];
}

function* hosts(sys: Sys): Call<readonly HostLine[]> {
  const text = (yield* readTextFile(sys, "/etc/hosts")) ?? "";
  return text.split("\n").flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    return address === undefined || address === "" ? [] : [{ address, names }];
  });
}

/** undefined: nobody knows the name. */
export function* resolve(sys: Sys, name: string): Call<string | undefined> {
  const numeric = numericAddress(name);
  if (numeric !== undefined) return numeric;
  for (const { address, names } of yield* hosts(sys))
    if (names.includes(name) && numericAddress(address) !== undefined) return address;
  if (name === "") return undefined;
  yield* sys.nanosleep(RESOLVER_NS);
  return undefined;
}

/** The name of an address in /etc/hosts. */
export function* nameOf(sys: Sys, address: string): Call<string | undefined> {
  for (const line of yield* hosts(sys)) if (line.address === address) return line.names[0];
  return undefined;
}

const SERVICES: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  pop3: 110,
  https: 443,
};

/** A port by number or well-known name. */
export function portNumber(text: string): number | undefined {
  if (/^\d+$/.test(text) && Number(text) < 65536) return Number(text);
  return SERVICES[text];
}

/** "host:port" or "host" (port undefined). */
export function splitHostPort(text: string): { readonly host: string; readonly port: string | undefined } {
  const colon = text.lastIndexOf(":");
  return colon < 0
    ? { host: text, port: undefined }
    : { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

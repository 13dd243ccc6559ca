/** Smaller values of `docker run`: names, variables, labels, ulimits, restart policies, modes. */

import { RLIMITS } from "../../../kernel/abi/flags";
import type { ContainerSpec } from "../../engine/contract";
import { ValueError } from "./sizes";

/** "A=1", or "A" for the caller's own value. @throws ValueError */
export function checkVariable(text: string): void {
  if (text === "" || text.startsWith("=")) throw new ValueError(`invalid environment variable: ${text}`);
}

/** What a variable without "=" becomes: the caller's value, or nothing. */
export function withValue(text: string, env: ReadonlyMap<string, string>): readonly string[] {
  if (text.includes("=")) return [text];
  const value = env.get(text);
  return value === undefined ? [] : [`${text}=${value}`];
}

/** Lines of an --env-file or --label-file. @throws ValueError */
export function fileLines(text: string, path: string, env: ReadonlyMap<string, string>): readonly string[] {
  const out: string[] = [];
  for (const raw of text.replace(/^\xef\xbb\xbf/, "").split("\n")) {
    const line = raw.replace(/\r$/, "").replace(/^[ \t]+/, "");
    if (line === "" || line.startsWith("#")) continue;
    const name = line.split("=", 1)[0]!;
    if (/[ \t]/.test(name))
      throw new ValueError(`poorly formatted environment: variable '${name.trimEnd()}' contains whitespaces`);
    if (name === "")
      throw new ValueError(`poorly formatted environment: no variable name on line '${line}' of ${path}`);
    out.push(...withValue(line, env));
  }
  return out;
}

/** @throws ValueError */
export function checkLabel(text: string): void {
  if (text === "" || text.startsWith("=")) throw new ValueError(`invalid label '${text}': empty name`);
}

/** "a=b" lines as a record; without "=" the value is empty. */
export function keyValues(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

const ULIMITS: readonly string[] = RLIMITS.map((name) => name.toLowerCase());

/** "nofile=1024:2048". @throws ValueError */
export function parseUlimit(
  text: string,
): readonly [string, { readonly soft: number; readonly hard: number }] {
  const match = /^([^=]*)=(.*)$/s.exec(text);
  if (match === null) throw new ValueError(`invalid ulimit argument: ${text}`);
  const name = match[1]!;
  if (!ULIMITS.includes(name)) throw new ValueError(`invalid ulimit type: ${name}`);
  const parts = match[2]!.split(":");
  if (parts.length > 2)
    throw new ValueError(
      `too many limit value arguments - ${match[2]}, can only have up to two, \`soft[:hard]\``,
    );
  const [soft, hard] = parts.map((part) => {
    if (!/^[-+]?\d{1,18}$/.test(part))
      throw new ValueError(`strconv.ParseInt: parsing ${JSON.stringify(part)}: invalid syntax`);
    return Number(part);
  });
  const top = hard ?? soft!;
  const rank = (limit: number) => (limit < 0 ? Number.POSITIVE_INFINITY : limit);
  if (rank(soft!) > rank(top))
    throw new ValueError(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${top}`);
  return [name, { soft: rank(soft!), hard: rank(top) }];
}

/** "no", "always", "unless-stopped", "on-failure[:3]". @throws ValueError */
export function parseRestart(text: string): ContainerSpec["restart"] {
  const [name = "", count, ...more] = text.split(":");
  if (more.length > 0)
    throw new ValueError("invalid restart policy format: maximum retry count must be an integer");
  if (count !== undefined && !/^\d{1,9}$/.test(count))
    throw new ValueError("invalid restart policy format: maximum retry count must be an integer");
  if (name === "") return { name: "no", maximum: 0 };
  if (name !== "no" && name !== "always" && name !== "unless-stopped" && name !== "on-failure")
    throw new ValueError(`invalid restart policy '${name}'`);
  if (count !== undefined && Number(count) > 0 && name !== "on-failure")
    throw new ValueError(`maximum retry count cannot be used with restart policy '${name}'`);
  return { name, maximum: Number(count ?? 0) };
}

/** Sysctls that belong to a namespace, as Docker's command line lets them through. @throws ValueError */
export function checkSysctl(text: string): void {
  const name = text.split("=", 1)[0]!;
  const known = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
  ];
  if (!text.includes("=") || !(known.includes(name) || /^(net|fs\.mqueue)\./.test(name)))
    throw new ValueError(`sysctl '${text}' is not allowed`);
}

/** @throws ValueError */
export function checkHost(text: string): void {
  const [name = "", address = ""] = text.split(/[:=](.*)/s);
  if (name === "" || address === "") throw new ValueError(`bad format for add-host: ${JSON.stringify(text)}`);
  if (address !== "host-gateway" && !/^\d{1,3}(\.\d{1,3}){3}$/.test(address))
    throw new ValueError(`invalid IP address in add-host: ${JSON.stringify(address)}`);
}

/** Filters are name=value. @throws ValueError */
export function checkFilter(text: string): void {
  if (!text.includes("=")) throw new ValueError("bad format of filter (expected name=value)");
}

/** Modes of namespaces by flag; the engine's words: "", "host", "container:NAME". @throws ValueError */
export function parseMode(flag: "pid" | "ipc" | "uts" | "userns", text: string): string {
  if (text === "" || text === "private")
    return text === "private" && (flag === "pid" || flag === "uts" || flag === "userns") ? bad() : "";
  if (text === "host") return "host";
  if ((flag === "pid" || flag === "ipc") && /^container:.+/.test(text)) return text;
  if (flag === "ipc" && (text === "shareable" || text === "none")) {
    if (text === "none") throw new ValueError("--ipc=none is not known to the lab's engine");
    return "";
  }
  return bad();
  function bad(): never {
    if (flag === "ipc") throw new ValueError(`invalid IPC mode: ${text}`);
    throw new ValueError(`--${flag}: invalid ${flag === "userns" ? "USER" : flag.toUpperCase()} mode`);
  }
}

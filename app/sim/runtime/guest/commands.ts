/** Lines of the guest's script: files, limits, mount options, looking for a program. */

import { MS } from "../../kernel/abi/flags";
import type { Step } from "../bundle/steps";
import { quote } from "./quote";

export const comment = ({ why }: Step): string => `# ${why}`;

/** Starting a program is the dear part of a script: one that is not needed is left out. */
export const makeDirectory = (path: string): string => `[ -d ${quote(path)} ] || mkdir -p ${quote(path)}`;

/** A file with exactly these lines. */
export function heredoc(path: string, lines: readonly string[]): string[] {
  let mark = "END_OF_FILE";
  while (lines.some((line) => line.split("\n").includes(mark))) mark += "_";
  return [`cat > ${quote(path)} <<'${mark}'`, ...lines, mark];
}

/** As the engine says it, with its status. */
export function lookUp(name: string): string[] {
  const say = (text: string, status: number) =>
    `{ printf '%s\\n' ${quote(`exec: "${name}": ${text}`)} >&2; exit ${status}; }`;
  if (name.includes("/"))
    return [
      `[ -e ${quote(name)} ] || ${say(`stat ${name}: no such file or directory`, 127)}`,
      `[ -d ${quote(name)} ] && ${say("is a directory", 126)}`,
      `[ -x ${quote(name)} ] || ${say("permission denied", 126)}`,
    ];
  return [
    "found=",
    `IFS=:; for at in $PATH; do [ -x "\${at:-.}"/${quote(name)} ] && [ ! -d "\${at:-.}"/${quote(name)} ] && found=1; done; unset IFS`,
    `[ "$found" ] || ${say("executable file not found in $PATH", 127)}`,
    "unset found at",
  ];
}

const LIMITS: Readonly<Record<string, string>> = {
  CORE: "-c",
  DATA: "-d",
  NICE: "-e",
  FSIZE: "-f",
  SIGPENDING: "-i",
  MEMLOCK: "-l",
  RSS: "-m",
  NOFILE: "-n",
  STACK: "-s",
  CPU: "-t",
  NPROC: "-u",
  AS: "-v",
  LOCKS: "-x",
};
/** ulimit counts these in blocks of 512 bytes, or in KiB. */
const UNITS: Readonly<Record<string, number>> = {
  CORE: 512,
  FSIZE: 512,
  DATA: 1024,
  MEMLOCK: 1024,
  RSS: 1024,
  STACK: 1024,
  AS: 1024,
};

export function limit(name: string, soft: number, hard: number): string[] {
  const flag = LIMITS[name];
  if (flag === undefined) return [];
  const text = (value: number) =>
    Number.isFinite(value) && value < 2 ** 53 ? String(Math.floor(value / (UNITS[name] ?? 1))) : "unlimited";
  return [`ulimit -S ${flag} ${text(soft)}`, `ulimit -H ${flag} ${text(hard)}`];
}

const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [MS.RDONLY, "ro"],
  [MS.NOSUID, "nosuid"],
  [MS.NODEV, "nodev"],
  [MS.NOEXEC, "noexec"],
  [MS.NOATIME, "noatime"],
  [MS.NODIRATIME, "nodiratime"],
  [MS.STRICTATIME, "strictatime"],
  [MS.REMOUNT, "remount"],
];

export function optionsOf(flags: number, data: string): string {
  const names = FLAG_NAMES.filter(([flag]) => (flags & flag) !== 0).map(([, name]) => name);
  const remountBind = (flags & MS.REMOUNT) !== 0 && (flags & MS.BIND) !== 0 ? ["bind"] : [];
  return [...names, ...remountBind, ...(data === "" ? [] : [data])].join(",");
}

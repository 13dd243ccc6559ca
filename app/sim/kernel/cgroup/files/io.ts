/** io.* files: limits and counters by disk. */
import { SysError } from "../../abi/errno";
import { type IoLimits, UNLIMITED_IO } from "../io";
import type { FileSpec, FileUse } from "./spec";

const KEYS = ["rbps", "wbps", "riops", "wiops"] as const;

function show({ cgroup }: FileUse): string {
  let text = "";
  for (const [device, limits] of cgroup.io?.limits ?? []) {
    const words = KEYS.map(
      (key) => `${key}=${limits[key] === Number.POSITIVE_INFINITY ? "max" : limits[key]}`,
    );
    text += `${device} ${words.join(" ")}\n`;
  }
  return text;
}

/** "8:0 rbps=1048576 wiops=max". @throws SysError EINVAL, ENODEV, ERANGE */
function store(text: string, { tree, cgroup }: FileUse): void {
  const [, major, minor, rest = ""] = /^\s*(\d+):(\d+)(?=\s)(.*)$/s.exec(text) ?? [];
  if (major === undefined || minor === undefined) throw new SysError("EINVAL");
  const device = `${Number(major)}:${Number(minor)}`;
  if (!tree.controllers.io.disks.has(device)) throw new SysError("ENODEV");
  const { io } = cgroup;
  if (io === undefined) throw new SysError("ENODEV");
  const limits: IoLimits = { ...(io.limits.get(device) ?? UNLIMITED_IO) };
  for (const word of rest.split(/\s+/)) if (word !== "") change(limits, word);
  if (KEYS.every((key) => limits[key] === Number.POSITIVE_INFINITY)) io.limits.delete(device);
  else io.limits.set(device, limits);
}

function change(limits: IoLimits, word: string): void {
  const [, name, value = ""] = /^([^=]*)=(.*)$/.exec(word) ?? [];
  const key = KEYS.find((known) => known === name);
  if (key === undefined) throw new SysError("EINVAL");
  if (value === "max") limits[key] = Number.POSITIVE_INFINITY;
  else if (!/^\d+$/.test(value)) throw new SysError("EINVAL");
  else if (Number(value) === 0) throw new SysError("ERANGE");
  else limits[key] = Number(value);
}

function stat({ tree, cgroup }: FileUse): string {
  let text = "";
  for (const [device, { rbytes, wbytes, rios, wios, dbytes, dios }] of tree.controllers.io.stat(cgroup))
    text += `${device} rbytes=${rbytes} wbytes=${wbytes} rios=${rios} wios=${wios} dbytes=${dbytes} dios=${dios}\n`;
  return text;
}

export const IO_FILES: readonly FileSpec[] = [
  { name: "io.stat", controller: "io", show: stat },
  { name: "io.max", controller: "io", notInRoot: true, show, store },
];

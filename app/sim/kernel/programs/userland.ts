/** All programs of the simulated userland, by the name that a program's file carries. */
import type { Program } from "../abi/sys";
import { sh } from "../shell/sh";
import { archivePrograms } from "./archive/index";
import { busybox } from "./busybox";
import { filePrograms } from "./files/index";
import { init } from "./init";
import { netPrograms } from "./net/index";
import { systemPrograms } from "./system/index";
import { textPrograms } from "./text/index";

/** Files of their own in the guest's /bin; everything else is a link to busybox. */
export const OWN_FILES = ["unshare", "nsenter", "ip", "kbench", "memtouch", "pagepattern", "spin"] as const;

const applets = new Map<string, Program>(
  Object.entries({ ...archivePrograms, ...textPrograms, ...filePrograms, ...netPrograms, ...systemPrograms }),
);
for (const name of OWN_FILES) applets.delete(name);

/** Names under which busybox is linked in /bin. */
export const APPLETS: readonly string[] = [...applets.keys(), "ash"].sort();

export function userland(): ReadonlyMap<string, Program> {
  const all = { ...archivePrograms, ...textPrograms, ...filePrograms, ...netPrograms, ...systemPrograms };
  const programs = new Map<string, Program>([
    ["busybox", busybox(applets, sh)],
    ["init", init],
  ]);
  for (const name of OWN_FILES) {
    const program = all[name];
    if (program !== undefined) programs.set(name, program);
  }
  return programs;
}

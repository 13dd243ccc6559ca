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

const all: Readonly<Record<string, Program>> = {
  ...archivePrograms,
  ...textPrograms,
  ...filePrograms,
  ...netPrograms,
  ...systemPrograms,
};
const applets = new Map<string, Program>(Object.entries(all));
for (const name of OWN_FILES) applets.delete(name);

/** Names under which busybox is linked in /bin. */
export const APPLETS: readonly string[] = [...applets.keys(), "ash"].sort();

const programs: ReadonlyMap<string, Program> = new Map([
  ["busybox", busybox(applets, sh)],
  ["init", init],
  ...OWN_FILES.flatMap((name): [string, Program][] => {
    const program = all[name];
    return program === undefined ? [] : [[name, program]];
  }),
]);

/** By name; the same map for every kernel. */
export const userland = (): ReadonlyMap<string, Program> => programs;

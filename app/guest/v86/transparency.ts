/**
 * The experiment behind "a snapshot changes nothing": a guest works through scripted input; at given moments its state is
 * saved and it goes on in a new machine. Its end must be that of a guest which was left alone.
 */
import type { GuestTrack, Via } from "@/app/sim/run/record";
import type { MachineConfig } from "../guest";
import { LocalGuest } from "../local";
import { linuxGuest, nextTurn } from "./machine.test-kit";
import { nodeParts } from "./node-parts";

export interface Course {
  readonly track: GuestTrack;
  readonly via: Via;
  readonly seed: number;
  /** What a new machine takes over of compiled code is a part of it, unless none is made. */
  readonly jit?: MachineConfig["jit"];
  /** Lines typed into the console, each at its moment after power-on. */
  readonly lines: readonly { readonly atNs: number; readonly text: string }[];
  readonly untilNs: number;
}

/** Work that touches processor, memory, files, devices, timers and randomness. */
export const WORK_LINES = [
  "i=0; while [ $i -lt 400 ]; do i=$((i+1)); done; echo $i",
  "dd if=/dev/urandom of=/tmp/r bs=4k count=8 2>/dev/null; md5sum /tmp/r",
  "ls -l / | sort -r | head -5",
  "sleep 0.02; cat /proc/uptime",
  "(sleep 0.01; echo later) & wait",
  "cat /proc/interrupts",
  "mkdir -p /9; mount -t 9p -o trans=virtio,version=9p2000.L host9p /9 2>&1; ls /9; umount /9 2>&1",
] as const;

/** Runs the course, changing machines at each of `cutsNs`; answers everything that must be equal at the end. */
export async function runCourse(course: Course, cutsNs: readonly number[]): Promise<string> {
  const { track, via, seed, jit = "after boot", lines, untilNs } = course;
  let guest = await linuxGuest({ track, via, seed, jit });
  const startNs = (await guest.counters()).virtualNs;
  for (const { atNs, text } of lines) guest.type(new TextEncoder().encode(`${text}\n`), startNs + atNs);
  for (const cut of [...cutsNs].sort((a, b) => a - b)) {
    await guest.run({ untilNs: startNs + cut });
    const state = await guest.snapshot();
    const { config } = guest;
    guest.dispose();
    guest = await LocalGuest.create(await nodeParts(), config, { resume: state }, nextTurn);
  }
  await guest.run({ untilNs: startNs + untilNs });
  const { virtualNs, instructions, exits } = await guest.counters();
  const memory = await guest.readMemory(0, guest.config.memoryMiB * 2 ** 20);
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(memory));
  guest.dispose();
  return JSON.stringify({ virtualNs, instructions, exits, memory: Buffer.from(digest).toString("hex") });
}

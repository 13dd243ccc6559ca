/** cpu.* files. */

import { weightOfNice } from "../../../cpu/linux/weights";
import { SysError } from "../../abi/errno";
import type { CpuState } from "../cpu";
import { signed64, stripped, unsigned64, untilNul } from "../numbers";
import type { FileSpec, FileUse } from "./spec";

const NS_PER_US = 1000;
/** From nice -20 to 19. */
const NICE_WEIGHTS = Array.from({ length: 40 }, (_, index) => weightOfNice(index - 20));

function stateOf({ cgroup }: FileUse): CpuState {
  if (cgroup.cpu === undefined) throw new SysError("ENODEV");
  return cgroup.cpu;
}

/** cpu.stat: usage is counted in every cgroup, quotas where there is the controller. */
export function cpuStat({ tree, cgroup }: FileUse): string {
  const us = (ns: number) => Math.floor(ns / NS_PER_US);
  const lines = [
    `usage_usec ${us(cgroup.userNs + cgroup.systemNs)}`,
    `user_usec ${us(cgroup.userNs)}`,
    `system_usec ${us(cgroup.systemNs)}`,
  ];
  const { cpu, parent } = cgroup;
  if (cpu !== undefined) {
    const none = { periods: 0, throttled: 0, throttledNs: 0 };
    const { periods, throttled, throttledNs } =
      parent === undefined ? none : tree.host.cpu.throttling(cpu.group);
    lines.push(`nr_periods ${periods}`, `nr_throttled ${throttled}`, `throttled_usec ${us(throttledNs)}`);
    lines.push("nr_bursts 0", "burst_usec 0");
  }
  return `${lines.join("\n")}\n`;
}

const weightOf = (shares: number) => Math.round((shares * 100) / 1024);

/** The nice level whose weight is nearest, as the kernel looks for it: from -20 on, until the distance grows. */
function niceOf(shares: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  let index = 0;
  for (; index < NICE_WEIGHTS.length; index++) {
    const distance = Math.abs(NICE_WEIGHTS[index]! - shares);
    if (distance >= nearest) break;
    nearest = distance;
  }
  return index - 21;
}

/** sscanf("%20s %llu"): the quota's word and, if there is one, the period. Microseconds. @throws SysError EINVAL */
function bandwidth(text: string, state: CpuState): { readonly quotaUs: number; readonly periodUs: number } {
  const [, word, rest = ""] = /^[ \t\n\v\f\r]*([^ \t\n\v\f\r]{1,20})(.*)$/s.exec(untilNul(text)) ?? [];
  if (word === undefined) throw new SysError("EINVAL");
  const [, period] = /^[ \t\n\v\f\r]*([0-9]+)/.exec(rest) ?? [];
  const [quota] = /^[0-9]+/.exec(word) ?? [];
  if (quota === undefined && word !== "max") throw new SysError("EINVAL");
  return {
    quotaUs: quota === undefined ? Number.POSITIVE_INFINITY : Number(quota),
    periodUs: period === undefined ? state.periodUs : Number(period),
  };
}

const flag = (value: number): boolean => {
  if (value < 0 || value > 1) throw new SysError("EINVAL");
  return value === 1;
};

const file = (name: string, rest: Omit<FileSpec, "name" | "controller" | "notInRoot">): FileSpec => ({
  name,
  controller: "cpu",
  notInRoot: true,
  ...rest,
});

export const CPU_FILES: readonly FileSpec[] = [
  file("cpu.weight", {
    show: (use) => `${weightOf(stateOf(use).shares)}\n`,
    store: (text, use) => {
      const weight = unsigned64(text);
      if (weight < 1 || weight > 10_000) throw new SysError("ERANGE");
      use.tree.controllers.cpu.setShares(use.cgroup, Math.round((weight * 1024) / 100));
    },
  }),
  file("cpu.weight.nice", {
    show: (use) => `${niceOf(stateOf(use).shares)}\n`,
    store: (text, use) => {
      const nice = signed64(text);
      if (nice < -20 || nice > 19) throw new SysError("ERANGE");
      use.tree.controllers.cpu.setShares(use.cgroup, NICE_WEIGHTS[nice + 20]!);
    },
  }),
  file("cpu.idle", {
    show: (use) => `${stateOf(use).idle ? 1 : 0}\n`,
    store: (text, use) => use.tree.controllers.cpu.setIdle(use.cgroup, flag(signed64(text))),
  }),
  file("cpu.max", {
    show: (use) => {
      const { quotaUs, periodUs } = stateOf(use);
      // The kernel prints a 32-bit number, and "max" for a negative one.
      const quota = quotaUs === Number.POSITIVE_INFINITY ? -1 : quotaUs | 0;
      return `${quota < 0 ? "max" : quota} ${periodUs}\n`;
    },
    store: (text, use) =>
      use.tree.controllers.cpu.setBandwidth(use.cgroup, bandwidth(stripped(text), stateOf(use))),
  }),
  file("cpu.max.burst", {
    show: (use) => `${stateOf(use).burstUs}\n`,
    store: (text, use) => use.tree.controllers.cpu.setBandwidth(use.cgroup, { burstUs: unsigned64(text) }),
  }),
];

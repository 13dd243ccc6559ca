/** The io controller: limits and counters by block device. */
import type { Device } from "../abi/sys";
import type { Cgroup } from "./cgroup";

export interface IoLimits {
  rbps: number;
  wbps: number;
  riops: number;
  wiops: number;
}

/** io.stat of one device. */
export interface IoCounters {
  rbytes: number;
  wbytes: number;
  rios: number;
  wios: number;
  dbytes: number;
  dios: number;
}

/** "major:minor". */
export type DeviceKey = string;

export interface IoState {
  readonly limits: Map<DeviceKey, IoLimits>;
}

export const UNLIMITED_IO: Readonly<IoLimits> = {
  rbps: Number.POSITIVE_INFINITY,
  wbps: Number.POSITIVE_INFINITY,
  riops: Number.POSITIVE_INFINITY,
  wiops: Number.POSITIVE_INFINITY,
};

export class IoController {
  /** The machine's disks (not partitions); io.max refuses others. */
  readonly disks = new Set<DeviceKey>();
  /** Counters of each cgroup and everything below it. */
  private readonly counters = new WeakMap<Cgroup, Map<DeviceKey, IoCounters>>();

  online(cgroup: Cgroup): void {
    cgroup.io = { limits: new Map() };
  }

  offline(cgroup: Cgroup): void {
    cgroup.io = undefined;
  }

  /** A transfer of the cgroup's to or from a disk. */
  count(cgroup: Cgroup, device: Device, kind: "read" | "write", bytes: number): void {
    for (const at of cgroup.upwards()) {
      const counters = this.of(at, `${device.major}:${device.minor}`);
      counters[kind === "read" ? "rbytes" : "wbytes"] += bytes;
      counters[kind === "read" ? "rios" : "wios"]++;
    }
  }

  /** io.stat. */
  stat(cgroup: Cgroup): ReadonlyMap<DeviceKey, IoCounters> {
    return this.counters.get(cgroup) ?? new Map();
  }

  private of(cgroup: Cgroup, device: DeviceKey): IoCounters {
    let devices = this.counters.get(cgroup);
    if (devices === undefined) {
      devices = new Map();
      this.counters.set(cgroup, devices);
    }
    let counters = devices.get(device);
    if (counters === undefined) {
      counters = { rbytes: 0, wbytes: 0, rios: 0, wios: 0, dbytes: 0, dios: 0 };
      devices.set(device, counters);
    }
    return counters;
  }
}

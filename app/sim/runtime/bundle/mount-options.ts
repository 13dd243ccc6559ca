/** Mount options of config.json (and of docker -v, --tmpfs) as flags and data of mount(2). */
import { MS } from "../../kernel/abi/flags";

export interface MountOptions {
  readonly flags: number;
  /** For the file system, joined by commas. */
  readonly data: string;
  /** Changes of propagation, each a call of its own. */
  readonly propagation: readonly number[];
}

const SET: Readonly<Record<string, number>> = {
  ro: MS.RDONLY,
  nosuid: MS.NOSUID,
  nodev: MS.NODEV,
  noexec: MS.NOEXEC,
  sync: MS.SYNCHRONOUS,
  dirsync: MS.DIRSYNC,
  remount: MS.REMOUNT,
  noatime: MS.NOATIME,
  nodiratime: MS.NODIRATIME,
  relatime: MS.RELATIME,
  strictatime: MS.STRICTATIME,
  bind: MS.BIND,
  rbind: MS.BIND | MS.REC,
};
const CLEAR: Readonly<Record<string, number>> = {
  rw: MS.RDONLY,
  suid: MS.NOSUID,
  dev: MS.NODEV,
  exec: MS.NOEXEC,
  async: MS.SYNCHRONOUS,
  atime: MS.NOATIME,
  diratime: MS.NODIRATIME,
  norelatime: MS.RELATIME,
  nostrictatime: MS.STRICTATIME,
  defaults: 0,
};
const PROPAGATION: Readonly<Record<string, number>> = {
  private: MS.PRIVATE,
  rprivate: MS.PRIVATE | MS.REC,
  slave: MS.SLAVE,
  rslave: MS.SLAVE | MS.REC,
  shared: MS.SHARED,
  rshared: MS.SHARED | MS.REC,
  unbindable: MS.UNBINDABLE,
  runbindable: MS.UNBINDABLE | MS.REC,
};

export function readMountOptions(options: readonly string[]): MountOptions {
  let flags = 0;
  const data: string[] = [];
  const propagation: number[] = [];
  for (const option of options) {
    if (Object.hasOwn(SET, option)) flags |= SET[option]!;
    else if (Object.hasOwn(CLEAR, option)) flags &= ~CLEAR[option]!;
    else if (Object.hasOwn(PROPAGATION, option)) propagation.push(PROPAGATION[option]!);
    // newinstance has been the only behaviour of devpts since Linux 4.7.
    else if (option !== "newinstance" && option !== "") data.push(option);
  }
  return { flags, data: data.join(","), propagation };
}

/** Flags that a bind mount takes only when it is mounted again. */
export const REMOUNTED =
  MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.NOATIME | MS.NODIRATIME | MS.RELATIME | MS.STRICTATIME;

/** IPC namespaces: System V objects, POSIX message queues and their limits. */
import { SysError } from "../abi/errno";
import type { Namespace } from "./namespaces";
import type { UserNamespace } from "./user";

export type IpcKind = "shm" | "sem" | "msg";

export interface IpcObject {
  readonly kind: IpcKind;
  readonly key: number;
  readonly id: number;
  readonly mode: number;
  /** Kernel ids. */
  readonly uid: number;
  readonly gid: number;
  /** shm: bytes; sem: how many semaphores; msg: 0. */
  readonly size: number;
  readonly creatorPid: number;
  readonly createdNs: number;
}

/** Each index is used again with a sequence number above it (IPCMNI_SHIFT). */
const SEQUENCE_STEP = 32768;

export class IpcNamespace implements Namespace {
  readonly kind = "ipc";
  /** Limits as /proc/sys/kernel and /proc/sys/fs/mqueue show and set them, by file name. */
  readonly limits: Map<string, string> = new Map([
    ["msgmax", "8192"],
    ["msgmnb", "16384"],
    ["msgmni", "32000"],
    ["sem", "32000\t1024000000\t500\t32000"],
    ["shmall", "4278190079"],
    ["shmmax", "4278190079"],
    ["shmmni", "4096"],
    ["shm_rmid_forced", "0"],
    ["mqueue/queues_max", "256"],
    ["mqueue/msg_max", "10"],
    ["mqueue/msgsize_max", "8192"],
    ["mqueue/msg_default", "10"],
    ["mqueue/msgsize_default", "8192"],
  ]);
  private readonly objects: Record<IpcKind, (IpcObject | undefined)[]> = { shm: [], sem: [], msg: [] };
  private sequence: Record<IpcKind, number> = { shm: 0, sem: 0, msg: 0 };

  constructor(
    readonly inode: number,
    readonly userNs: UserNamespace,
  ) {}

  /** An object of a key (0: always new), made if it is not there and `create` says so. @throws SysError ENOENT, EEXIST, EINVAL */
  get(
    kind: IpcKind,
    wanted: Omit<IpcObject, "kind" | "id">,
    how: { readonly create: boolean; readonly exclusive: boolean },
  ): IpcObject {
    const known = wanted.key === 0 ? undefined : this.all(kind).find(({ key }) => key === wanted.key);
    if (known !== undefined) {
      if (how.create && how.exclusive) throw new SysError("EEXIST");
      if (wanted.size > known.size) throw new SysError("EINVAL");
      return known;
    }
    if (wanted.key !== 0 && !how.create) throw new SysError("ENOENT");
    if (kind !== "msg" && wanted.size < 1) throw new SysError("EINVAL");
    const slots = this.objects[kind];
    const free = slots.indexOf(undefined);
    const index = free < 0 ? slots.length : free;
    const object = { ...wanted, kind, id: this.sequence[kind] * SEQUENCE_STEP + index };
    slots[index] = object;
    return object;
  }

  /** @throws SysError EINVAL if there is none */
  remove(kind: IpcKind, id: number): void {
    this.find(kind, id);
    this.objects[kind][id % SEQUENCE_STEP] = undefined;
    this.sequence[kind]++;
  }

  find(kind: IpcKind, id: number): IpcObject {
    const object = this.objects[kind][id % SEQUENCE_STEP];
    if (object?.id !== id) throw new SysError("EINVAL");
    return object;
  }

  all(kind: IpcKind): readonly IpcObject[] {
    return this.objects[kind].filter((object) => object !== undefined);
  }
}

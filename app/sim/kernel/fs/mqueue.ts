/** mqueue: the POSIX message queues of an IPC namespace as files (mq_overview(7)). Queues are made by opening, removed by unlinking. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import type { IpcNamespace } from "../ns/ipc";
import type { UserNamespace } from "../ns/user";
import { bytesOf, type Caller, type DirEntry, Inode, OpenFile } from "./contract";
import { DirectoryFile } from "./directory-file";
import type { FileSystemType } from "./mount-table";
import { globallyCapable } from "./permission";
import { PseudoSuperBlock } from "./pseudo-super-block";

const MQUEUE_MAGIC = 0x19800202;
const ENTRY_BYTES = 20;
/** What stat shows for a queue (FILENT_SIZE). */
const QUEUE_BYTES = 80;
/** The guest's numbers for the first instance, made at boot. */
const FIRST_MINOR = 11;
const ROOT_INODE = 9;
/** Number of the machine's own IPC namespace (PROC_IPC_INIT_INO). */
const INITIAL_IPC = 4026531839;
const DEFAULT_QUEUES_MAX = 256;

class MessageQueues extends PseudoSuperBlock {
  readonly permanent = true;
  private lastIno = ROOT_INODE;

  constructor(minor: number, userNs: UserNamespace, nowNs: number) {
    super("mqueue", MQUEUE_MAGIC, minor, userNs);
    this.root = new QueueDirectory(this, nowNs);
  }

  newInode(): number {
    return ++this.lastIno;
  }
}

class QueueDirectory extends Inode {
  /** Oldest first. */
  private readonly queues = new Map<string, Queue>();

  constructor(
    private readonly queueSb: MessageQueues,
    nowNs: number,
  ) {
    super(queueSb, ROOT_INODE, S.IFDIR | 0o1777);
    this.nlink = 2;
    this.atimeNs = this.mtimeNs = this.ctimeNs = nowNs;
  }

  override get size(): number {
    return (2 + this.queues.size) * ENTRY_BYTES;
  }

  override lookup(name: string): Queue | undefined {
    return this.queues.get(name);
  }

  override entries(): readonly DirEntry[] {
    return [...this.queues].reverse().map(([name, { ino, type }]) => ({ name, ino, type }));
  }

  override create(name: string, mode: number, caller: Caller): Queue {
    const limit = Number(caller.task?.ns.ipc.limits.get("mqueue/queues_max") ?? DEFAULT_QUEUES_MAX);
    if (this.queues.size >= limit && !globallyCapable(caller, "SYS_RESOURCE")) throw new SysError("ENOSPC");
    const queue = new Queue(this.queueSb, mode, caller);
    this.queues.set(name, queue);
    this.changed(caller);
    return queue;
  }

  override unlink(name: string, queue: Inode, caller: Caller): void {
    this.queues.delete(name);
    queue.nlink--;
    this.changed(caller);
  }

  private changed(caller: Caller): void {
    this.mtimeNs = this.ctimeNs = caller.nowNs();
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

class Queue extends Inode {
  constructor(sb: MessageQueues, permissions: number, caller: Caller) {
    super(sb, sb.newInode(), S.IFREG | permissions, caller.creds.fsuid, caller.creds.fsgid);
    this.atimeNs = this.mtimeNs = this.ctimeNs = caller.nowNs();
  }

  override get size(): number {
    return QUEUE_BYTES;
  }

  override truncate(): void {}

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new QueueFile(flags, this);
  }
}

/** Nobody sends to the queues of the lab, so a queue is always empty and without a listener. */
const STATE = "QSIZE:0          NOTIFY:0     SIGNO:0     NOTIFY_PID:0     \n";

class QueueFile extends OpenFile {
  override get seekable(): boolean {
    return true;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *read(count: number, offset: number): Call<Uint8Array> {
    return bytesOf(STATE).slice(offset, offset + count);
  }
}

/** One instance for each IPC namespace. */
export function mqueueType(device: () => number, log: (text: string) => void): FileSystemType {
  const instances = new Map<number, MessageQueues>();
  return {
    type: "mqueue",
    nodev: true,
    userMountable: true,
    owner: (caller) => caller.task?.ns.ipc.userNs ?? caller.creds.userNs,
    make: (_source, data, _flags, caller) => {
      if (data !== "") {
        log(`mqueue: Unknown parameter '${data.split(/[=,]/, 1)[0]}'`);
        throw new SysError("EINVAL");
      }
      const ipc: IpcNamespace | undefined = caller.task?.ns.ipc;
      const key = ipc?.inode ?? INITIAL_IPC;
      const known = instances.get(key);
      if (known !== undefined) return known;
      const minor = key === INITIAL_IPC ? FIRST_MINOR : device();
      const made = new MessageQueues(minor, ipc?.userNs ?? caller.creds.userNs, caller.nowNs());
      instances.set(key, made);
      return made;
    },
  };
}

/** flock(2): locks of whole files, held by open file descriptions. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { WaitQueue } from "../process/wait-queue";
import type { Caller, Inode, OpenFile } from "./contract";

export type LockKind = "shared" | "exclusive";

interface Locks {
  readonly holders: Map<OpenFile, LockKind>;
  readonly released: WaitQueue;
}

const locks = new WeakMap<Inode, Locks>();

function locksOf(inode: Inode): Locks {
  const known = locks.get(inode);
  if (known !== undefined) return known;
  const made = { holders: new Map<OpenFile, LockKind>(), released: new WaitQueue() };
  locks.set(inode, made);
  return made;
}

/** Takes, changes or gives up the lock of an open file. @throws SysError EAGAIN, EINTR, EBADF */
function* flock(file: OpenFile, how: LockKind | "unlock", nonblocking: boolean, caller: Caller): Call<void> {
  if (file.inode === undefined) throw new SysError("EBADF");
  if (how === "unlock") {
    release(file);
    return;
  }
  const { holders, released } = locksOf(file.inode);
  if (holders.get(file) === how) return;
  // A change of kind gives the old lock up first, as Linux does.
  release(file);
  while (conflicts(holders, file, how)) {
    if (nonblocking) throw new SysError("EAGAIN");
    yield* caller.wait([released]);
  }
  holders.set(file, how);
}

function conflicts(holders: ReadonlyMap<OpenFile, LockKind>, file: OpenFile, how: LockKind): boolean {
  for (const [holder, held] of holders)
    if (holder !== file && (how === "exclusive" || held === "exclusive")) return true;
  return false;
}

/** The open file is closed, or unlocks. */
function release(file: OpenFile): void {
  if (file.inode === undefined) return;
  const known = locks.get(file.inode);
  if (known?.holders.delete(file)) known.released.wakeAll();
}

export const FileLocks = { flock, release };

/** The open files of a process: small numbers for open file descriptions. */
import { SysError } from "../abi/errno";
import type { OpenFile } from "../fs/contract";

interface Slot {
  readonly file: OpenFile;
  cloexec: boolean;
}

export class FdTable {
  private readonly slots: (Slot | undefined)[] = [];

  /** RLIMIT_NOFILE. */
  constructor(public limit = 1024) {}

  /** @throws SysError EBADF */
  get(fd: number): OpenFile {
    const slot = this.slots[fd];
    if (slot === undefined) throw new SysError("EBADF");
    return slot.file;
  }

  find(fd: number): OpenFile | undefined {
    return this.slots[fd]?.file;
  }

  /** The lowest free number from `atLeast` on; takes over the caller's reference. @throws SysError EMFILE */
  install(file: OpenFile, cloexec = false, atLeast = 0): number {
    let fd = atLeast;
    while (this.slots[fd] !== undefined) fd++;
    if (fd >= this.limit) throw new SysError("EMFILE");
    this.slots[fd] = { file, cloexec };
    return fd;
  }

  /** At this number, closing what was there; takes over the caller's reference. @throws SysError EBADF */
  installAt(fd: number, file: OpenFile, cloexec = false): void {
    if (fd < 0 || fd >= this.limit) throw new SysError("EBADF");
    this.slots[fd]?.file.drop();
    this.slots[fd] = { file, cloexec };
  }

  close(fd: number): void {
    this.get(fd).drop();
    this.slots[fd] = undefined;
  }

  cloexec(fd: number): boolean {
    this.get(fd);
    return this.slots[fd]!.cloexec;
  }

  setCloexec(fd: number, on: boolean): void {
    this.get(fd);
    this.slots[fd]!.cloexec = on;
  }

  /** Another table with the same open files, as fork makes it. */
  copy(): FdTable {
    const copy = new FdTable(this.limit);
    this.slots.forEach((slot, fd) => {
      if (slot !== undefined) copy.slots[fd] = { file: slot.file.retain(), cloexec: slot.cloexec };
    });
    return copy;
  }

  /** What execve does. */
  closeOnExec(): void {
    this.slots.forEach((slot, fd) => {
      if (slot?.cloexec) this.close(fd);
    });
  }

  closeAll(): void {
    this.slots.forEach((slot, fd) => {
      if (slot !== undefined) this.close(fd);
    });
  }

  /** Open numbers, ascending. */
  open(): readonly (readonly [fd: number, file: OpenFile])[] {
    return this.slots.flatMap((slot, fd) => (slot === undefined ? [] : [[fd, slot.file] as const]));
  }

  /** FDSize of /proc/PID/status: the table grows by powers of two from 32. */
  get capacity(): number {
    let capacity = 32;
    while (capacity < this.slots.length) capacity *= 2;
    return capacity;
  }
}

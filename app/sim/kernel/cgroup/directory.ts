/** A cgroup's directory, and its files as inodes. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { POLL, S } from "../abi/flags";
import { chargeBeyond } from "../costs/charges";
import {
  bytesOf,
  type Caller,
  type DirEntry,
  Inode,
  OpenFile,
  type SuperBlock,
  textOf,
} from "../fs/contract";
import { GeneratedDirectory } from "../fs/generated";
import { allowed } from "../fs/permission";
import type { WaitQueue } from "../process/wait-queue";
import type { Cgroup } from "./cgroup";
import type { CgroupFs } from "./cgroupfs";
import { CONTROLLERS, type Controller } from "./controllers";
import { FILES, inTree, permissions, present } from "./files/all";
import type { FileSpec, FileUse, Opener } from "./files/spec";
import { inKernfsOrder } from "./kernfs-order";
import { untilNul } from "./numbers";

/** ACCESS.W_OK. */
const WRITE = 2;
/** A write brings at most a page (atomic_write_len). */
const MOST_WRITTEN = 4096;
const SPECS: ReadonlyMap<string, FileSpec> = new Map(FILES.map((spec) => [spec.name, spec]));

/** Whose files a cgroup has: its own (undefined) and those of its controllers. */
const OWNERS: readonly (Controller | undefined)[] = [undefined, ...CONTROLLERS];

/** What tells a controller from an earlier one of the same cgroup; undefined while it has none. */
function stateOf(cgroup: Cgroup, controller: Controller | undefined): unknown {
  return controller === undefined ? cgroup : cgroup[controller];
}

export class CgroupDirectory extends GeneratedDirectory {
  private readonly files = new Map<string, CgroupFile>();
  private readonly firstNumbers = new Map<
    Controller | undefined,
    { readonly state: unknown; readonly first: number }
  >();
  private readonly attributes = new Map<string, string>();

  constructor(
    private readonly fs: CgroupFs,
    sb: SuperBlock,
    ino: number,
    readonly cgroup: Cgroup,
  ) {
    super(sb, ino, cgroup.mode, cgroup.uid, cgroup.gid);
    this.atimeNs = this.mtimeNs = this.ctimeNs = fs.tree.host.realtimeNs();
  }

  override lookup(name: string): Inode | undefined {
    const spec = SPECS.get(name);
    if (spec !== undefined) return present(spec, this.cgroup) ? this.file(spec) : undefined;
    const child = this.cgroup.children.get(name);
    return child && this.fs.directory(child);
  }

  override entries(): readonly DirEntry[] {
    const files = FILES.filter((spec) => present(spec, this.cgroup)).map((spec) => this.file(spec));
    const all = [
      ...files.map(({ spec, ino }) => ({ name: spec.name, ino, type: S.IFREG as number })),
      ...[...this.cgroup.children].map(([name, child]) => {
        return { name, ino: this.fs.directory(child).ino, type: S.IFDIR as number };
      }),
    ];
    return inKernfsOrder(all, ({ name }) => name);
  }

  override mkdir(name: string, mode: number, caller: Caller): Inode {
    if (this.cgroup.dead) throw new SysError("ENODEV");
    if (SPECS.has(name) && this.lookup(name) !== undefined) throw new SysError("EEXIST");
    chargeBeyond(caller, "cgroup.mkdir", "mkdir");
    const { fsuid, fsgid } = caller.creds;
    return this.fs.directory(
      this.fs.tree.create(this.cgroup, name, { uid: fsuid, gid: fsgid, mode: mode & 0o7777 }),
    );
  }

  override rmdir(_name: string, target: Inode, caller: Caller): void {
    if (!(target instanceof CgroupDirectory)) throw new SysError("ENOTDIR");
    chargeBeyond(caller, "cgroup.rmdir", "rmdir");
    this.fs.tree.remove(target.cgroup);
  }

  /** The inode of a file that the cgroup has. One whose controller was switched off and on again is a new one. */
  file(spec: FileSpec): CgroupFile {
    const known = this.files.get(spec.name);
    if (known !== undefined && known.state === known.stateNow) return known;
    const file = new CgroupFile(this.fs, this.sb, this.numberOf(spec), this.cgroup, spec);
    this.files.set(spec.name, file);
    return file;
  }

  /** Files get their numbers when their controller comes, one after the other, though their inodes are made when they are used. */
  takeNumbers(): void {
    for (const controller of OWNERS) {
      const state = stateOf(this.cgroup, controller);
      const known = this.firstNumbers.get(controller);
      if (state === undefined || known?.state === state) continue;
      const count = FILES.filter(
        (spec) => spec.controller === controller && inTree(spec, this.cgroup),
      ).length;
      this.firstNumbers.set(controller, { state, first: this.fs.inodes(count) });
    }
  }

  private numberOf(spec: FileSpec): number {
    this.takeNumbers();
    const files = FILES.filter((other) => other.controller === spec.controller && inTree(other, this.cgroup));
    return this.firstNumbers.get(spec.controller)!.first + files.indexOf(spec);
  }

  override getxattr(name: string): string {
    const value = this.attributes.get(name);
    if (value === undefined) throw new SysError("ENODATA");
    return value;
  }

  override setxattr(name: string, value: string): void {
    if (!/^(user|trusted|security)\../s.test(name)) throw new SysError("EOPNOTSUPP");
    this.attributes.set(name, value);
  }

  override removexattr(name: string): void {
    if (!this.attributes.delete(name)) throw new SysError("ENODATA");
  }

  override listxattr(): readonly string[] {
    return [...this.attributes.keys()];
  }
}

class CgroupFile extends Inode {
  /** Of the controller when the file came to be: a controller that was off in between has other files. */
  readonly state: unknown;

  constructor(
    private readonly fs: CgroupFs,
    sb: SuperBlock,
    ino: number,
    readonly cgroup: Cgroup,
    readonly spec: FileSpec,
  ) {
    super(sb, ino, S.IFREG | permissions(spec), cgroup.uid, cgroup.gid);
    this.state = this.stateNow;
    this.atimeNs = this.mtimeNs = this.ctimeNs = fs.tree.host.realtimeNs();
  }

  get stateNow(): unknown {
    return stateOf(this.cgroup, this.spec.controller);
  }

  /** Still a file of a living cgroup. */
  get there(): boolean {
    return present(this.spec, this.cgroup) && this.state === this.stateNow;
  }

  override truncate(): void {}

  /** Root may open what can be neither read nor written; the read or write then fails. */
  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number, caller: Caller): Call<OpenFile> {
    if (!this.there) throw new SysError("ENODEV");
    chargeBeyond(caller, "cgroup.open", "openat");
    return new OpenCgroupFile(flags, this, { creds: caller.creds, namespace: caller.task?.ns.cgroup });
  }

  use(caller: Caller, opener: Opener): FileUse {
    const { fs, cgroup } = this;
    const asOpener: Caller = {
      creds: opener.creds,
      umask: caller.umask,
      task: caller.task,
      nowNs: () => caller.nowNs(),
      wait: (queues, untilNs) => caller.wait(queues, untilNs),
      charge: (instructions) => caller.charge(instructions),
    };
    return {
      tree: fs.tree,
      cgroup,
      caller,
      opener,
      mayWriteProcs: (other) => {
        const procs = fs.directory(other).lookup("cgroup.procs");
        return procs === undefined || allowed(procs, WRITE, asOpener);
      },
    };
  }

  /** With nsdelegate, limits at the root of a namespace are the outside's to set. */
  checkBoundary({ namespace }: Opener): void {
    const { tree } = this.fs;
    if (!tree.nsDelegate || this.spec.delegated || namespace === undefined) return;
    if (namespace.root === this.cgroup && this.cgroup !== tree.root) throw new SysError("EPERM");
  }
}

class OpenCgroupFile extends OpenFile {
  private text: Uint8Array | undefined;
  private seen: number;
  private triggered = false;

  constructor(
    flags: number,
    private readonly file: CgroupFile,
    private readonly opener: Opener,
  ) {
    super(flags, file);
    this.seen = this.changes?.version ?? 0;
  }

  override get seekable(): boolean {
    return true;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *read(count: number, offset: number, caller: Caller): Call<Uint8Array> {
    const { file, opener } = this;
    if (!file.there) throw new SysError("ENODEV");
    const { show } = file.spec;
    if (show === undefined) throw new SysError("EINVAL");
    if (offset === 0 || this.text === undefined) {
      this.seen = this.changes?.version ?? 0;
      this.text = bytesOf(show(file.use(caller, opener)));
    }
    return this.text.slice(offset, offset + count);
  }

  override *write(data: Uint8Array, _offset: number, caller: Caller): Call<number> {
    const { file, opener } = this;
    const { store, pressure } = file.spec;
    if (data.length > MOST_WRITTEN) throw new SysError("E2BIG");
    if (!file.there) throw new SysError("ENODEV");
    if (data.length === 0) return 0;
    file.checkBoundary(opener);
    if (store === undefined) throw new SysError("EINVAL");
    if (this.triggered) throw new SysError("EBUSY");
    chargeBeyond(caller, `cgroup.write.${file.spec.name}`, "write");
    const pending = store(untilNul(textOf(data)), file.use(caller, opener));
    if (pending !== undefined) yield* pending;
    if (pressure) this.triggered = true;
    return data.length;
  }

  override poll(): number {
    const ready = POLL.IN | POLL.OUT;
    return (this.changes?.version ?? this.seen) !== this.seen ? ready | POLL.PRI | POLL.ERR : ready;
  }

  override get pollQueue(): WaitQueue | undefined {
    return this.changes?.queue;
  }

  private get changes() {
    return this.file.spec.changes?.(this.file.cgroup);
  }
}

/**
 * Places for open files that have no path: pipes and sockets. /proc/PID/fd/N leads there, so that opening /dev/stdout works when that
 * is a pipe.
 */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import { UserNamespace } from "../ns/user";
import { type Caller, Inode, OpenFile } from "./contract";
import { Mount } from "./mount";
import { Dentry, type Path } from "./path";
import { PipeFile } from "./pipe";
import { PseudoSuperBlock } from "./pseudo-super-block";

/** PIPEFS_MAGIC, and the device that the guest's pipefs has. */
const PIPEFS_MAGIC = 0x50495045;
const PIPEFS_MINOR = 10;

const sb = new PseudoSuperBlock("pipefs", PIPEFS_MAGIC, PIPEFS_MINOR, UserNamespace.initial(0));
const mount = new Mount(0, sb, new Dentry("", undefined, undefined as never), 0, "pipefs", {
  mounts: 0,
  files: 0,
  flags: 0,
  abandoned: () => {},
});
const places = new WeakMap<object, Path>();

/** The place of an open file without a path: the same for both ends of a pipe. */
export function anonymousPath(file: OpenFile): Path {
  const key = file instanceof PipeFile ? file.pipe : file;
  const known = places.get(key);
  if (known !== undefined) return known;
  const made = { mount, dentry: new Dentry(file.label, undefined, new AnonymousInode(file)) };
  places.set(key, made);
  return made;
}

class AnonymousInode extends Inode {
  constructor(private readonly file: OpenFile) {
    const number = Number(/\d+/.exec(file.label)?.[0] ?? 0);
    const owner = file instanceof PipeFile ? file.pipe.owner : undefined;
    const socket = file.label.startsWith("socket:");
    super(sb, number, socket ? S.IFSOCK | 0o777 : S.IFIFO | 0o600, owner?.uid ?? 0, owner?.gid ?? 0);
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number, _caller: Caller): Call<OpenFile> {
    if (this.type === S.IFSOCK) throw new SysError("ENXIO");
    const { file } = this;
    if (!(file instanceof PipeFile)) return new SharedFile(flags, file.retain());
    const opened = new PipeFile(flags, this, file.pipe);
    if (opened.writable) file.pipe.writersEver++;
    return opened;
  }
}

/** Another description of a pipe whose other end is outside of the simulated machine. */
class SharedFile extends OpenFile {
  constructor(
    flags: number,
    private readonly shared: OpenFile,
  ) {
    super(flags, undefined);
  }

  override get label(): string {
    return this.shared.label;
  }

  override *read(count: number, offset: number, caller: Caller): Call<Uint8Array> {
    return yield* this.shared.read(count, offset, caller);
  }

  override *write(data: Uint8Array, offset: number, caller: Caller): Call<number> {
    return yield* this.shared.write(data, offset, caller);
  }

  override poll(): number {
    return this.shared.poll();
  }

  protected override release(): void {
    this.shared.drop();
  }
}

/** /sys/class/net and the directories of the devices that it links to: those of the namespace in which sysfs was mounted. */
import type { Call } from "../abi/call";
import { S } from "../abi/flags";
import { type DirEntry, Inode, type OpenFile, type SuperBlock } from "../fs/contract";
import { DirectoryFile } from "../fs/directory-file";
import { GeneratedFile, StaticSymlink } from "../fs/generated";
import type { NetNamespace } from "../net/namespace";
import { type Files, sysNetDirectories, sysNetFiles } from "../net/sys-class-net";

const FILE_SIZE = 4096;

/** What the directories ask of their superblock. */
export interface SysNumbers extends SuperBlock {
  inode(): number;
}

/** Children come and go with what they stand for; one that stays keeps its inode. */
abstract class LiveDirectory extends Inode {
  private readonly known = new Map<string, Inode>();

  constructor(protected readonly numbers: SysNumbers) {
    super(numbers, numbers.inode(), S.IFDIR | 0o755);
    this.nlink = 2;
  }

  protected abstract names(): readonly string[];
  protected abstract make(name: string): Inode;

  override lookup(name: string): Inode | undefined {
    if (!this.names().includes(name)) {
      this.known.delete(name);
      return undefined;
    }
    let child = this.known.get(name);
    if (child === undefined) {
      child = this.make(name);
      this.known.set(name, child);
    }
    return child;
  }

  override entries(): readonly DirEntry[] {
    return this.names().flatMap((name) => {
      const child = this.lookup(name);
      return child === undefined ? [] : [{ name, ino: child.ino, type: child.type }];
    });
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

/** Files that are asked for anew each time. */
class FilesDirectory extends LiveDirectory {
  constructor(
    numbers: SysNumbers,
    private readonly files: () => Files,
    private readonly directories: () => Readonly<Record<string, Files>> = () => ({}),
  ) {
    super(numbers);
  }

  protected names(): readonly string[] {
    return [...Object.keys(this.files()), ...Object.keys(this.directories())];
  }

  protected make(name: string): Inode {
    if (name in this.directories())
      return new FilesDirectory(this.numbers, () => this.directories()[name] ?? {});
    const show = () => this.files()[name]?.() ?? "";
    return new GeneratedFile(this.numbers, this.numbers.inode(), 0o444, { show, size: FILE_SIZE });
  }
}

/** /sys/devices/virtual/net */
export class NetDevices extends LiveDirectory {
  constructor(
    numbers: SysNumbers,
    private readonly net: NetNamespace,
  ) {
    super(numbers);
  }

  protected names(): readonly string[] {
    return this.net.allDevices().map(({ name }) => name);
  }

  protected make(name: string): Inode {
    return new FilesDirectory(
      this.numbers,
      () => sysNetFiles(this.net, name) ?? {},
      () => sysNetDirectories(this.net, name),
    );
  }
}

/** /sys/class/net */
export class NetClass extends LiveDirectory {
  constructor(
    numbers: SysNumbers,
    private readonly net: NetNamespace,
  ) {
    super(numbers);
  }

  protected names(): readonly string[] {
    return this.net.allDevices().map(({ name }) => name);
  }

  protected make(name: string): Inode {
    return new StaticSymlink(this.numbers, this.numbers.inode(), `../../devices/virtual/net/${name}`);
  }
}

/** Directories of proc: looking up a name that is not there already fails, so making something new fails with ENOENT. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { Inode, type OpenFile } from "../fs/contract";
import { DirectoryFile } from "../fs/directory-file";
import { TableDirectory } from "../fs/generated";

function nothingNew(): never {
  throw new SysError("ENOENT");
}

export class ProcTable extends TableDirectory {
  override create(): Inode {
    return nothingNew();
  }

  override mkdir(): Inode {
    return nothingNew();
  }

  override symlink(): Inode {
    return nothingNew();
  }

  override mknod(): Inode {
    return nothingNew();
  }

  override link(): void {
    nothingNew();
  }

  override rename(
    _name: string,
    _source: Inode,
    _to: Inode,
    _newName: string,
    replaced: Inode | undefined,
  ): void {
    throw new SysError(replaced === undefined ? "ENOENT" : "EPERM");
  }
}

/** For directories that find their children themselves. */
export abstract class ProcDirectory extends Inode {
  override create(): Inode {
    return nothingNew();
  }

  override mkdir(): Inode {
    return nothingNew();
  }

  override symlink(): Inode {
    return nothingNew();
  }

  override mknod(): Inode {
    return nothingNew();
  }

  override link(): void {
    nothingNew();
  }

  override rename(
    _name: string,
    _source: Inode,
    _to: Inode,
    _newName: string,
    replaced: Inode | undefined,
  ): void {
    throw new SysError(replaced === undefined ? "ENOENT" : "EPERM");
  }
  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

/** Directories of proc: looking up a name that is not there already fails, so making something new fails with ENOENT. */
import { SysError } from "../abi/errno";
import { type DirEntry, Inode } from "../fs/contract";
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

/** /proc/sys, whose directories are listed by name. */
export class SortedTable extends ProcTable {
  override entries(): readonly DirEntry[] {
    return [...super.entries()].sort((a, b) => (a.name < b.name ? -1 : 1));
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
}

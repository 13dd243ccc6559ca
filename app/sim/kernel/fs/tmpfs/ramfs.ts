/** ramfs: tmpfs without limits and without numbers. */
import type { StatFs } from "../../abi/sys";
import type { Caller } from "../contract";
import type { FileSystemType } from "../mount-table";
import type { PageAccount } from "./page-account";
import { Tmpfs, type TmpfsSetup } from "./super-block";

const RAMFS_MAGIC = 0x858458f6;
const DEFAULT_MODE = 0o755;

class Ramfs extends Tmpfs {
  private readonly mode: number;

  constructor(setup: TmpfsSetup, mode: number, caller: Caller) {
    super({ ...setup, options: { blocks: 0, inodes: 0, mode } }, caller);
    this.mode = mode;
  }

  override options(): string {
    return this.mode === DEFAULT_MODE ? "" : `,mode=${this.mode.toString(8).padStart(3, "0")}`;
  }

  override remount(): void {}

  /** Directories have no size here. */
  override get entryBytes(): number {
    return 0;
  }

  override statfs(): StatFs {
    return { ...super.statfs(), type: RAMFS_MAGIC, files: 0, ffree: 0 };
  }
}

/** Only `mode` counts; what it does not know it does not mind. */
export function ramfsType(
  anonymousDevice: () => number,
  totalPages: number,
  newAccount: () => PageAccount,
): FileSystemType {
  return {
    type: "ramfs",
    nodev: true,
    userMountable: true,
    make: (_source, data, _flags, caller) => {
      const [, digits] = /(?:^|,)mode=([0-7]+)(?:,|$)/.exec(data) ?? [];
      const mode = digits === undefined ? DEFAULT_MODE : Number.parseInt(digits, 8) & 0o7777;
      const { userNs } = caller.creds;
      return new Ramfs(
        { type: "ramfs", minor: anonymousDevice(), userNs, totalPages, newAccount },
        mode,
        caller,
      );
    },
  };
}

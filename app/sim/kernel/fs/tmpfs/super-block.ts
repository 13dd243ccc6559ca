/** tmpfs: a file system in memory, with limits on blocks and inodes. rootfs and devtmpfs are tmpfs under other names. */
import { SysError } from "../../abi/errno";
import type { Device, StatFs } from "../../abi/sys";
import type { UserNamespace } from "../../ns/user";
import type { Caller, SuperBlock } from "../contract";
import { TmpfsDirectory } from "./directory";
import { parseTmpfsOptions, type TmpfsOptions } from "./options";
import { type PageAccount, UNCHARGED } from "./page-account";

const TMPFS_MAGIC = 0x01021994;
const KILOBYTES_PER_PAGE = 4;
const DEFAULT_MODE = 0o1777;

export interface TmpfsSetup {
  readonly type?: string;
  /** Minor number of its device. */
  readonly minor: number;
  readonly userNs: UserNamespace;
  /** Memory of the machine: half of it is the default limit. */
  readonly totalPages: number;
  /** An account for each file. */
  readonly newAccount?: () => PageAccount;
  readonly options?: TmpfsOptions;
  readonly log?: (text: string) => void;
}

export class Tmpfs implements SuperBlock {
  readonly type: string;
  readonly device: Device;
  readonly root: TmpfsDirectory;
  readonly blockSize = 4096;
  readonly userNs: UserNamespace;
  readonly permanent: boolean;
  readOnly = false;
  private maxBlocks: number;
  private maxInodes: number;
  private usedBlocks = 0;
  private usedInodes = 0;
  private lastIno = 0;
  readonly newAccount: () => PageAccount;
  private readonly totalPages: number;
  private readonly log: (text: string) => void;
  private readonly rootMode: number;
  /** Owner of the root when it was mounted. */
  private readonly uid: number;
  private readonly gid: number;

  /** The root directory belongs to the caller unless options say otherwise. */
  constructor(setup: TmpfsSetup, caller: Caller) {
    const {
      type = "tmpfs",
      minor,
      userNs,
      totalPages,
      newAccount = () => UNCHARGED,
      options = {},
      log = () => {},
    } = setup;
    this.type = type;
    this.permanent = type === "rootfs" || type === "devtmpfs";
    this.device = { major: 0, minor };
    this.userNs = userNs;
    this.totalPages = totalPages;
    this.newAccount = newAccount;
    this.log = log;
    this.maxBlocks = options.blocks ?? this.defaultLimit;
    this.maxInodes = options.inodes ?? this.defaultLimit;
    this.rootMode = options.mode ?? DEFAULT_MODE;
    this.root = new TmpfsDirectory(this, this.rootMode, caller);
    this.uid = this.root.uid = options.uid ?? caller.creds.fsuid;
    this.gid = this.root.gid = options.gid ?? caller.creds.fsgid;
  }

  /** What an entry counts in the size of a directory (BOGO_DIRENT_SIZE). */
  get entryBytes(): number {
    return 20;
  }

  private get defaultLimit(): number {
    return Math.floor(this.totalPages / 2);
  }

  /** A number for a new inode. @throws SysError ENOSPC */
  newInode(): number {
    this.reserveInode();
    return ++this.lastIno;
  }

  /** Every link costs one, too. @throws SysError ENOSPC */
  reserveInode(): void {
    if (this.maxInodes !== 0 && this.usedInodes >= this.maxInodes) throw new SysError("ENOSPC");
    this.usedInodes++;
  }

  freeInode(): void {
    this.usedInodes--;
  }

  /** One more page of content, on a file's account. @throws SysError ENOSPC, ENOMEM */
  chargePage(account: PageAccount, caller: Caller): void {
    if (this.maxBlocks !== 0 && this.usedBlocks >= this.maxBlocks) throw new SysError("ENOSPC");
    account.charge(1, caller.task);
    this.usedBlocks++;
  }

  releasePages(account: PageAccount, pages: number): void {
    this.usedBlocks -= pages;
    account.release(pages);
  }

  options(): string {
    const shown: string[] = [];
    if (this.maxBlocks !== this.defaultLimit) shown.push(`size=${this.maxBlocks * KILOBYTES_PER_PAGE}k`);
    if (this.maxInodes !== this.defaultLimit) shown.push(`nr_inodes=${this.maxInodes}`);
    if (this.rootMode !== DEFAULT_MODE) shown.push(`mode=${this.rootMode.toString(8).padStart(3, "0")}`);
    if (this.uid !== 0) shown.push(`uid=${this.uid}`);
    if (this.gid !== 0) shown.push(`gid=${this.gid}`);
    return shown.map((option) => `,${option}`).join("");
  }

  remount(data: string, caller: Caller): void {
    const { blocks, inodes } = parseTmpfsOptions(data, this.totalPages, caller, this.log);
    if (blocks) {
      if (this.maxBlocks === 0) this.refuse("Cannot retroactively limit size");
      if (this.usedBlocks > blocks) this.refuse("Too small a size for current use");
    }
    if (inodes) {
      if (this.maxInodes === 0) this.refuse("Cannot retroactively limit inodes");
      if (this.usedInodes > inodes) this.refuse("Too few inodes for current use");
    }
    this.maxBlocks = blocks ?? this.maxBlocks;
    this.maxInodes = inodes ?? this.maxInodes;
  }

  private refuse(why: string): never {
    this.log(`tmpfs: ${why}`);
    throw new SysError("EINVAL");
  }

  statfs(): StatFs {
    const free = Math.max(0, this.maxBlocks - this.usedBlocks);
    return {
      type: TMPFS_MAGIC,
      bsize: this.blockSize,
      blocks: this.maxBlocks,
      bfree: free,
      bavail: free,
      files: this.maxInodes,
      ffree: Math.max(0, this.maxInodes - this.usedInodes),
      namelen: 255,
    };
  }

  /** The pages of all its files go back. */
  release(): void {
    this.root.evictTree();
  }
}

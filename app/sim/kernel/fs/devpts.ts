/** devpts: the terminals of pseudo terminals. Each mount is an instance of its own; the code of terminals adds and removes entries. */
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import type { UserNamespace } from "../ns/user";
import { type Caller, Inode, type SuperBlock } from "./contract";
import { TableDirectory } from "./generated";
import type { FileSystemType } from "./mount-table";
import { PseudoSuperBlock } from "./pseudo-super-block";

const DEVPTS_MAGIC = 0x1cd1;
/** Majors of /dev/ptmx and of the terminals. */
const TTY_AUX = 5;
const PTS = 136;
/** Terminal N has inode number N + 3. */
const FIRST_INODE = 3;
const DEFAULT_MODE = 0o600;

export interface DevptsOptions {
  readonly mode: number;
  readonly ptmxMode: number;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export class Devpts extends PseudoSuperBlock {
  private readonly directory: TableDirectory;
  private readonly ptmx: Inode;

  constructor(
    minor: number,
    userNs: UserNamespace,
    private shown: DevptsOptions,
    nowNs: number,
  ) {
    super("devpts", DEVPTS_MAGIC, minor, userNs);
    this.directory = new TableDirectory(this, 1, 0o755);
    this.root = this.directory;
    this.ptmx = new TerminalNode(this, 2, shown.ptmxMode, TTY_AUX, 2, nowNs);
    this.directory.add("ptmx", this.ptmx);
    this.directory.atimeNs = this.directory.mtimeNs = this.directory.ctimeNs = nowNs;
  }

  /** A new terminal, owned by whoever opened /dev/ptmx. */
  addTerminal(number: number, caller: Caller): Inode {
    const node = new TerminalNode(this, number + FIRST_INODE, this.shown.mode, PTS, number, caller.nowNs());
    node.uid = this.shown.uid ?? caller.creds.fsuid;
    node.gid = this.shown.gid ?? caller.creds.fsgid;
    return this.directory.add(String(number), node);
  }

  removeTerminal(number: number): void {
    this.directory.remove(String(number));
  }

  override options(): string {
    const { mode, ptmxMode, uid, gid } = this.shown;
    const ids = `${uid === undefined ? "" : `,uid=${uid}`}${gid === undefined ? "" : `,gid=${gid}`}`;
    return `${ids},mode=${octal(mode)},ptmxmode=${octal(ptmxMode)}`;
  }

  override remount(data: string, caller: Caller): void {
    this.shown = parse(data, caller);
    this.ptmx.mode = S.IFCHR | this.shown.ptmxMode;
  }
}

class TerminalNode extends Inode {
  constructor(sb: SuperBlock, ino: number, permissions: number, major: number, minor: number, nowNs: number) {
    super(sb, ino, S.IFCHR | permissions);
    this.rdev = { major, minor };
    this.atimeNs = this.mtimeNs = this.ctimeNs = nowNs;
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, "0");
}

function parse(data: string, caller: Caller): DevptsOptions {
  const { userNs } = caller.creds;
  const options: { -readonly [K in keyof DevptsOptions]: DevptsOptions[K] } = {
    mode: DEFAULT_MODE,
    ptmxMode: 0,
    uid: undefined,
    gid: undefined,
  };
  for (const option of data.split(",").filter((text) => text !== "")) {
    const [, key, value = ""] = /^(mode|ptmxmode|uid|gid|max)=([0-9]+)$/.exec(option) ?? [];
    if (key === "mode") options.mode = Number.parseInt(value, 8) & 0o777;
    else if (key === "ptmxmode") options.ptmxMode = Number.parseInt(value, 8) & 0o777;
    else if (key === "uid") options.uid = userNs.toKernelUid(Number(value)) ?? invalid();
    else if (key === "gid") options.gid = userNs.toKernelGid(Number(value)) ?? invalid();
    else if (key !== "max" && option !== "newinstance") invalid();
  }
  return options;
}

function invalid(): never {
  throw new SysError("EINVAL");
}

export function devptsType(device: () => number, log: (text: string) => void): FileSystemType {
  return {
    type: "devpts",
    nodev: true,
    userMountable: true,
    make: (_source, data, _flags, caller) => {
      try {
        const options = parse(data, caller);
        return new Devpts(device(), caller.creds.userNs, options, caller.nowNs());
      } catch (error) {
        log("devpts: called with bogus options");
        throw error;
      }
    },
  };
}

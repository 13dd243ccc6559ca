/** Mount options of tmpfs: tmpfs(5). */
import { SysError } from "../../abi/errno";
import type { Caller } from "../contract";

export interface TmpfsOptions {
  /** 4 KiB blocks; 0: no limit. */
  readonly blocks?: number;
  /** 0: no limit. */
  readonly inodes?: number;
  readonly mode?: number;
  /** Kernel ids. */
  readonly uid?: number;
  readonly gid?: number;
}

const PAGE = 4096;
const SUFFIXES = "kmgtpe";

/** Known to kernels that are built or run otherwise. */
const UNSUPPORTED = new Set(["mpol", "huge"]);

type Log = (text: string) => void;

/** `totalPages` of the machine, for "size=50%"; `log` takes what the kernel would write to its log. @throws SysError EINVAL */
export function parseTmpfsOptions(data: string, totalPages: number, caller: Caller, log: Log): TmpfsOptions {
  const options: { -readonly [K in keyof TmpfsOptions]: TmpfsOptions[K] } = {};
  const { userNs } = caller.creds;
  const refuse = (why: string): never => {
    log(`tmpfs: ${why}`);
    throw new SysError("EINVAL");
  };
  for (const option of data.split(",").filter((text) => text !== "")) {
    const equals = option.indexOf("=");
    const key = equals < 0 ? option : option.slice(0, equals);
    const value = equals < 0 ? "" : option.slice(equals + 1);
    const need = <T>(parsed: T | undefined): T => parsed ?? refuse(`Bad value for '${key}'`);
    if (key === "size") options.blocks = need(sizeBlocks(value, totalPages));
    else if (key === "nr_blocks") options.blocks = need(amount(value));
    else if (key === "nr_inodes") options.inodes = need(amount(value));
    else if (key === "mode") options.mode = need(octal(value)) & 0o7777;
    else if (key === "uid") options.uid = need(userNs.toKernelUid(need(decimal(value))));
    else if (key === "gid") options.gid = need(userNs.toKernelGid(need(decimal(value))));
    else if (option === "inode64") refuse("Cannot use inode64 with <64bit inums in kernel\n");
    else if (UNSUPPORTED.has(key)) refuse(`Unsupported parameter '${key}'`);
    else if (option !== "inode32") refuse(`Unknown parameter '${key}'`);
  }
  return options;
}

function sizeBlocks(value: string, totalPages: number): number | undefined {
  if (!value.endsWith("%")) {
    const bytes = amount(value);
    return bytes === undefined ? undefined : Math.ceil(bytes / PAGE);
  }
  const percent = amount(value.slice(0, -1));
  return percent === undefined ? undefined : Math.ceil((percent * totalPages) / 100);
}

/** memparse: a number in C's notation, with a suffix for powers of 1024. */
function amount(value: string): number | undefined {
  const [, digits, suffix = ""] = /^(0[xX][0-9a-fA-F]+|[0-9]+)([kKmMgGtTpPeE]?)$/.exec(value) ?? [];
  if (digits === undefined) return undefined;
  const number = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return number * 1024 ** (suffix === "" ? 0 : SUFFIXES.indexOf(suffix.toLowerCase()) + 1);
}

function octal(value: string): number | undefined {
  return /^[0-7]+$/.test(value) ? Number.parseInt(value, 8) : undefined;
}

function decimal(value: string): number | undefined {
  return /^(0[xX][0-9a-fA-F]+|[0-9]+)$/.test(value) ? Number(value) : undefined;
}

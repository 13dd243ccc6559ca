/** What a file is that somebody wants to execute: for whose processor and kernel it was made. */
import { byteString } from "./bytes";
import { shown } from "./errors";

export type Executable =
  | { readonly kind: "elf"; readonly elf: Elf }
  /** Damaged or made for nothing: begins as ELF and does not go on so. */
  | { readonly kind: "broken-elf"; readonly what: string }
  | { readonly kind: "script"; readonly interpreter: string; readonly argument: string | undefined }
  /** A program of the lab's simulated kernel. */
  | { readonly kind: "triptych"; readonly program: string }
  | { readonly kind: "empty" }
  | { readonly kind: "unknown" };

export interface Elf {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
  /** As in `machines`, or `machine 0x…`. */
  readonly machine: string;
  /** How OCI platforms call it; undefined for machines they have no word for. */
  readonly architecture: string | undefined;
  readonly type: "executable" | "shared" | "relocatable" | "core" | "other";
  /** The dynamic linker's path; undefined for a static program. */
  readonly interpreter: string | undefined;
}

interface Machine {
  readonly name: string;
  readonly architecture: string | undefined;
}

const machine = (name: string, architecture?: string): Machine => ({ name, architecture });

/** e_machine (System V ABI, ELF header) to names. */
const MACHINES: ReadonlyMap<number, Machine> = new Map([
  [2, machine("SPARC")],
  [3, machine("Intel 80386 (i386)", "386")],
  [4, machine("Motorola 68000")],
  [8, machine("MIPS", "mips")],
  [20, machine("PowerPC 32-bit")],
  [21, machine("PowerPC 64-bit", "ppc64")],
  [22, machine("IBM S/390 (s390x)", "s390x")],
  [40, machine("ARM 32-bit", "arm")],
  [50, machine("Intel Itanium (ia64)")],
  [62, machine("x86-64 (amd64)", "amd64")],
  [183, machine("ARM 64-bit (aarch64)", "arm64")],
  [243, machine("RISC-V", "riscv64")],
  [247, machine("eBPF")],
  [258, machine("LoongArch", "loong64")],
]);

const TYPES: readonly Elf["type"][] = ["other", "relocatable", "executable", "shared", "core"];
const PT_INTERP = 3;
/** Linux's BINPRM_BUF_SIZE: no more of a script's first line is looked at. */
const SCRIPT_LINE_BYTES = 256;
/** A file of the lab's own programs: this, the program's name, a newline. */
export const TRIPTYCH_MAGIC = "\x7fTRIPTYCH\n";

/** Says what the file is; never throws. */
export function executableOf(bytes: Uint8Array): Executable {
  if (bytes.length === 0) return { kind: "empty" };
  const head = byteString(bytes.subarray(0, SCRIPT_LINE_BYTES));
  if (head.startsWith(TRIPTYCH_MAGIC)) {
    const name = head.slice(TRIPTYCH_MAGIC.length).split("\n")[0]!;
    return { kind: "triptych", program: name };
  }
  if (head.startsWith("#!")) return script(head);
  if (head.startsWith("\x7fELF")) return readElf(bytes);
  return { kind: "unknown" };
}

/** The kernel's reading of `#!`: blanks around, one argument that may hold blanks (fs/binfmt_script.c). */
function script(head: string): Executable {
  const line = head
    .slice(2)
    .split("\n")[0]!
    .replace(/^[ \t]+|[ \t\r]+$/g, "");
  if (line === "") return { kind: "unknown" };
  const blank = line.search(/[ \t]/);
  if (blank < 0) return { kind: "script", interpreter: line, argument: undefined };
  return { kind: "script", interpreter: line.slice(0, blank), argument: line.slice(blank).trim() };
}

function readElf(bytes: Uint8Array): Executable {
  const broken = (what: string): Executable => ({ kind: "broken-elf", what });
  const elfClass = bytes[4];
  const order = bytes[5];
  if ((elfClass !== 1 && elfClass !== 2) || (order !== 1 && order !== 2))
    return broken("its class or byte order is unknown");
  const wide = elfClass === 2;
  const little = order === 1;
  if (bytes.length < (wide ? 64 : 52)) return broken("its header is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const half = (at: number) => view.getUint16(at, little);
  const word = (at: number) => (wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const number = half(18);
  const found = MACHINES.get(number);
  const start = word(wide ? 32 : 28);
  const entryBytes = half(wide ? 54 : 42);
  const count = half(wide ? 56 : 44);
  if (count > 0 && entryBytes < (wide ? 56 : 32)) return broken("its program headers are too small");
  if (start + count * entryBytes > bytes.length)
    return broken("its program headers lie behind the end of the file");
  let interpreter: string | undefined;
  for (let at = start; at < start + count * entryBytes; at += entryBytes) {
    if (view.getUint32(at, little) !== PT_INTERP) continue;
    const offset = word(at + (wide ? 8 : 4));
    const size = word(at + (wide ? 32 : 16));
    if (offset + size > bytes.length || size > 4096)
      return broken("its interpreter lies behind the end of the file");
    interpreter = byteString(bytes.subarray(offset, offset + size)).split("\0")[0]!;
    break;
  }
  const name = found?.name ?? `machine 0x${number.toString(16)}`;
  const architecture =
    number === 243 && !wide ? undefined : number === 21 && little ? "ppc64le" : found?.architecture;
  return {
    kind: "elf",
    elf: {
      bits: wide ? 64 : 32,
      littleEndian: little,
      machine: number === 21 && little ? "PowerPC 64-bit little-endian (ppc64le)" : name,
      architecture,
      type: TYPES[half(16)] ?? "other",
      interpreter,
    },
  };
}

/** A sentence for a learner: what the file is, and where it can run. */
export function describe(executable: Executable): string {
  switch (executable.kind) {
    case "triptych":
      return `a program of the lab's simulated kernel (${shown(executable.program)}): it runs in a container here`;
    case "script": {
      const argument = executable.argument === undefined ? "" : ` ${executable.argument}`;
      return `a script for ${shown(executable.interpreter + argument)}: the kernel starts that program and gives it the script`;
    }
    case "elf":
      return `${describeElf(executable.elf)}: ${whereItRuns(executable.elf)}`;
    case "broken-elf":
      return `a damaged ELF file (${executable.what}): no kernel executes it`;
    case "empty":
      return "an empty file: the kernel has nothing to execute";
    case "unknown":
      return 'neither ELF nor a script that begins with #!: the kernel answers "exec format error" (ENOEXEC)';
  }
}

function describeElf(elf: Elf): string {
  const kind = elf.type === "executable" || elf.type === "shared" ? "program" : `${elf.type} file`;
  const linked =
    elf.interpreter === undefined ? "statically linked" : `dynamically linked by ${shown(elf.interpreter)}`;
  return `a ${elf.bits}-bit ELF ${kind} for ${elf.machine}, ${linked}`;
}

function whereItRuns(elf: Elf): string {
  if (elf.architecture === "386") {
    return "its instructions need a real processor and a real Linux, so it runs inside the guest, not in the simulated kernel";
  }
  return "the lab's guest is an i386 machine, so it runs neither there nor in the simulated kernel; bring the image for linux/386";
}

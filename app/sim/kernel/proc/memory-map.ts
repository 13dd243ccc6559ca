/** /proc/PID/maps, smaps and map_files: the areas of an address space at the addresses of the guest's programs (i386, static). */
import type { Path } from "../fs/path";
import { KERNEL_PAGES, PROGRAM } from "../memory/areas";
import { PAGE_BYTES } from "../memory/types";
import type { Process } from "../process/process";

/** Where ELF programs for i386 begin. */
const PROGRAM_START = 0x08048000;
/** Below it lie mappings, above it what the kernel maps into every process. */
const MAPPINGS_END = 0xb7f44000;
const STACK_END = 0xbf960000;
const VVAR_PAGES = 4;
/** Where the name begins (seq_pad in fs/proc/task_mmu.c). */
const NAME_COLUMN = 49;
const PAGE_KB = 4;

export interface MapRow {
  readonly start: number;
  readonly end: number;
  readonly mode: string;
  /** Pages from the start of the program file; undefined for memory without a file. */
  readonly filePage: number | undefined;
  readonly name: string;
}

/** Ascending. `program` is its path as the reader sees it. */
export function mapRows({ memory, executable }: Process, program: (path: Path) => string): readonly MapRow[] {
  const rows: MapRow[] = [];
  let at = PROGRAM_START;
  const add = (pages: number, mode: string, name: string, filePage?: number) => {
    rows.push({ start: at, end: at + pages * PAGE_BYTES, mode, name, filePage });
    at += pages * PAGE_BYTES;
  };
  const anonymous = memory.areas.filter(({ kind }) => kind === "anonymous");
  for (const { kind, pages } of memory.areas) {
    if (kind === "program" && executable !== undefined) {
      const name = program(executable);
      const { headerPages, codePages, constantPages, dataPages, dataAt } = PROGRAM;
      add(headerPages, "r--p", name, 0);
      add(codePages, "r-xp", name, headerPages);
      add(constantPages, "r--p", name, headerPages + codePages);
      add(dataPages, "rw-p", name, dataAt - 1);
    } else if (kind === "heap") add(pages, "rw-p", "");
  }
  at = MAPPINGS_END - anonymous.reduce((sum, { pages }) => sum + pages, 0) * PAGE_BYTES;
  for (const { pages } of anonymous) add(pages, "rw-p", "");
  if (memory.areas.length > 0) {
    at = MAPPINGS_END;
    add(VVAR_PAGES, "r--p", "[vvar]");
    add(KERNEL_PAGES - VVAR_PAGES, "r-xp", "[vdso]");
  }
  for (const { kind, pages } of memory.areas) {
    if (kind !== "stack") continue;
    at = STACK_END - pages * PAGE_BYTES;
    add(pages, "rw-p", "[stack]");
  }
  return rows;
}

const hex = (value: number, width = 8) => value.toString(16).padStart(width, "0");

function headLine(row: MapRow, executable: Path | undefined): string {
  const inode = row.filePage === undefined ? undefined : executable?.dentry.inode;
  const { major, minor } = inode?.device ?? { major: 0, minor: 0 };
  const head = `${hex(row.start)}-${hex(row.end)} ${row.mode} ${hex((row.filePage ?? 0) * PAGE_BYTES)} ${hex(major, 2)}:${hex(minor, 2)} ${inode?.ino ?? 0} `;
  return row.name === "" ? `${head}\n` : `${head.padEnd(NAME_COLUMN)}${row.name}\n`;
}

export function mapsText(process: Process, program: (path: Path) => string): string {
  return mapRows(process, program)
    .map((row) => headLine(row, process.executable))
    .join("");
}

const kb = (name: string, value: number) => `${`${name}:`.padEnd(16)}${String(value).padStart(8)} kB\n`;

/** Sizes alone: which pages of an area are there is not kept by area, so the rows about that are left out. */
export function smapsText(process: Process, program: (path: Path) => string): string {
  return mapRows(process, program)
    .map((row) => {
      const size = (row.end - row.start) / 1024;
      return `${headLine(row, process.executable)}${kb("Size", size)}${kb("KernelPageSize", PAGE_KB)}${kb("MMUPageSize", PAGE_KB)}${kb("Locked", 0)}`;
    })
    .join("");
}

export function smapsRollupText(process: Process, program: (path: Path) => string): string {
  const rows = mapRows(process, program);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return "";
  const { rssPages, anonPages, swapPages } = process.memory;
  const head = `${hex(first.start)}-${hex(last.end)} ---p 00000000 00:00 0 `;
  return `${head.padEnd(NAME_COLUMN)}[rollup]\n${kb("Rss", rssPages * PAGE_KB)}${kb("Anonymous", anonPages * PAGE_KB)}${kb("Swap", swapPages * PAGE_KB)}${kb("Locked", 0)}`;
}

/** What a small program's address space looks like: busybox in the lab's guest, by its /proc/PID/maps and status. */

export interface Area {
  readonly kind: "program" | "heap" | "stack" | "anonymous";
  readonly pages: number;
}

/**
 * The program file: 1 page of headers, 139 of code, 31 of constants, 2 of data. After its start 114 pages of it are mapped and the
 * data is copied; a page of heap and one of stack are written. So VmSize is 852 kB and VmRSS 476 kB, as `sleep` has them in the guest.
 */
export const PROGRAM = {
  pages: 173,
  headerPages: 1,
  codePages: 139,
  constantPages: 31,
  dataAt: 171,
  dataPages: 2,
  touchedPages: 114,
  heapPages: 1,
} as const;

/** 132 kB. */
export const STACK_PAGES = 33;
/** vvar (4 pages) and vdso (2). */
export const KERNEL_PAGES = 6;

/** Felter et al.: ratios of published rows, and bulk transfers. */
import { type Figure, published, type Source } from "../figure";

const source: Source = {
  title: "An Updated Performance Comparison of Virtual Machines and Linux Containers",
  authors: "Felter, Ferreira, Rajamony, Rubio",
  where: "IBM RC25482, 2014",
  table: "nuttcp.xlsx, client to server, native",
  host: "a server with two sockets; the data do not name it",
  url: "https://github.com/thewmf/kvm-docker-comparison",
};

/** Derived: one published row as a share of another. */
export function felterRatio(row: Figure, native: Figure): Figure {
  if (row.origin.kind !== "published") throw new Error("a ratio of published rows is wanted");
  return published(row.value / native.value, "×", row.origin.source);
}

export const nativeBulk = published(9348.1, "Mb/s", source);

const fio = (table: string): Source => ({ ...source, table: `fio results.xlsx, ${table}` });

/** Derived: 801.9 and 806.9 MB/s; 740.2 and 751.0. */
export const sequential = [
  { what: "read", ratio: published(801.9 / 806.9, "×", fio("sequential read, KVM to native")) },
  { what: "write", ratio: published(740.2 / 751.0, "×", fio("sequential write, KVM to native")) },
] as const;

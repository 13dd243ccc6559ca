/** Applets for archives, differences and dumps, by name. */
import type { Program } from "../../abi/sys";
import { gunzip, gzip, zcat } from "./gzip";
import { diff } from "./diff";
import { tar } from "./tar";

export const archivePrograms: Readonly<Record<string, Program>> = {
  diff,
  gunzip,
  gzip,
  tar,
  zcat,
};

/** Applets for archives, differences and dumps, by name. */
import type { Program } from "../../abi/sys";
import { ascii } from "./ascii";
import { cal } from "./calendar-page";
import { cpio } from "./cpio";
import { diff } from "./diff";
import { gunzip, gzip, zcat } from "./gzip";
import { patch } from "./patch";
import { time, watch } from "./run";
import { shred } from "./shred";
import { tar } from "./tar";
import { uudecode, uuencode } from "./uuencode";
import { xxd } from "./xxd";

export const archivePrograms: Readonly<Record<string, Program>> = {
  ascii,
  cal,
  cpio,
  diff,
  gunzip,
  gzip,
  patch,
  shred,
  tar,
  time,
  uudecode,
  uuencode,
  watch,
  xxd,
  zcat,
};

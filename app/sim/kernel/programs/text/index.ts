/** Applets for text and data, by name. */
import type { Program } from "../../abi/sys";
import { awk } from "./awk/awk";
import { base32, base64, cmp } from "./base";
import { env, factor, failure, nohup, printenv, sleep, succeed, tty, usleep, yes } from "./basic";
import { cat } from "./cat";
import { cut } from "./cut";
import { date } from "./date";
import { expr } from "./expr";
import { dos2unix, less, more, shuf, split, strings, unix2dos } from "./files";
import { egrep, fgrep, grep } from "./grep";
import { head } from "./head";
import { comm, expand, fold, nl, paste, rev, tac, unexpand } from "./lines";
import { hexdump, od } from "./od";
import { echo, printf } from "./printf";
import { sed } from "./sed/sed";
import { seq } from "./seq";
import { sort } from "./sort";
import { cksum, crc32, md5sum, sha1sum, sha3sum, sha256sum, sha512sum, sum } from "./sums";
import { tail } from "./tail";
import { tee } from "./tee";
import { test } from "./test";
import { tr } from "./tr";
import { uniq } from "./uniq";
import { wc } from "./wc";

export const textPrograms: Readonly<Record<string, Program>> = {
  "[": test,
  "[[": test,
  awk,
  base32,
  base64,
  cat,
  cksum,
  cmp,
  comm,
  crc32,
  cut,
  date,
  dos2unix,
  echo,
  egrep,
  env,
  expand,
  expr,
  factor,
  false: failure,
  fgrep,
  fold,
  grep,
  hd: hexdump,
  head,
  hexdump,
  less,
  md5sum,
  more,
  nl,
  nohup,
  od,
  paste,
  printenv,
  printf,
  rev,
  sed,
  seq,
  sleep,
  sha1sum,
  sha256sum,
  sha3sum,
  sha512sum,
  shuf,
  sort,
  split,
  sum,
  strings,
  tac,
  tail,
  tee,
  test,
  tr,
  true: succeed,
  tty,
  unexpand,
  unix2dos,
  uniq,
  usleep,
  wc,
  yes,
};

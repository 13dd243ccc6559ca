/** Applets for files, by name. */
import type { Program } from "../../abi/sys";
import { chgrp, chmod, chown, touch } from "./attributes";
import { cp } from "./cp";
import { dd } from "./dd";
import { find } from "./find/find";
import { link, ln, mkdir, rm, rmdir, unlink } from "./links";
import { ls } from "./ls";
import { fallocate, fsync, mkfifo, mknod, mktemp, sync, truncate } from "./make";
import { mv } from "./mv";
import { basename, dirname, pwd, readlink, realpath, which } from "./names";
import { flock, install, timeout } from "./run";
import { df, du } from "./space";
import { stat } from "./stat";
import { xargs } from "./xargs";

export const filePrograms: Readonly<Record<string, Program>> = {
  basename,
  chgrp,
  chmod,
  chown,
  cp,
  dd,
  df,
  dirname,
  du,
  fallocate,
  find,
  flock,
  fsync,
  install,
  link,
  ln,
  ls,
  mkdir,
  mkfifo,
  mknod,
  mktemp,
  mv,
  pwd,
  readlink,
  realpath,
  rm,
  rmdir,
  stat,
  sync,
  timeout,
  touch,
  truncate,
  unlink,
  which,
  xargs,
};

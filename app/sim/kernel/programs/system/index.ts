/** Programs about processes, namespaces, mounts and the machine. */
import type { Program } from "../../abi/sys";
import { addgroup, adduser, delgroup, deluser } from "./accounts";
import { setfattr } from "./attributes";
import { startStopDaemon } from "./daemon";
import { getopt } from "./getopt";
import { arch, groups, hostname, id, logname, uname, whoami } from "./identity";
import { fuser, killall5, lsof, pmap, pwdx } from "./inspect";
import { ipcrm, ipcs } from "./ipc";
import { kill, killall, pidof } from "./kill";
import { kbench } from "./lab/kbench";
import { memtouch, pagepattern } from "./lab/memtouch";
import { spin } from "./lab/spin";
import { dmesg, dnsdomainname, free, hostid, nproc, uptime } from "./machine";
import { mount, umount } from "./mount";
import { nsenter } from "./nsenter";
import { pgrep, pkill } from "./pgrep";
import { halt, poweroff, reboot } from "./power";
import { nice, renice, setpriv, setsid, su } from "./privileges";
import { ps, pstree } from "./ps";
import { chroot, mountpoint, pivotRoot, switchRoot } from "./roots";
import { chrt, ionice, taskset } from "./scheduling";
import { iostat, mpstat } from "./statistics";
import { swapoff, swapon } from "./swap";
import { sysctl } from "./sysctl";
import { clear, cttyhack, reset, resize, stty, ttysize } from "./terminal";
import { top } from "./top";
import { unshare } from "./unshare";

export const systemPrograms: Readonly<Record<string, Program>> = {
  addgroup,
  adduser,
  arch,
  chroot,
  chrt,
  clear,
  cttyhack,
  delgroup,
  deluser,
  dmesg,
  dnsdomainname,
  free,
  fuser,
  getopt,
  groups,
  halt,
  hostid,
  hostname,
  id,
  ionice,
  iostat,
  ipcrm,
  ipcs,
  kbench,
  kill,
  killall,
  killall5,
  logname,
  lsof,
  memtouch,
  mount,
  mountpoint,
  mpstat,
  nice,
  nproc,
  nsenter,
  pagepattern,
  pgrep,
  pidof,
  pivot_root: pivotRoot,
  pkill,
  pmap,
  poweroff,
  ps,
  pstree,
  pwdx,
  reboot,
  renice,
  reset,
  resize,
  setfattr,
  setpriv,
  setsid,
  spin,
  "start-stop-daemon": startStopDaemon,
  stty,
  su,
  swapoff,
  swapon,
  switch_root: switchRoot,
  sysctl,
  taskset,
  top,
  ttysize,
  umount,
  uname,
  unshare,
  uptime,
  whoami,
};

/** The network programs of the guest's userland: `ip` of iproute2, and busybox's applets. */
import type { Program } from "../../abi/sys";
import { applet } from "../lib/io";
import { arp, arping } from "./arp";
import { httpd } from "./httpd";
import { ifconfig } from "./ifconfig";
import { ip } from "./ip/index";
import { nc } from "./nc";
import { netstat } from "./netstat";
import { ping } from "./ping";
import { route } from "./route-table";
import { brctl, ipcalc, nslookup, telnet, traceroute } from "./small";
import { tcpsvd, udpsvd } from "./svd";
import { wget } from "./wget";

const APPLETS = {
  arp,
  arping,
  brctl,
  httpd,
  ifconfig,
  ipcalc,
  nc,
  netstat,
  nslookup,
  ping,
  route,
  tcpsvd,
  telnet,
  traceroute,
  udpsvd,
  wget,
} as const;

export const netPrograms: Readonly<Record<string, Program>> = {
  ip,
  ...Object.fromEntries(Object.entries(APPLETS).map(([name, main]) => [name, applet(main)])),
};

/** What sockets over IPv4 share: local and remote ends, and the rules of binding. */
import { SysError } from "../../abi/errno";
import type { SocketAddress } from "../../abi/sys";
import type { Caller } from "../../fs/contract";
import { capableIn } from "../../process/credentials";
import { formatIpv4, type Ipv4, isMulticast, parseIpv4 } from "../ipv4";
import { Socket } from "./socket";

/** A parsed socket address. @throws SysError EINVAL */
export function endpoint(address: SocketAddress): { readonly address: Ipv4; readonly port: number } {
  const parsed = address.address === "" ? 0 : parseIpv4(address.address);
  if (parsed === undefined || !Number.isInteger(address.port) || address.port < 0 || address.port > 65535)
    throw new SysError("EINVAL");
  return { address: parsed, port: address.port };
}

export abstract class InetSocket extends Socket {
  localAddress: Ipv4 = 0;
  localPort = 0;
  remoteAddress: Ipv4 = 0;
  remotePort = 0;
  /** By bind, as against by connect or sending. */
  protected boundAddress = false;

  override getsockname(): SocketAddress {
    return { address: formatIpv4(this.localAddress), port: this.localPort };
  }

  protected peer(): SocketAddress {
    return { address: formatIpv4(this.remoteAddress), port: this.remotePort };
  }

  /** inet_bind's checks. @throws SysError EADDRNOTAVAIL, EACCES (a privileged port) */
  protected checkBind(address: Ipv4, port: number, caller: Caller): void {
    const { net } = this;
    const usable =
      address === 0 ||
      net.sysctls.nonlocalBind ||
      isMulticast(address) ||
      net.isLocalAddress(address) ||
      (this.type !== "stream" && (address === 0xffffffff || net.fib.lookup(address)?.type === "broadcast"));
    if (!usable) throw new SysError("EADDRNOTAVAIL");
    if (
      port > 0 &&
      port < net.sysctls.unprivilegedPortStart &&
      !capableIn(caller.creds, net.userNs, "NET_BIND_SERVICE")
    )
      throw new SysError("EACCES");
  }

  /** A free port of the ephemeral range, from a random one on. @throws SysError `full` */
  protected ephemeralPort(
    free: (port: number) => boolean,
    full: "EADDRINUSE" | "EADDRNOTAVAIL" | "EAGAIN",
  ): number {
    const [first, last] = this.net.sysctls.localPortRange;
    const count = last - first + 1;
    const start = Math.floor(this.net.random.fraction() * count);
    for (let step = 0; step < count; step++) {
      const port = first + ((start + step) % count);
      if (free(port)) return port;
    }
    throw new SysError(full);
  }
}

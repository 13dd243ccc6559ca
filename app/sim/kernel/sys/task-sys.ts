/** The last layer: namespaces, IPC, memory, network and the machine. */
import type { Call } from "../abi/call";
import { fail } from "../abi/errno";
import type { NetlinkReply, NetlinkRequest } from "../abi/netlink";
import { SIG } from "../abi/signals";
import type { SocketAddress, SocketDomain, SocketType, Sys, SysInfo, UtsName } from "../abi/sys";
import { bytesOf } from "../fs/contract";
import { NamespaceFile } from "../fs/nsfs";
import { PAGE_BYTES } from "../memory/types";
import { setns, unshare } from "../ns/changes";
import { cloneNames } from "../ns/names";
import type { Process } from "../process/process";
import { FileSystemCalls } from "./files";

const IPC_CREAT = 0o1000;
const IPC_EXCL = 0o2000;
/** The most that a host name may have (__NEW_UTS_LEN). */
const LONGEST_NAME = 64;

export class TaskSys extends FileSystemCalls implements Sys {
  protected get self(): Sys {
    return this;
  }

  unshare(flags: number): Call<void> {
    return this.call(
      "unshare",
      () => {
        this.chargeNamespaces("unshare", flags);
        unshare(this.kernel, this.task, flags);
      },
      cloneNames(flags),
    );
  }

  setns(fd: number, type: number): Call<void> {
    return this.call("setns", () => {
      const { inode } = this.file(fd);
      if (!(inode instanceof NamespaceFile)) return fail("EINVAL");
      return setns(this.kernel, this.task, inode.namespace, type);
    });
  }

  uname(): Call<UtsName> {
    return this.call("newuname", () => {
      const { nodename, domainname } = this.task.ns.uts;
      return { ...this.kernel.identity, nodename, domainname };
    });
  }

  sethostname(name: string): Call<void> {
    return this.call("sethostname", () => {
      const { uts } = this.task.ns;
      this.task.require("SYS_ADMIN", uts.userNs);
      if (name.length > LONGEST_NAME) fail("EINVAL");
      uts.nodename = name;
    });
  }

  setdomainname(name: string): Call<void> {
    return this.call("setdomainname", () => {
      const { uts } = this.task.ns;
      this.task.require("SYS_ADMIN", uts.userNs);
      if (name.length > LONGEST_NAME) fail("EINVAL");
      uts.domainname = name;
    });
  }

  private ipc(kind: "shm" | "sem" | "msg", key: number, size: number, mode: number): number {
    const { creds, ns } = this.task;
    const wanted = {
      key,
      size,
      mode: mode & 0o777,
      uid: creds.euid,
      gid: creds.egid,
      creatorPid: this.task.pid,
      createdNs: this.kernel.realtimeNs(),
    };
    const how = { create: (mode & IPC_CREAT) !== 0, exclusive: (mode & IPC_EXCL) !== 0 };
    return ns.ipc.get(kind, wanted, how).id;
  }

  shmget(key: number, bytes: number, mode: number): Call<number> {
    return this.call("shmget", () => this.ipc("shm", key, bytes, mode));
  }

  semget(key: number, count: number, mode: number): Call<number> {
    return this.call("semget", () => this.ipc("sem", key, count, mode));
  }

  msgget(key: number, mode: number): Call<number> {
    return this.call("msgget", () => this.ipc("msg", key, 0, mode));
  }

  ipcRemove(kind: "shm" | "sem" | "msg", id: number): Call<void> {
    return this.call(`${kind}ctl`, () => {
      const { creds, ns } = this.task;
      const object = ns.ipc.find(kind, id);
      if (creds.euid !== object.uid && !this.task.capable("SYS_ADMIN", ns.ipc.userNs)) fail("EPERM");
      ns.ipc.remove(kind, id);
    });
  }

  /** reboot_pid_ns: the namespace's init is killed, and its parent is told of this signal instead. */
  private *endNamespace(init: Process | undefined, signal: number): Call<void> {
    if (init !== undefined) {
      init.pendingEnd = { kind: "signaled", signal, core: false };
      this.kernel.signal(init, SIG.KILL);
    }
    yield* this.kernel.deaths.exit(this.task, { kind: "exited", status: 0 });
  }

  mmap(bytes: number): Call<number> {
    return this.call("mmap2", () => {
      const { memory, limits } = this.task.process;
      const wanted = memory.sizePages * PAGE_BYTES + bytes;
      if (wanted > (limits.get("AS")?.soft ?? Number.POSITIVE_INFINITY)) fail("ENOMEM");
      return memory.map(bytes, this.task);
    });
  }

  brk(bytes: number): Call<void> {
    return this.call("brk", () => {
      const { memory, limits } = this.task.process;
      const wanted = memory.sizePages * PAGE_BYTES + bytes - memory.dataBytes;
      if (wanted > (limits.get("AS")?.soft ?? Number.POSITIVE_INFINITY)) fail("ENOMEM");
      return memory.setData(this.task, bytes);
    });
  }

  munmap(handle: number): Call<void> {
    return this.call("munmap", () => this.task.process.memory.unmap(handle, this.task));
  }

  touch(handle: number, offset: number, bytes: number, write: boolean): Call<void> {
    return this.call("page_fault", () =>
      this.task.process.memory.touch(this.task, handle, offset, bytes, write),
    );
  }

  socket(domain: SocketDomain, type: SocketType, protocol: number): Call<number> {
    return this.call("socket", () =>
      this.install(this.kernel.network.socket(this.task, domain, type, protocol)),
    );
  }

  bind(fd: number, address: SocketAddress): Call<void> {
    return this.call("bind", () => this.kernel.network.bind(this.task, this.file(fd), address));
  }

  connect(fd: number, address: SocketAddress): Call<void> {
    return this.call("connect", () => this.kernel.network.connect(this.task, this.file(fd), address));
  }

  listen(fd: number, backlog: number): Call<void> {
    return this.call("listen", () => this.kernel.network.listen(this.task, this.file(fd), backlog));
  }

  accept(fd: number): Call<{ readonly fd: number; readonly peer: SocketAddress }> {
    return this.call("accept4", () => this.acceptFrom(fd));
  }

  private *acceptFrom(fd: number): Call<{ readonly fd: number; readonly peer: SocketAddress }> {
    const { file, peer } = yield* this.kernel.network.accept(this.task, this.file(fd));
    return { fd: this.install(file), peer };
  }

  sendto(fd: number, data: Uint8Array | string, to: SocketAddress | undefined): Call<number> {
    return this.call("sendto", () =>
      this.kernel.network.sendto(
        this.task,
        this.file(fd),
        typeof data === "string" ? bytesOf(data) : data,
        to,
      ),
    );
  }

  recvfrom(
    fd: number,
    count: number,
  ): Call<{ readonly data: Uint8Array; readonly from: SocketAddress; readonly ttl: number }> {
    return this.call("recvfrom", () => this.kernel.network.recvfrom(this.task, this.file(fd), count));
  }

  shutdown(fd: number, how: "read" | "write" | "both"): Call<void> {
    return this.call("shutdown", () => this.kernel.network.shutdown(this.task, this.file(fd), how));
  }

  getsockname(fd: number): Call<SocketAddress> {
    return this.call("getsockname", () => this.kernel.network.getsockname(this.task, this.file(fd)));
  }

  getpeername(fd: number): Call<SocketAddress> {
    return this.call("getpeername", () => this.kernel.network.getpeername(this.task, this.file(fd)));
  }

  setsockopt(fd: number, option: string, value: number | string): Call<void> {
    return this.call("setsockopt", () =>
      this.kernel.network.setsockopt(this.task, this.file(fd), option, value),
    );
  }

  netlink(request: NetlinkRequest): Call<NetlinkReply> {
    return this.call("sendmsg", () => this.kernel.network.netlink(this.task, request));
  }

  syslog(): Call<string> {
    return this.call("syslog", () => this.kernel.logText());
  }

  sysinfo(): Call<SysInfo> {
    return this.call("sysinfo", () => {
      const info = this.kernel.sysinfo();
      return { ...info, uptimeNs: info.uptimeNs + this.task.ns.time.boottimeOffsetNs };
    });
  }

  reboot(how: "halt" | "poweroff" | "restart"): Call<void> {
    return this.call("reboot", () => {
      const { pid } = this.task.ns;
      this.task.require("SYS_BOOT", pid.userNs);
      if (pid === this.kernel.initialPidNs) return this.kernel.reboot(this.task, how);
      return this.endNamespace(pid.init, how === "restart" ? SIG.HUP : SIG.INT);
    });
  }
}

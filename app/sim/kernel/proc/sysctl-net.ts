/** /proc/sys/net: switches of the reader's network namespace, with effect or only kept. */
import { SysError } from "../abi/errno";
import type { Caller, DirEntry, Inode } from "../fs/contract";
import type { NetNamespace } from "../net/namespace";
import type { NetSysctls } from "../net/sysctls";
import { ProcTable } from "./directory";
import { DEVICE_KEPT, NEIGHBOUR_KEPT, NET_KEPT } from "./sysctl-net-defaults";
import type { Setting } from "./sysctl-setting";
import { SysctlFile } from "./sysctl-setting";
import type { ProcView } from "./view";

const net = (caller: Caller): NetNamespace | undefined => caller.task?.ns.net;
const owner = (caller: Caller) => {
  const of = net(caller);
  return of && ({ userNs: of.userNs, capability: "NET_ADMIN" } as const);
};
const NUMERIC = /^\s*-?\d+(\s+-?\d+)*\s*$/;

/** What was written, by namespace. */
const WRITTEN = new WeakMap<NetNamespace, Map<string, string>>();

/** A setting that is kept. `lowerOnly` names are for reading. */
function kept(path: string, before: string, permissions = 0o644): Setting {
  return {
    path,
    permissions,
    show: (caller) => {
      const of = net(caller);
      return (of === undefined ? undefined : WRITTEN.get(of)?.get(path)) ?? before;
    },
    ...(permissions === 0o444
      ? {}
      : {
          store: (value: string, caller: Caller) => {
            const of = net(caller);
            if (of === undefined || (NUMERIC.test(before) && !NUMERIC.test(value)))
              throw new SysError("EINVAL");
            const values = WRITTEN.get(of) ?? new Map<string, string>();
            values.set(path, value.trim().replace(/\s+/g, "\t"));
            WRITTEN.set(of, values);
          },
          owner,
        }),
  };
}

const READ_ONLY = new Set([
  "net/core/netdev_rss_key",
  "net/ipv4/tcp_available_congestion_control",
  "net/ipv4/tcp_available_ulp",
  "net/ipv4/tcp_ehash_entries",
]);

/** Settings that every namespace has. */
export function netSettings(): readonly Setting[] {
  const plain = Object.entries(NET_KEPT).map(([path, value]) =>
    kept(path, value, READ_ONLY.has(path) ? 0o444 : 0o644),
  );
  return [...plain, ...effective()];
}

function effective(): readonly Setting[] {
  const one = (
    path: string,
    show: (of: NetSysctls) => string,
    store: (of: NetSysctls, value: readonly number[]) => void,
    values = 1,
  ): Setting => ({
    path: `net/${path}`,
    permissions: 0o644,
    show: (caller) => {
      const of = net(caller)?.sysctls;
      return of === undefined ? "" : show(of);
    },
    store: (text, caller) => {
      const words = text.trim().split(/\s+/);
      const of = net(caller)?.sysctls;
      if (words.length !== values || words.some((word) => !/^-?\d+$/.test(word)) || of === undefined)
        throw new SysError("EINVAL");
      store(of, words.map(Number));
    },
    owner,
  });
  const flag = (value: boolean) => (value ? "1" : "0");
  const toggle = (
    path: string,
    key: { [K in keyof NetSysctls]: NetSysctls[K] extends boolean ? K : never }[keyof NetSysctls],
  ) =>
    one(
      path,
      (of) => flag(of[key]),
      (of, [value]) => {
        of[key] = value !== 0;
      },
    );
  return [
    toggle("ipv4/ip_forward", "ipForward"),
    toggle("ipv4/ip_nonlocal_bind", "nonlocalBind"),
    toggle("ipv4/icmp_echo_ignore_all", "icmpEchoIgnoreAll"),
    toggle("ipv4/icmp_echo_ignore_broadcasts", "icmpEchoIgnoreBroadcasts"),
    one(
      "ipv4/ip_default_ttl",
      (of) => String(of.ipDefaultTtl),
      (of, [value = 64]) => {
        if (value < 1 || value > 255) throw new SysError("EINVAL");
        of.ipDefaultTtl = value;
      },
    ),
    one(
      "ipv4/ip_local_port_range",
      (of) => of.localPortRange.join("\t"),
      (of, [low = 0, high = 0]) => {
        if (low < 1 || high > 65535 || low > high) throw new SysError("EINVAL");
        of.localPortRange = [low, high];
      },
      2,
    ),
    one(
      "ipv4/ip_unprivileged_port_start",
      (of) => String(of.unprivilegedPortStart),
      (of, [value = 0]) => {
        if (value < 0 || value > 65535) throw new SysError("EINVAL");
        of.unprivilegedPortStart = value;
      },
    ),
    one(
      "ipv4/ping_group_range",
      (of) => of.pingGroupRange.join("\t"),
      (of, [low = 1, high = 0]) => {
        of.pingGroupRange = [low, high];
      },
      2,
    ),
    one(
      "ipv4/tcp_syn_retries",
      (of) => String(of.tcpSynRetries),
      (of, [value = 6]) => {
        if (value < 1 || value > 127) throw new SysError("EINVAL");
        of.tcpSynRetries = value;
      },
    ),
    one(
      "ipv4/tcp_fin_timeout",
      (of) => String(of.tcpFinTimeoutNs / 1e9),
      (of, [value = 60]) => {
        of.tcpFinTimeoutNs = value * 1e9;
      },
    ),
    one(
      "core/somaxconn",
      (of) => String(of.somaxconn),
      (of, [value = 4096]) => {
        if (value < 0) throw new SysError("EINVAL");
        of.somaxconn = value;
      },
    ),
  ];
}

/** Of "all" and "lo", where they differ from "default". */
const DIFFERENT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  all: { accept_source_route: "0" },
  lo: { disable_policy: "1", disable_xfrm: "1" },
};
/** Neighbour settings that only "default" has. */
const DEFAULT_ONLY = new Set(["gc_interval", "gc_thresh1", "gc_thresh2", "gc_thresh3"]);

/** net/ipv4/conf and net/ipv4/neigh: a directory for each device of the reader's namespace. */
export class DeviceSettings extends ProcTable {
  private readonly tables = new Map<string, ProcTable>();

  constructor(
    private readonly view: ProcView,
    private readonly kind: "conf" | "neigh",
  ) {
    super(view.sb, view.inode(), 0o555);
  }

  private names(caller: Caller): readonly string[] {
    const devices = (net(caller)?.allDevices() ?? []).map(({ name }) => name);
    return (this.kind === "conf" ? ["all", "default", ...devices] : ["default", ...devices]).sort();
  }

  override lookup(name: string, caller?: Caller): Inode | undefined {
    if (caller === undefined || !this.names(caller).includes(name)) return undefined;
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new ProcTable(this.view.sb, this.view.inode(), 0o555);
      for (const setting of this.settings(name))
        table.add(setting.path.slice(setting.path.lastIndexOf("/") + 1), new SysctlFile(this.view, setting));
      this.tables.set(name, table);
    }
    return table;
  }

  private settings(device: string): readonly Setting[] {
    const path = (name: string) => `net/ipv4/${this.kind}/${device}/${name}`;
    if (this.kind === "neigh")
      return Object.entries(NEIGHBOUR_KEPT)
        .filter(([name]) => device === "default" || !DEFAULT_ONLY.has(name))
        .map(([name, value]) => kept(path(name), value));
    return Object.entries(DEVICE_KEPT).map(([name, value]) => {
      if (name === "forwarding" && device === "all") {
        const [forward] = effective();
        return { ...forward!, path: path(name) };
      }
      return kept(path(name), DIFFERENT[device]?.[name] ?? value, name === "mc_forwarding" ? 0o444 : 0o644);
    });
  }

  override entries(caller?: Caller): readonly DirEntry[] {
    if (caller === undefined) return [];
    return this.names(caller).flatMap((name) => {
      const found = this.lookup(name, caller);
      return found === undefined ? [] : [{ name, ino: found.ino, type: found.type }];
    });
  }
}

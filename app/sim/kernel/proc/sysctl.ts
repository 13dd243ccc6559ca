/** /proc/sys: settings of the kernel, and of the reader's namespaces. */
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import { type ChildTable, LazyChildren, TableTree } from "../fs/child-table";
import type { Caller, DirEntry, Inode } from "../fs/contract";
import type { Kernel } from "../kernel";
import { allowUnprivileged, limitOf, NO_LIMIT, setLimit, unprivilegedAllowed } from "../ns/limits";
import { ProcDirectory } from "./directory";
import { FIXED, KEPT } from "./sysctl-defaults";
import { DeviceSettings, netSettings } from "./sysctl-net";
import { type Setting, SysctlFile } from "./sysctl-setting";
import type { ProcView } from "./view";

/** PID_MAX_LIMIT of a 32-bit kernel. */
const MOST_PIDS = 32_768;
/** As sysctl's numeric handlers read: a number, or several. */
const NUMERIC = /^\s*-?\d+(\s+-?\d+)*\s*$/;

/** Files that only their owner may read. */
const OWNERS_ONLY = new Set([
  "kernel/cad_pid",
  "kernel/usermodehelper/bset",
  "kernel/usermodehelper/inheritable",
  "vm/mmap_rnd_bits",
]);

/** The model's caches are dropped by its own reclaim alone: the number is checked, as Linux checks it. */
function dropCaches(value: string): void {
  if (!/^\s*[1-4]\s*$/.test(value)) throw new SysError("EINVAL");
}

type Table = ChildTable<ProcView>;

/** The settings are the kernel's, whichever proc they are reached through. */
const KNOWN = new WeakMap<Kernel, Table>();

function tableOf(kernel: Kernel): Table {
  let known = KNOWN.get(kernel);
  if (known === undefined) {
    known = makeTable(kernel);
    KNOWN.set(kernel, known);
  }
  return known;
}

function makeSettings(kernel: Kernel): readonly Setting[] {
  const all: Setting[] = [];
  const values = new Map<string, string>(Object.entries(KEPT));
  for (const path of values.keys())
    all.push({
      path,
      permissions: OWNERS_ONLY.has(path) ? 0o600 : 0o644,
      show: () => values.get(path)!,
      store: (value) => {
        if (NUMERIC.test(values.get(path)!) && !NUMERIC.test(value)) throw new SysError("EINVAL");
        values.set(path, value.trim().replace(/\s+/g, "\t"));
      },
    });
  all.push({ path: "vm/drop_caches", permissions: 0o200, show: () => "", store: dropCaches });
  const fixed = (path: string, show: (caller: Caller) => string) =>
    all.push({ path, permissions: 0o444, show });
  const uts = (caller: Caller) => caller.task?.ns.uts;
  const name = (path: string, key: "nodename" | "domainname") =>
    all.push({
      path,
      permissions: 0o644,
      show: (caller) => uts(caller)?.[key] ?? "",
      store: (value, caller) => {
        const namespace = uts(caller);
        if (namespace === undefined) throw new SysError("EPERM");
        namespace[key] = value.slice(0, 64);
      },
    });
  name("kernel/hostname", "nodename");
  name("kernel/domainname", "domainname");
  fixed("kernel/ostype", () => kernel.identity.sysname);
  fixed("kernel/osrelease", () => kernel.identity.release);
  fixed("kernel/version", () => kernel.identity.version);
  for (const [path, value] of Object.entries(FIXED)) fixed(path, () => value);
  fixed("kernel/arch", () => kernel.identity.machine);
  fixed("kernel/random/uuid", () =>
    uuid(kernel.random.int32(), kernel.random.int32(), kernel.random.int32(), kernel.random.int32()),
  );
  const bootId = uuid(
    kernel.random.int32(),
    kernel.random.int32(),
    kernel.random.int32(),
    kernel.random.int32(),
  );
  fixed("kernel/random/boot_id", () => bootId);
  all.push({
    path: "kernel/pid_max",
    permissions: 0o644,
    show: () => String(kernel.initialPidNs.max),
    store: (value) => {
      const number = Number(value.trim());
      if (!Number.isInteger(number) || number < 301 || number > MOST_PIDS) throw new SysError("EINVAL");
      kernel.initialPidNs.max = number;
    },
  });
  all.push({
    path: "kernel/unprivileged_userns_clone",
    permissions: 0o644,
    show: () => (unprivilegedAllowed(kernel.initialUserNs) ? "1" : "0"),
    store: (value) => {
      if (!NUMERIC.test(value)) throw new SysError("EINVAL");
      allowUnprivileged(kernel.initialUserNs, Number(value) !== 0);
    },
  });
  for (const kind of ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"] as const)
    all.push({
      path: `user/max_${kind}_namespaces`,
      permissions: 0o644,
      show: (caller) => String(limitOf(caller.creds.userNs, kind)),
      store: (value, caller) => {
        const number = Number(value.trim());
        if (!Number.isInteger(number) || number < 0 || number > NO_LIMIT) throw new SysError("EINVAL");
        setLimit(caller.creds.userNs, kind, number);
      },
      owner: (caller) => ({ userNs: caller.creds.userNs, capability: "SYS_RESOURCE" }),
    });
  for (const limit of IPC_LIMITS)
    all.push({
      path: limit.includes("/") ? `fs/${limit}` : `kernel/${limit}`,
      permissions: 0o644,
      show: (caller) => caller.task?.ns.ipc.limits.get(limit) ?? "",
      store: (value, caller) => {
        const least = LEAST[limit] ?? 0;
        if (
          !NUMERIC.test(value) ||
          value
            .trim()
            .split(/\s+/)
            .some((word) => Number(word) < least)
        )
          throw new SysError("EINVAL");
        caller.task?.ns.ipc.limits.set(limit, value.trim().split(/\s+/).join("\t"));
      },
    });
  return [...all, ...netSettings()];
}

/** Limits that may not be nothing (ipc/mq_sysctl.c). */
const LEAST: Readonly<Record<string, number>> = {
  "mqueue/msg_max": 1,
  "mqueue/msg_default": 1,
  "mqueue/msgsize_max": 128,
  "mqueue/msgsize_default": 128,
};

const IPC_LIMITS = [
  "msgmax",
  "msgmnb",
  "msgmni",
  "sem",
  "shmall",
  "shmmax",
  "shmmni",
  "shm_rmid_forced",
  "mqueue/queues_max",
  "mqueue/msg_max",
  "mqueue/msgsize_max",
  "mqueue/msg_default",
  "mqueue/msgsize_default",
];

function uuid(...words: readonly number[]): string {
  const hex = words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** /proc/sys, or a directory in it. They are listed by name. */
class SysctlDirectory extends ProcDirectory {
  private readonly children: LazyChildren<ProcView>;

  constructor(view: ProcView, table: Table) {
    super(view.sb, view.inode(), S.IFDIR | 0o555);
    this.nlink = 2 + table.directories;
    this.children = new LazyChildren(table, view);
  }

  override lookup(name: string): Inode | undefined {
    return this.children.lookup(name);
  }

  override entries(): readonly DirEntry[] {
    return [...this.children.entries()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

export function sysctlDirectory(view: ProcView): Inode {
  return new SysctlDirectory(view, tableOf(view.kernel));
}

/** Directories are made from the paths. */
function makeTable(kernel: Kernel): Table {
  const tree = new TableTree<ProcView>((view, table) => new SysctlDirectory(view, table));
  for (const setting of makeSettings(kernel)) {
    const cut = setting.path.lastIndexOf("/");
    tree
      .at(setting.path.slice(0, cut))
      .file(setting.path.slice(cut + 1), (view) => new SysctlFile(view, setting));
  }
  for (const kind of ["conf", "neigh"] as const)
    tree.at("net/ipv4").directory(kind, (view) => new DeviceSettings(view, kind));
  return tree.root;
}

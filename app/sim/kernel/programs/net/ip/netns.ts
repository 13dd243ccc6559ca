/** `ip netns` (iproute2's ipnetns.c): named network namespaces, kept by bind mounts in /var/run/netns. */
import type { Call } from "../../../abi/call";
import { SysError } from "../../../abi/errno";
import { CLONE, MNT, MS, O } from "../../../abi/flags";
import { readTextFile } from "../../lib/users";
import { execvp } from "../exec";
import { type IpContext, integer, matches, NETNS_DIRECTORY } from "./context";
import { HELP } from "./help";

export function* netns(ip: IpContext, words: readonly string[]): Call<number> {
  const [command, ...rest] = words;
  if (
    command === undefined ||
    matches(command, "list") ||
    matches(command, "show") ||
    matches(command, "lst")
  )
    return yield* list(ip);
  if (matches(command, "list-id")) return yield* listIds(ip);
  if (matches(command, "help")) return yield* ip.help(HELP.netns);
  if (matches(command, "add")) return yield* add(ip, rest);
  if (matches(command, "delete")) return yield* remove(ip, rest);
  if (matches(command, "set")) return 0;
  if (matches(command, "identify")) return yield* identify(ip, rest);
  if (matches(command, "pids")) return yield* pids(ip, rest);
  if (matches(command, "exec")) return yield* exec(ip, rest);
  if (matches(command, "attach")) return yield* attach(ip, rest);
  return yield* ip.fail(`Command "${command}" is unknown, try "ip netns help".\n`, 255);
}

function* list(ip: IpContext): Call<number> {
  const rows: { name: string; id?: number }[] = [];
  for (const name of yield* ip.listNetns()) {
    const id = yield* ip.netnsId(name);
    rows.push(id === undefined ? { name } : { name, id });
  }
  if (ip.options.json) ip.printJson(rows);
  else for (const { name, id } of rows) ip.io.put(id === undefined ? `${name}\n` : `${name} (id: ${id})\n`);
  return 0;
}

function* listIds(ip: IpContext): Call<number> {
  const names = yield* ip.netnsNames();
  const links = yield* ip.allLinks();
  const ids = new Set([
    ...names.keys(),
    ...links.flatMap(({ peerNetnsId }) => (peerNetnsId === undefined ? [] : [peerNetnsId])),
  ]);
  for (const id of [...ids].sort((a, b) => a - b)) {
    const name = names.get(id);
    ip.io.put(`nsid ${id} ${name === undefined ? "" : `(iproute2 netns name: ${name})`}\n`);
  }
  return 0;
}

function* named(ip: IpContext, words: readonly string[]): Call<string> {
  const [name] = words;
  if (name === undefined) return yield* ip.fail("No netns name specified\n", 1);
  if (name.includes("/") || name === "." || name === "..")
    return yield* ip.fail(`Invalid netns name "${name}"\n`, 255);
  return name;
}

/** The directory, shared, so that mounts of names are seen in all mount namespaces. */
function* prepareDirectory(ip: IpContext): Call<void> {
  const { sys } = ip;
  try {
    yield* sys.mkdir(NETNS_DIRECTORY, 0o755);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code !== "EEXIST") yield* ip.fail(`mkdir ${NETNS_DIRECTORY} failed: ${error.text}\n`, 1);
  }
  for (let bound = false; ; bound = true) {
    try {
      yield* sys.mount("", NETNS_DIRECTORY, "none", MS.SHARED | MS.REC, "");
      return;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code !== "EINVAL" || bound)
        yield* ip.fail(`mount --make-shared ${NETNS_DIRECTORY} failed: ${error.text}\n`, 1);
    }
    try {
      yield* sys.mount(NETNS_DIRECTORY, NETNS_DIRECTORY, "none", MS.BIND | MS.REC, "");
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* ip.fail(`mount --bind ${NETNS_DIRECTORY} ${NETNS_DIRECTORY} failed: ${error.text}\n`, 1);
    }
  }
}

function* createFile(ip: IpContext, path: string): Call<void> {
  try {
    yield* ip.sys.close(yield* ip.sys.open(path, O.RDONLY | O.CREAT | O.EXCL | O.CLOEXEC, 0));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* ip.fail(`Cannot create namespace file "${path}": ${error.text}\n`, 1);
  }
}

function* add(ip: IpContext, words: readonly string[]): Call<number> {
  const name = yield* named(ip, words);
  const path = `${NETNS_DIRECTORY}/${name}`;
  yield* prepareDirectory(ip);
  yield* createFile(ip, path);
  const { sys } = ip;
  const own = yield* sys.open("/proc/self/ns/net", O.RDONLY | O.CLOEXEC);
  try {
    yield* sys.unshare(CLONE.NEWNET);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* sys.unlink(path);
    return yield* ip.fail(`Failed to create a new network namespace "${name}": ${error.text}\n`, 1);
  }
  yield* bind(ip, "/proc/self/ns/net", path, name);
  yield* sys.setns(own, CLONE.NEWNET);
  yield* sys.close(own);
  return 0;
}

function* bind(ip: IpContext, from: string, path: string, _name: string): Call<void> {
  try {
    yield* ip.sys.mount(from, path, "none", MS.BIND, "");
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* ip.io.complain(`Bind ${from} -> ${path} failed: ${error.text}\n`);
    yield* ip.sys.unlink(path);
    ip.io.exit(1);
  }
}

function* attach(ip: IpContext, words: readonly string[]): Call<number> {
  const name = yield* named(ip, words);
  const pid = words[1];
  if (pid === undefined) return yield* ip.fail("No PID specified\n", 1);
  if (!/^\d+$/.test(pid)) return yield* ip.fail(`Invalid PID: ${pid}\n`, 1);
  yield* prepareDirectory(ip);
  yield* createFile(ip, `${NETNS_DIRECTORY}/${name}`);
  yield* bind(ip, `/proc/${pid}/ns/net`, `${NETNS_DIRECTORY}/${name}`, name);
  return 0;
}

function* remove(ip: IpContext, words: readonly string[]): Call<number> {
  const names = ip.options.all ? yield* ip.listNetns() : [yield* named(ip, words)];
  for (const name of names) {
    const path = `${NETNS_DIRECTORY}/${name}`;
    try {
      yield* ip.sys.umount(path, MNT.DETACH);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    try {
      yield* ip.sys.unlink(path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return yield* ip.fail(`Cannot remove namespace file "${path}": ${error.text}\n`, 1);
    }
  }
  return 0;
}

/** netns_switch: into the namespace, with a /sys of its own. */
export function* switchTo(ip: IpContext, name: string): Call<void> {
  const { sys } = ip;
  let fd: number;
  try {
    fd = yield* sys.open(name.includes("/") ? name : `${NETNS_DIRECTORY}/${name}`, O.RDONLY | O.CLOEXEC);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return yield* ip.fail(`Cannot open network namespace "${name}": ${error.text}\n`, 255);
  }
  const step = function* (what: string, call: Call<void>): Call<void> {
    try {
      yield* call;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* ip.fail(`${what}${error.text}\n`, 255);
    }
  };
  yield* step(`setting the network namespace "${name}" failed: `, sys.setns(fd, CLONE.NEWNET));
  yield* sys.close(fd);
  yield* step("unshare failed: ", sys.unshare(CLONE.NEWNS));
  yield* step('"mount --make-rslave /" failed: ', sys.mount("", "/", "none", MS.SLAVE | MS.REC, ""));
  try {
    yield* sys.umount("/sys", MNT.DETACH);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  yield* step("mount of /sys failed: ", sys.mount(name, "/sys", "sysfs", 0, ""));
}

function* exec(ip: IpContext, words: readonly string[]): Call<number> {
  if (words.length < 1) return yield* ip.fail("No netns name specified\n", 1);
  if (words.length < 2) return yield* ip.fail("No command specified\n", 1);
  const [name, ...command] = words;
  yield* switchTo(ip, name!);
  yield* ip.io.flush();
  try {
    return yield* execvp(ip.sys, command, ip.io.env);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return yield* ip.fail(`exec of "${command[0]!}" failed: ${error.text}\n`, 1);
  }
}

/** Network namespaces as "net:[…]" links, by process. */
function* namespaceOf(ip: IpContext, pid: string): Call<string | undefined> {
  try {
    return yield* ip.sys.readlink(`/proc/${pid}/ns/net`);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

/** The number in the link's brackets is the inode of the file that a name is bound to. */
function* inodeOf(ip: IpContext, path: string): Call<number | undefined> {
  try {
    return (yield* ip.sys.stat(path)).ino;
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

function* identify(ip: IpContext, words: readonly string[]): Call<number> {
  const pid = words[0] ?? "self";
  if (words[0] !== undefined && integer(pid) === undefined)
    return yield* ip.fail(`Specified string '${pid}' is not a pid\n`, 1);
  const own = yield* inodeOf(ip, `/proc/${pid}/ns/net`);
  if (own === undefined) return yield* ip.fail("open(): No such file or directory\n", 1);
  for (const name of yield* ip.listNetns())
    if ((yield* inodeOf(ip, `${NETNS_DIRECTORY}/${name}`)) === own) ip.io.put(`${name}\n`);
  return 0;
}

function* pids(ip: IpContext, words: readonly string[]): Call<number> {
  const name = yield* named(ip, words);
  const inode = yield* inodeOf(ip, `${NETNS_DIRECTORY}/${name}`);
  if (inode === undefined)
    return yield* ip.fail(`Cannot open network namespace: No such file or directory\n`, 255);
  const fd = yield* ip.sys.open("/proc", O.RDONLY | O.DIRECTORY | O.CLOEXEC);
  const entries = yield* ip.sys.readdir(fd);
  yield* ip.sys.close(fd);
  for (const entry of entries) {
    if (!/^\d+$/.test(entry.name)) continue;
    if ((yield* namespaceOf(ip, entry.name)) === `net:[${inode}]`) ip.io.put(`${entry.name}\n`);
  }
  return 0;
}

/** Words of a batch file's lines. */
export function* batchLines(ip: IpContext, path: string): Call<readonly (readonly string[])[]> {
  const text = yield* readTextFile(ip.sys, path === "-" ? "/dev/stdin" : path);
  if (text === undefined)
    return yield* ip.fail(`Cannot open file "${path}" for reading: No such file or directory\n`, 1);
  return text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.split(/\s+/));
}

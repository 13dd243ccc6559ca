/** busybox's sysctl: names with dots for files under /proc/sys. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O, S } from "../../abi/flags";
import { bytesToText } from "../lib/bytes";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { readTextFile } from "../lib/users";

const ROOT = "/proc/sys/";

/** Dots and slashes change places. */
const swapped = (text: string) => text.replace(/[./]/g, (c) => (c === "." ? "/" : "."));

/** The path of a name: "net.ipv4.ip_forward" and "net/ipv4/ip_forward" are the same. */
function pathOf(name: string): string {
  const first = name.search(/[./]/);
  return first >= 0 && name[first] === "/" ? name : swapped(name);
}

class Sysctl {
  constructor(
    private readonly io: Io,
    private readonly options: Options,
  ) {}

  private *failed(name: string, writing: boolean, problem: SysError): Call<number> {
    if (problem.code === "ENOENT") {
      if (!this.options.has("e")) yield* this.io.warn(`error: '${name}' is an unknown key`);
    } else
      yield* this.io.warn(`error ${writing ? "sett" : "read"}ing key '${swapped(name)}': ${problem.text}`);
    return 1;
  }

  *show(path: string): Call<number> {
    let text = "";
    try {
      const fd = yield* this.io.sys.open(ROOT + path, O.RDONLY);
      for (;;) {
        const bytes = yield* this.io.sys.read(fd, 4096);
        if (bytes.length === 0) break;
        text += bytesToText(bytes);
      }
      yield* this.io.sys.close(fd);
    } catch (error) {
      return yield* this.failed(path, false, sysError(error));
    }
    const head = this.options.has("n") ? "" : `${swapped(path)} = `;
    for (const line of text.replace(/\n+$/, "").split("\n")) this.io.put(`${head}${line}\n`);
    yield* this.io.drain();
    return 0;
  }

  *set(path: string, value: string): Call<number> {
    let fd: number;
    try {
      fd = yield* this.io.sys.open(ROOT + path, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
    } catch (error) {
      const problem = sysError(error);
      return yield* this.failed(
        path,
        true,
        problem.code === "EACCES" ? yield* this.missing(path, problem) : problem,
      );
    }
    try {
      yield* this.io.sys.write(fd, value);
    } catch (error) {
      yield* this.io.dieError("write error", error);
    }
    yield* this.io.sys.close(fd);
    if (!this.options.has("q"))
      this.io.put(`${this.options.has("n") ? "" : `${swapped(path)} = `}${value}\n`);
    return 0;
  }

  /** Creating a file in /proc/sys is refused; what is meant is that there is none. */
  private *missing(path: string, problem: SysError): Call<SysError> {
    try {
      yield* this.io.sys.stat(ROOT + path);
      return problem;
    } catch (error) {
      return sysError(error);
    }
  }

  /** One name, a directory of them, or "name=value". */
  *act(setting: string): Call<number> {
    const equals = setting.indexOf("=");
    if (this.options.has("w") || equals >= 0) {
      if (equals <= 0 || equals === setting.length - 1) {
        const name = equals < 0 ? setting : setting.slice(0, equals);
        yield* this.io.warn(`error: '${name}' must be of the form name=value`);
        return 1;
      }
      return yield* this.set(pathOf(setting.slice(0, equals)), setting.slice(equals + 1));
    }
    return yield* this.walk(pathOf(setting));
  }

  *walk(path: string): Call<number> {
    try {
      const { mode } = yield* this.io.sys.stat(ROOT + path);
      if ((mode & S.IFMT) !== S.IFDIR) return (mode & 0o444) === 0 ? 0 : yield* this.show(path);
      const fd = yield* this.io.sys.open(ROOT + path, O.RDONLY | O.DIRECTORY);
      const entries = yield* this.io.sys.readdir(fd);
      yield* this.io.sys.close(fd);
      let status = 0;
      for (const { name } of entries)
        if (!name.startsWith(".")) status |= yield* this.walk(path === "" ? name : `${path}/${name}`);
      return status;
    } catch (error) {
      return yield* this.failed(path, false, sysError(error));
    }
  }

  *file(path: string): Call<void> {
    const text = yield* readTextFile(this.io.sys, path);
    if (text === undefined) {
      yield* this.io.warnError(path, new SysError("ENOENT"));
      return;
    }
    for (const [index, line] of text.split("\n").entries()) {
      if (/^\s*([#;].*)?$/.test(line)) continue;
      const words = line.trim().match(/^([^\s=]+)[\s=]+(.*)$/);
      if (words === null) {
        yield* this.io.warn(`bad line ${index + 1}: 1 tokens found, 2 needed`);
        continue;
      }
      yield* this.act(`${words[1]}=${words[2]}`);
    }
  }
}

export const sysctl = applet(function* (io) {
  const options = yield* parseOptions(io, "+neAapwq");
  const tool = new Sysctl(io, options);
  if (options.has("p")) {
    const files = options.rest.length > 0 ? options.rest : ["/etc/sysctl.conf"];
    for (const file of files) yield* tool.file(file);
    return 0;
  }
  if (options.has("a", "A")) return yield* tool.walk("");
  let status = 0;
  for (const setting of options.rest) status |= yield* tool.act(setting);
  return status;
});

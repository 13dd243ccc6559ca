import type { Call } from "../../abi/call";
import { S } from "../../abi/flags";
import type { Stat, StatFs } from "../../abi/sys";
import { momentOf, strftime, zoneOf } from "../lib/calendar";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { isDevice, isLink, modeString } from "../lib/modes";
import { Accounts } from "../lib/users";

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [S.IFSOCK]: "socket",
  [S.IFLNK]: "symbolic link",
  [S.IFREG]: "regular file",
  [S.IFBLK]: "block special file",
  [S.IFDIR]: "directory",
  [S.IFCHR]: "character special file",
  [S.IFIFO]: "fifo",
};

/** Names that busybox has for file system types, by statfs's f_type. */
const FS_NAMES: Readonly<Record<number, string>> = {
  44533: "adfs",
  44543: "affs",
  1111905073: "befs",
  464386766: "bfs",
  4283649346: "coh",
  684539205: "cramfs",
  19920820: "xia",
  4979: "devfs",
  4278867: "ext",
  61265: "ext2",
  61267: "ext2/ext3",
  16964: "hfs",
  4187351113: "hpfs",
  38496: "isofs",
  29366: "jffs2",
  4979871: "minix",
  2435016766: "btrfs",
  19780: "msdos",
  26985: "nfs",
  1397118030: "ntfs",
  40864: "proc",
  1382369651: "reiserfs",
  29301: "romfs",
  20859: "smb",
  16914836: "tmpfs",
  1650812274: "sysfs",
  1410924800: "usbdevice",
  2768370933: "vxfs",
};

const typeName = (stat: Stat): string =>
  (stat.mode & S.IFMT) === S.IFREG && stat.size === 0
    ? "regular empty file"
    : (TYPE_NAMES[stat.mode & S.IFMT] ?? "weird file");

/** st_dev as one number, as makedev makes it. */
const deviceNumber = (device: Stat["dev"]): number =>
  ((device.minor & 0xff) | ((device.major & 0xfff) << 8) | ((device.minor & ~0xff) << 12)) >>> 0;

class FileFormatter {
  private readonly accounts: Accounts;

  constructor(private readonly io: Io) {
    this.accounts = new Accounts(io.sys);
  }

  time(ns: number): string {
    const seconds = Math.floor(ns / 1e9);
    const moment = momentOf(seconds, zoneOf(this.io.env));
    const fraction = String(Math.round(ns - seconds * 1e9)).padStart(9, "0");
    return strftime(`%Y-%m-%d %H:%M:%S.${fraction} %z`, moment);
  }

  *user(uid: number): Call<string> {
    return (yield* this.accounts.userById(uid))?.name ?? "UNKNOWN";
  }

  *group(gid: number): Call<string> {
    return (yield* this.accounts.groupById(gid))?.name ?? "UNKNOWN";
  }

  *named(path: string, stat: Stat): Call<string> {
    if (!isLink(stat.mode)) return path;
    return `'${path}' -> '${yield* this.io.sys.readlink(path)}'`;
  }

  /** What a directive stands for; numbers as numbers, so that flags apply as printf's. */
  *field(letter: string, path: string, stat: Stat): Call<string | number | undefined> {
    switch (letter) {
      case "n":
        return path;
      case "N":
        return yield* this.named(path, stat);
      case "d":
        return deviceNumber(stat.dev);
      case "D":
        return deviceNumber(stat.dev).toString(16);
      case "i":
        return stat.ino;
      case "a":
        return (stat.mode & 0o7777).toString(8);
      case "A":
        return modeString(stat.mode);
      case "f":
        return stat.mode.toString(16);
      case "F":
        return typeName(stat);
      case "h":
        return stat.nlink;
      case "u":
        return stat.uid;
      case "U":
        return yield* this.user(stat.uid);
      case "g":
        return stat.gid;
      case "G":
        return yield* this.group(stat.gid);
      case "t":
        return stat.rdev.major.toString(16);
      case "T":
        return stat.rdev.minor.toString(16);
      case "s":
        return stat.size;
      case "B":
        return 512;
      case "b":
        return stat.blocks;
      case "o":
        return stat.blksize;
      case "x":
        return this.time(stat.atimeNs);
      case "y":
        return this.time(stat.mtimeNs);
      case "z":
        return this.time(stat.ctimeNs);
      case "X":
        return Math.floor(stat.atimeNs / 1e9);
      case "Y":
        return Math.floor(stat.mtimeNs / 1e9);
      case "Z":
        return Math.floor(stat.ctimeNs / 1e9);
    }
    return undefined;
  }
}

function fsField(letter: string, path: string, fs: StatFs): string | number | undefined {
  switch (letter) {
    case "n":
      return path;
    case "i":
      return "0";
    case "l":
      return fs.namelen;
    case "t":
      return fs.type.toString(16);
    case "T":
      return FS_NAMES[fs.type >>> 0] ?? "UNKNOWN";
    case "b":
      return fs.blocks;
    case "f":
      return fs.bfree;
    case "a":
      return fs.bavail;
    case "s":
    case "S":
      return fs.bsize;
    case "c":
      return fs.files;
    case "d":
      return fs.ffree;
  }
  return undefined;
}

/** A value that is there already, as a field. */
// biome-ignore lint/correctness/useYield: fields of files may ask the system; these need not
function* known(value: string | number | undefined): Call<string | number | undefined> {
  return value;
}

/** Fills a format: "%-10s" and the like; what a letter is not known for stays as the letter. */
function* fill(format: string, field: (letter: string) => Call<string | number | undefined>): Call<string> {
  let out = "";
  for (let i = 0; i < format.length; i++) {
    if (format[i] !== "%") {
      out += format[i];
      continue;
    }
    const match = /^%([-+ #0]*)(\d*)(?:\.(\d*))?(.?)/s.exec(format.slice(i))!;
    i += match[0].length - 1;
    const [, flags, width, precision, letter] = match;
    if (letter === "%" || letter === "") {
      out += "%";
      continue;
    }
    const value = yield* field(letter!);
    let text = value === undefined ? letter! : String(value);
    if (precision !== undefined)
      text =
        typeof value === "number" ? text.padStart(Number(precision), "0") : text.slice(0, Number(precision));
    const wanted = Number(width || 0);
    if (flags!.includes("-")) text = text.padEnd(wanted);
    else
      text = text.padStart(
        wanted,
        flags!.includes("0") && value !== undefined && /^[0-9a-f]+$/.test(text) ? "0" : " ",
      );
    out += text;
  }
  return out;
}

export const stat = applet(function* (io) {
  const options = yield* parseOptions(io, "ftLc:", {
    long: { format: ["c", "value"], dereference: ["L"], "file-system": ["f"], terse: ["t"] },
    min: 1,
  });
  const format = options.value("c");
  const formatter = new FileFormatter(io);
  let status = 0;
  for (const path of options.rest) {
    if (options.has("f")) {
      let fs: StatFs;
      try {
        fs = yield* io.sys.statfs(path);
      } catch (error) {
        yield* io.warnError(`can't read file system information for '${path}'`, error);
        status = 1;
        continue;
      }
      const wanted =
        format ??
        (options.has("t")
          ? "%n %i %l %t %s %b %f %a %c %d"
          : '  File: "%n"\n    ID: %-8i Namelen: %-7l Type: %T\nBlock size: %-10s\n' +
            "Blocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d");
      const values = fs;
      io.put(`${yield* fill(wanted, (letter) => known(fsField(letter, path, values)))}\n`);
    } else {
      let found: Stat;
      try {
        found = options.has("L") ? yield* io.sys.stat(path) : yield* io.sys.lstat(path);
      } catch (error) {
        yield* io.warnError(`can't stat '${path}'`, error);
        status = 1;
        continue;
      }
      const of = found;
      if (format !== undefined || options.has("t")) {
        const wanted = format ?? "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o";
        io.put(`${yield* fill(wanted, (letter) => formatter.field(letter, path, of))}\n`);
      } else io.put(yield* described(formatter, path, of));
    }
    yield* io.drain();
  }
  return status;
});

/** The form without a format. */
function* described(formatter: FileFormatter, path: string, of: Stat): Call<string> {
  const device = deviceNumber(of.dev);
  const user = yield* formatter.user(of.uid);
  const group = yield* formatter.group(of.gid);
  const special = isDevice(of.mode)
    ? `${String(of.nlink).padEnd(5)} Device type: ${of.rdev.major.toString(16)},${of.rdev.minor.toString(16)}`
    : String(of.nlink);
  return (
    `  File: ${yield* formatter.named(path, of)}\n` +
    `  Size: ${String(of.size).padEnd(10)}\tBlocks: ${String(of.blocks).padEnd(10)} IO Block: ${String(of.blksize).padEnd(6)} ${typeName(of)}\n` +
    `Device: ${device.toString(16)}h/${device}d\tInode: ${String(of.ino).padEnd(10)}  Links: ${special}\n` +
    `Access: (${(of.mode & 0o7777).toString(8).padStart(4, "0")}/${modeString(of.mode)})` +
    `  Uid: (${String(of.uid).padStart(5)}/${user.padStart(8)})   Gid: (${String(of.gid).padStart(5)}/${group.padStart(8)})\n` +
    `Access: ${formatter.time(of.atimeNs)}\nModify: ${formatter.time(of.mtimeNs)}\nChange: ${formatter.time(of.ctimeNs)}\n`
  );
}

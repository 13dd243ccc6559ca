/** Mount options of overlay (Documentation/filesystems/overlayfs.rst), and how /proc/mounts shows them. */
import { SysError } from "../../abi/errno";

export type RedirectDir = "on" | "off" | "follow" | "nofollow";

export interface OverlayOptions {
  /** As given, with its escapes. */
  readonly lowerdir?: string;
  readonly upperdir?: string;
  readonly workdir?: string;
  readonly redirectDir: RedirectDir;
  readonly index: boolean;
  readonly nfsExport: boolean;
  readonly metacopy: boolean;
  readonly volatile: boolean;
  readonly userxattr: boolean;
  readonly defaultPermissions: boolean;
  readonly uuid: boolean;
}

type Draft = { -readonly [K in keyof OverlayOptions]: OverlayOptions[K] };

const ON_OFF = /^(on|off)$/;

/** `log` takes what the kernel would write to its log. @throws SysError EINVAL */
export function parseOverlayOptions(data: string, log: (text: string) => void): OverlayOptions {
  const options: Draft = {
    redirectDir: "off",
    index: false,
    nfsExport: false,
    metacopy: false,
    volatile: false,
    userxattr: false,
    defaultPermissions: false,
    uuid: true,
  };
  for (const option of splitEscaped(data, ",")) if (option !== "") take(options, option, log);
  if (options.nfsExport && options.upperdir !== undefined) options.index = true;
  if (options.upperdir === undefined) options.index = options.volatile = false;
  if (options.metacopy && options.redirectDir === "off") options.redirectDir = "on";
  if (options.userxattr && (options.redirectDir === "on" || options.metacopy)) throw new SysError("EINVAL");
  return options;
}

function take(options: Draft, option: string, log: (text: string) => void): void {
  const equals = option.indexOf("=");
  const key = equals < 0 ? option : option.slice(0, equals);
  const value = equals < 0 ? undefined : option.slice(equals + 1);
  if ((key === "lowerdir" || key === "upperdir" || key === "workdir") && value !== undefined) {
    options[key] = value;
    return;
  }
  if (value === undefined) {
    if (key === "volatile" || key === "userxattr") options[key] = true;
    else if (key === "default_permissions") options.defaultPermissions = true;
    else unrecognized(option, log);
    return;
  }
  if (key === "redirect_dir") {
    if (!/^(on|off|follow|nofollow)$/.test(value)) {
      log(`overlayfs: bad mount option "${option}"`);
      throw new SysError("EINVAL");
    }
    options.redirectDir = value as RedirectDir;
    return;
  }
  if (key === "xino" && /^(on|off|auto)$/.test(value)) {
    if (value !== "off") log("overlayfs: xino not supported on 32bit kernel, falling back to xino=off.");
    return;
  }
  if (!ON_OFF.test(value)) unrecognized(option, log);
  if (key === "index" || key === "metacopy" || key === "uuid") options[key] = value === "on";
  else if (key === "nfs_export") options.nfsExport = value === "on";
  else unrecognized(option, log);
}

function unrecognized(option: string, log: (text: string) => void): never {
  log(`overlayfs: unrecognized mount option "${option}" or missing value`);
  throw new SysError("EINVAL");
}

/** Splits at a character that no backslash stands before; escapes stay. */
export function splitEscaped(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let part = "";
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (char === "\\" && index + 1 < text.length) part += char + text[++index];
    else if (char === separator) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  return [...parts, part];
}

/** A path without its escapes. */
export function unescaped(path: string): string {
  return path.replace(/\\(.)/gs, "$1");
}

/** seq_show_option: a value with what would be mistaken in octal. */
function shown(value: string): string {
  return value.replace(/[,= \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

export function overlayOptionsText(options: OverlayOptions): string {
  const { lowerdir = "", upperdir, workdir, redirectDir } = options;
  let text = `,lowerdir=${shown(lowerdir)}`;
  if (upperdir !== undefined) text += `,upperdir=${shown(upperdir)},workdir=${shown(workdir ?? "")}`;
  if (options.defaultPermissions) text += ",default_permissions";
  if (redirectDir !== "off") text += `,redirect_dir=${redirectDir}`;
  if (options.index) text += ",index=on";
  if (!options.uuid) text += ",uuid=off";
  if (options.nfsExport) text += ",nfs_export=on";
  if (options.metacopy) text += ",metacopy=on";
  if (options.volatile) text += ",volatile";
  if (options.userxattr) text += ",userxattr";
  return text;
}

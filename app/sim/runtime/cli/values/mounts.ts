/** --volume, --mount and --tmpfs. */
import type { MountSpec } from "../../engine/contract";
import { parseBytes, ValueError } from "./sizes";

const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
/** Words behind the second colon that this kernel knows; the others are for SELinux, consistency on other systems, or copying. */
const MODES = [
  "rw",
  "ro",
  "z",
  "Z",
  "cached",
  "consistent",
  "delegated",
  "nocopy",
  "rprivate",
  "private",
  "rslave",
  "slave",
  "rshared",
  "shared",
];
const PROPAGATION = /^r?(private|slave|shared)$/;

/** Said by the daemon: the same problem found there. */
const refused = (spec: string, why = ""): ValueError =>
  new ValueError(`invalid volume specification: '${spec}'${why}`);

/** A path without ".", ".." and double slashes. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** The name of a volume. @throws ValueError */
export function checkVolumeName(name: string): void {
  if (VOLUME_NAME.test(name)) return;
  if (name.length === 1)
    throw new ValueError(
      `create ${name}: volume name is too short, names should be at least two alphanumeric characters`,
    );
  throw new ValueError(
    `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
  );
}

/** "/in", "name:/in", "/host:/in:ro", "./rel:/in". @throws ValueError */
export function parseVolume(text: string, cwd: string): MountSpec {
  const parts = text.split(":");
  if (parts.length > 3 || parts.some((part) => part === "")) throw refused(text);
  const [first = "", second, mode = ""] = parts;
  const target = second ?? first;
  if (second === undefined) {
    if (!target.startsWith("/"))
      throw refused(
        text,
        `: invalid mount config for type "volume": invalid mount path: '${target}' mount path must be absolute`,
      );
    if (cleanPath(target) === "/")
      throw refused(
        text,
        `: invalid mount config for type "volume": invalid specification: destination can't be '/'`,
      );
    return { kind: "volume", source: "", target: cleanPath(target), readOnly: false, options: "" };
  }
  if (!target.startsWith("/"))
    throw new ValueError(
      `invalid volume specification: '${text}': invalid mount config for type "${first.startsWith("/") ? "bind" : "volume"}": invalid mount path: '${target}' mount path must be absolute`,
    );
  if (cleanPath(target) === "/") throw refused(text, ": invalid specification: destination can't be '/'");
  const modes = mode === "" ? [] : mode.split(",");
  if (modes.some((each) => !MODES.includes(each)) || new Set(modes).size !== modes.length)
    throw new ValueError(`invalid mode: ${mode}`);
  const readOnly = modes.includes("ro");
  const options = modes.filter((each) => PROPAGATION.test(each)).join(",");
  if (/^[/.~]/.test(first)) {
    const source = cleanPath(first.startsWith("/") ? first : `${cwd}/${first}`);
    return { kind: "bind", source, target: cleanPath(target), readOnly, options };
  }
  checkVolumeName(first);
  return { kind: "volume", source: first, target: cleanPath(target), readOnly, options: "" };
}

/** "/in:size=1m,mode=1777". @throws ValueError */
export function parseTmpfs(text: string): MountSpec {
  const [target = "", options = ""] = text.split(/:(.*)/s);
  if (!target.startsWith("/"))
    throw new ValueError(
      `invalid mount config for type "tmpfs": invalid mount path: '${target}' mount path must be absolute`,
    );
  return {
    kind: "tmpfs",
    source: "",
    target: cleanPath(target),
    readOnly: /(^|,)ro(,|$)/.test(options),
    options,
  };
}

/** Values between commas; quotes join, as in CSV. */
function fieldsOf(text: string): string[] {
  return [...text.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)]
    .filter((match, i, all) => match[0] !== "" || (i === all.length - 1 && text.endsWith(",") && i === 0))
    .map((match) => (match[1]!.startsWith('"') ? match[1]!.slice(1, -1).replaceAll('""', '"') : match[1]!));
}

const SWITCHES = ["readonly", "ro", "volume-nocopy", "bind-nonrecursive"];
/** What the lab's engine has nothing for. */
const UNKNOWN_HERE = [
  "volume-driver",
  "volume-opt",
  "volume-label",
  "bind-nonrecursive",
  "volume-subpath",
  "consistency",
];

/** "type=bind,source=/x,target=/y,readonly". @throws ValueError */
export function parseMount(text: string): MountSpec {
  const values = new Map<string, string>();
  for (const field of fieldsOf(text)) {
    const [rawKey = "", value] = field.split(/=(.*)/s);
    const key = rawKey.toLowerCase();
    if (value === undefined && !SWITCHES.includes(key))
      throw new ValueError(`invalid field '${field}' must be a key=value pair`);
    const name = { src: "source", dst: "target", destination: "target", ro: "readonly" }[key] ?? key;
    if (
      ![
        "type",
        "source",
        "target",
        "readonly",
        "bind-propagation",
        "tmpfs-size",
        "tmpfs-mode",
        "volume-nocopy",
        ...UNKNOWN_HERE,
      ].includes(name)
    )
      throw new ValueError(`unexpected key '${rawKey}' in '${field}'`);
    if (UNKNOWN_HERE.includes(name)) throw new ValueError(`'${rawKey}' is not known to the lab's engine`);
    if (name === "readonly" && value !== undefined && !/^(true|false|1|0)$/.test(value))
      throw new ValueError(`invalid value for ${key}: ${value}`);
    values.set(name, value ?? "true");
  }
  const kind = values.get("type")?.toLowerCase() ?? "volume";
  const target = values.get("target") ?? "";
  const source = values.get("source") ?? "";
  if (target === "") throw new ValueError("target is required");
  const wrong = (why: string): ValueError =>
    new ValueError(`invalid mount config for type "${kind}": ${why}`);
  if (kind !== "bind" && kind !== "volume" && kind !== "tmpfs")
    throw new ValueError(`mount type "${kind}" is not known to the lab's engine`);
  if (!target.startsWith("/")) throw wrong(`invalid mount path: '${target}' mount path must be absolute`);
  if (kind === "bind" && source === "") throw wrong("field Source must not be empty");
  if (kind === "bind" && !source.startsWith("/"))
    throw wrong(`invalid mount path: '${source}' mount path must be absolute`);
  if (kind === "tmpfs" && source !== "") throw wrong("field Source must not be specified");
  if (kind === "volume" && source !== "") checkVolumeName(source);
  for (const [own, of] of [
    ["bind-", "bind"],
    ["volume-", "volume"],
    ["tmpfs-", "tmpfs"],
  ] as const)
    if (of !== kind && [...values.keys()].some((key) => key.startsWith(own)))
      throw new ValueError(`cannot mix '${own}*' options with mount type '${kind}'`);
  return {
    kind,
    source: kind === "bind" ? cleanPath(source) : source,
    target: cleanPath(target),
    readOnly: /^(true|1)$/.test(values.get("readonly") ?? ""),
    options: kind === "tmpfs" ? tmpfsOptions(values) : (values.get("bind-propagation") ?? ""),
  };
}

function tmpfsOptions(values: ReadonlyMap<string, string>): string {
  const size = values.get("tmpfs-size");
  const mode = values.get("tmpfs-mode");
  if (mode !== undefined && !/^[0-7]{1,5}$/.test(mode))
    throw new ValueError(`invalid value for tmpfs-mode: ${mode}`);
  return [size === undefined ? "" : `size=${parseBytes(size)}`, mode === undefined ? "" : `mode=${mode}`]
    .filter((each) => each !== "")
    .join(",");
}

/**
 * What may differ between the real and the simulated kernel without being a difference: numbers that a kernel hands out as
 * it likes. A script asks for a substitution by name in its header (`# substitute: inode`); both answers are then rewritten
 * before they are compared. Equal values stay equal and different ones different: each distinct value of a substitution is
 * numbered in the order in which it first appears.
 */
export interface Substitution {
  readonly name: string;
  /** With the flags d and g. Each group (`value…`) is replaced; the rest of the match is kept. */
  readonly pattern: RegExp;
  readonly reason: string;
}

export const SUBSTITUTIONS: readonly Substitution[] = [
  {
    name: "inode",
    pattern: /\b(?:mnt|uts|ipc|pid|net|user|cgroup|time|pipe|socket):\[(?<value>\d+)\]/dg,
    reason:
      "The inode number of a namespace, pipe or socket in a link such as uts:[4026531838] is any free number.",
  },
  {
    name: "mac",
    pattern: /\b(?<value>(?!00:00:00:00:00:00|ff:ff:ff:ff:ff:ff)[0-9a-f]{2}(?::[0-9a-f]{2}){5})\b/dg,
    reason: "The hardware address of a virtual network device is drawn at random when the device is made.",
  },
  {
    name: "pid",
    pattern: /\b(?:pid|PID|process) (?<value>[1-9]\d*)\b/dg,
    reason:
      "A process number in a message (can't kill pid 123) is the next free one and depends on what ran before.",
  },
  {
    name: "mount-id",
    pattern: /^(?<value1>\d+) (?<value2>\d+) (?=\d+:\d+ \/)/dgm,
    reason:
      "The first two fields of a line of mountinfo are identifiers that the kernel takes from a counter.",
  },
  {
    name: "peer-group",
    pattern: /(?<= )(?:shared|master|propagate_from):(?<value>\d+)(?= )/dg,
    reason: "The number of a mount's peer group is the lowest free one in the whole system.",
  },
  {
    name: "device",
    pattern: /(?<=^(?:\S+ ){2})(?<value>0:\d+)(?= \/)/dgm,
    reason:
      "A file system without a block device gets the next free anonymous device number (0:21 in mountinfo).",
  },
  {
    name: "time",
    pattern: /^(?:real|user|sys)\s+(?<value>\d+m ?\d+\.\d+s)$/dgm,
    reason:
      "How long a command took, as time prints it, is what the two worlds' cost models say and not compared here.",
  },
  {
    name: "memory-address",
    pattern: /^(?<value>[0-9a-f]{8}-[0-9a-f]{8})(?= [r-][w-][x-][ps] )/dgm,
    reason:
      "Where a program's memory lies (the first field of /proc/PID/maps) follows from its binary and the loader.",
  },
];

const byName = new Map(SUBSTITUTIONS.map((substitution) => [substitution.name, substitution]));

/** @throws RangeError naming the substitutions that there are. */
export function substitutionNamed(name: string): Substitution {
  const found = byName.get(name);
  if (found !== undefined) return found;
  throw new RangeError(`there is no substitution "${name}"; there are: ${[...byName.keys()].join(", ")}`);
}

interface Found {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Rewrites the parts of one answer together, so that a value has the same number in all of them. */
export function substitute(parts: readonly string[], names: readonly string[]): string[] {
  const numbers = new Map<string, Map<string, number>>(names.map((name) => [name, new Map()]));
  const replacement = (name: string, value: string): string => {
    const known = numbers.get(name)!;
    const number = known.get(value) ?? known.size + 1;
    known.set(value, number);
    return `<${name} ${number}>`;
  };
  return parts.map((text) => {
    let out = "";
    let at = 0;
    for (const { name, from, to } of names
      .flatMap((each) => find(text, each))
      .sort((a, b) => a.from - b.from)) {
      if (from < at) continue;
      out += text.slice(at, from) + replacement(name, text.slice(from, to));
      at = to;
    }
    return out + text.slice(at);
  });
}

/** Where a substitution's values stand in the text as it came. */
function find(text: string, name: string): Found[] {
  return [...text.matchAll(substitutionNamed(name).pattern)].flatMap(({ indices }) =>
    Object.values(indices?.groups ?? {}).map(([from, to]) => ({ name, from, to })),
  );
}

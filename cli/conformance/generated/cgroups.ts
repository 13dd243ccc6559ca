/** Random writes to a small cgroup tree, and then every file of it whose content does not depend on time. */
import { SeededRandom } from "@/app/sim/time/random";
import { Pick } from "./pick";

const GROUPS = ["a", "a/x", "a/x/y", "b", "b/z"] as const;
const OPERATIONS = 45;

const SET_UP = `cd /sys/fs/cgroup
put() {
	err=$( (echo "$1" > "$2") 2>&1)
	echo "$1 > $2 -> $?\${err:+ \${err##*: }}"
}
step() {
	err=$("$@" 2>&1)
	echo "$* -> $?\${err:+ \${err##*: }}"
}
sleep 1000 & one=$!
sleep 1000 & two=$!
move() {
	err=$( (echo "$2" > "$3/cgroup.procs") 2>&1)
	echo "move $1 to $3 -> $?\${err:+ \${err##*: }}"
}
mkdir a b
`;

const LOOK = `sleep 0.05
find a b -type d 2>/dev/null | sort | while read -r g; do
	for f in cgroup.controllers cgroup.subtree_control cgroup.type cgroup.freeze cgroup.events cgroup.max.depth \\
		cgroup.max.descendants cpu.weight cpu.weight.nice cpu.max cpu.idle memory.max memory.high memory.low memory.min \\
		memory.swap.max memory.oom.group pids.max pids.current cpuset.cpus cpuset.cpus.effective io.max; do
		[ -e $g/$f ] && echo "$g/$f: $(cat $g/$f 2>&1 | tr '\\n' ' ')"
	done
	echo "$g: $(wc -l < $g/cgroup.procs 2>/dev/null)"
done
for p in $one $two; do cut -d: -f3 /proc/$p/cgroup 2>/dev/null; done
kill -9 $one $two 2>/dev/null
wait 2>/dev/null
find a b -type d 2>/dev/null | sort -r | xargs rmdir 2>&1 | sed 's/.*: //'
ls -d a b 2>/dev/null | wc -l
`;

/** Files and what may be tried on them: good values, and values that the kernel refuses. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  "cpu.weight": ["1", "100", "10000", "0", "10001", "x", "50 60"],
  "cpu.weight.nice": ["-20", "0", "19", "20"],
  "cpu.max": ["max", "20000", "50000 200000", "max 50000", "999", "10000 999", "x"],
  "cpu.idle": ["0", "1", "2"],
  "memory.max": ["max", "8M", "16777216", "1G", "-1", "x", "12345"],
  "memory.high": ["max", "4M", "0"],
  "memory.low": ["0", "1M", "max"],
  "memory.min": ["0", "512K"],
  "memory.swap.max": ["0", "max", "1M"],
  "memory.oom.group": ["0", "1", "2"],
  "pids.max": ["max", "0", "1", "5", "-1", "99999999", "x"],
  "cpuset.cpus": ["0", "", "1", "0-3", "x"],
  "cgroup.freeze": ["0", "1", "2", "x"],
  "cgroup.max.depth": ["max", "0", "1", "-1"],
  "cgroup.max.descendants": ["max", "0", "2"],
  "cgroup.type": ["threaded", "domain"],
  "cgroup.procs": ["x", "999999"],
};
const CONTROLLERS = ["cpu", "memory", "pids", "cpuset", "io", "nosuch"] as const;

export function cgroupScript(seed: number): string {
  const pick = new Pick(SeededRandom.fromSeed(seed).split("cgroups"));
  const group = () => pick.of(GROUPS);
  const write = () => {
    const file = pick.of(Object.keys(WRITES));
    return `put '${pick.of(WRITES[file]!)}' ${group()}/${file}`;
  };
  const control = () => {
    const words = Array.from(
      { length: 1 + pick.below(2) },
      () => `${pick.of(["+", "+", "-"])}${pick.of(CONTROLLERS)}`,
    );
    return `put '${words.join(" ")}' ${group()}/cgroup.subtree_control`;
  };
  const operations: readonly (() => string)[] = [
    write,
    write,
    write,
    control,
    control,
    () => `step mkdir ${group()}`,
    () => `step mkdir ${group()}`,
    () => `step rmdir ${group()}`,
    () => {
      const who = pick.of(["one", "two"]);
      return `move ${who} $${who} ${group()}`;
    },
    () => {
      const who = pick.of(["one", "two"]);
      return `move ${who} $${who} .`;
    },
  ];
  let script = SET_UP;
  for (let count = 0; count < OPERATIONS; count++) script += `${pick.of(operations)()}\n`;
  return script + LOOK;
}

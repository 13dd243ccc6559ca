import { describe, expect, it } from "vitest";
import { runScript } from "@/app/container/run-script";

function run(script: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly faults: readonly string[];
} {
  const { status, stdout, faults } = runScript(script, { seed: 1, timeoutVirtualMs: 60_000 });
  return { status, stdout: new TextDecoder("latin1").decode(stdout), faults };
}

/** So that it does not take long. */
const LIMIT =
  "mkdir /sys/fs/cgroup/m; echo 4M >/sys/fs/cgroup/m/memory.max; echo $$ >/sys/fs/cgroup/m/cgroup.procs";

/** Each gathers data without end; the guest kills them with 137. */
const ENDLESS: Readonly<Record<string, string>> = {
  "a variable that doubles": "v=x; while :; do v=$v$v; done",
  "parameters that double": 'set x; while :; do set -- "$@" "$@"; done',
  "a command's output": "v=$(yes); :",
  "a line without end, tail": "tail /dev/zero",
  "a line without end, cut": "cut -c 1 /dev/zero",
  "lines to be sorted": "yes | sort",
  "lines to be turned round": "yes | tac",
  "sed's hold space": "sed ':a;G;h;ba' /etc/passwd",
  "an awk string": `awk 'BEGIN { s = "x"; while (1) s = s s }'`,
  "an awk array": "awk 'BEGIN { while (1) a[i++] = i }'",
};

describe("the data of programs", () => {
  it.each(Object.entries(ENDLESS))("%s: ends in a kill for memory, and the lab goes on", (_, script) => {
    const { stdout, faults } = run(
      `${LIMIT}\nsh -c '${script.replaceAll("'", "'\\''")}' 2>/dev/null\necho $?`,
    );
    expect(faults).toEqual([]);
    expect(stdout).toBe("137\n");
  });

  it("are bounded by ulimit -v", () => {
    expect(run("(ulimit -v 8000; v=x; while :; do v=$v$v; done) 2>&1; echo $?").stdout).toBe(
      "/run/agent/script: line 1: out of memory\n2\n",
    );
  });

  it("are given back", () => {
    const { stdout } = run(
      "rss() { sed -n 's/^VmSize:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$$/status; }; a=$(rss); v=$(seq 100000); b=$(rss); v=; :; c=$(rss); [ $b -gt $((a + 400)) ] && [ $c -lt $((a + 300)) ] && echo ok || echo $a $b $c",
    );
    expect(stdout).toBe("ok\n");
  });

  it("of one image's containers are apart, but its program is one", () => {
    const { stdout } = run(
      "mkdir /tmp/l; cp /bin/busybox /tmp/l/; for i in 1 2; do mkdir -p /tmp/$i/u /tmp/$i/w /tmp/$i/m; mount -t overlay o -o lowerdir=/tmp/l,upperdir=/tmp/$i/u,workdir=/tmp/$i/w /tmp/$i/m; done; free() { sed -n 's/^MemFree: *\\([0-9]*\\).*/\\1/p' /proc/meminfo; }; /tmp/1/m/busybox sleep 9 & sleep 0.1; a=$(free); /tmp/2/m/busybox sleep 9 & sleep 0.1; b=$(free); [ $((a - b)) -lt 100 ] && echo shared || echo $a $b",
    );
    expect(stdout).toBe("shared\n");
  });
});

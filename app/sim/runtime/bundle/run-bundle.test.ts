import { describe, expect, it } from "vitest";
import { StartFailure } from "../engine/find-program";
import { TestWorld } from "../engine/test-kit";
import { bytesOf } from "../image/bytes";
import { formatJson } from "../image/json";
import { runBundle } from "./run-bundle";

const NAMESPACES = ["mount", "pid", "uts", "ipc", "cgroup", "network"].map((type) => ({ type }));

/** A bundle with busybox in its root file system. */
function bundle(world: TestWorld, change: object): void {
  world.shell(
    "mkdir -p /b/rootfs/bin /b/rootfs/etc; for f in busybox; do cat /bin/$f > /b/rootfs/bin/$f; chmod 755 /b/rootfs/bin/$f; done; for l in sh cat hostname ps; do ln -sf busybox /b/rootfs/bin/$l; done",
  );
  const config = {
    ociVersion: "1.0.2",
    process: {
      user: { uid: 0, gid: 0 },
      args: ["sh", "-c", "hostname; ps; exit 9"],
      cwd: "/",
      env: ["PATH=/bin"],
    },
    root: { path: "rootfs" },
    hostname: "bundled",
    mounts: [{ destination: "/proc", type: "proc", source: "proc" }],
    linux: { namespaces: NAMESPACES },
    ...change,
  };
  world.kernel.writeFile("/b/config.json", formatJson(config), 0o644);
}

describe("runc run", () => {
  it("runs a bundle with its hooks, in order, each with the state on standard input", () => {
    const world = new TestWorld({ images: false });
    const hook = (name: string) => ({
      path: "/bin/sh",
      args: ["sh", "-c", `read -r line; echo ${name} "$line" >> /log`],
      env: ["PATH=/bin"],
    });
    const names = ["prestart", "createRuntime", "poststart", "poststop"];
    bundle(world, { hooks: Object.fromEntries(names.map((name) => [name, [hook(name)]])) });
    const code = world.run((sys) => runBundle(sys, "/b", { id: "mine" }));
    expect(code).toBe(9);
    expect(world.stdout).toMatch(/^bundled\nPID +USER +TIME +COMMAND\n +1 0 .* sh -c hostname; ps; exit 9\n/);
    const log = world.shell("cat /log").trim().split("\n");
    expect(log.map((line) => line.split(" ")[0])).toEqual(names);
    const states = log.map(
      (line) => JSON.parse(line.slice(line.indexOf("{"))) as { status: string; id: string; bundle: string },
    );
    expect(states.map(({ status }) => status)).toEqual(["creating", "creating", "running", "stopped"]);
    expect(states[0]).toMatchObject({ ociVersion: "1.0.2", id: "mine", bundle: "/b" });
    expect(world.faults).toEqual([]);
    expect(world.shell("ls -d /sys/fs/cgroup/mine 2>/dev/null")).toBe("");
  });

  it("does not start when a hook fails, and says which", () => {
    const world = new TestWorld({ images: false });
    bundle(world, {
      hooks: {
        createRuntime: [{ path: "/bin/sh", args: ["sh", "-c", "echo no >&2; exit 3"], env: ["PATH=/bin"] }],
      },
    });
    let problem: unknown;
    try {
      world.run((sys) => runBundle(sys, "/b", { id: "mine" }));
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(StartFailure);
    expect((problem as StartFailure).message).toBe(
      "error running createRuntime hook #0: exit status 3, stdout: , stderr: no",
    );
    expect(world.stdout).toBe("");
    expect([...world.kernel.processes()].filter(({ zombie }) => !zombie).length).toBe(2);
  });

  it("ends a hook that takes too long", () => {
    const world = new TestWorld({ images: false });
    bundle(world, { hooks: { prestart: [{ path: "/bin/sleep", args: ["sleep", "100"], timeout: 2 }] } });
    let problem: unknown;
    try {
      world.run((sys) => runBundle(sys, "/b", { id: "mine" }));
    } catch (error) {
      problem = error;
    }
    expect((problem as StartFailure).message).toBe(
      "error running prestart hook #0: hook ran past specified timeout of 2s",
    );
  });

  it("does not follow a link of the root file system to the host", () => {
    const world = new TestWorld({ images: false });
    bundle(world, {
      mounts: [
        { destination: "/proc", type: "proc", source: "proc" },
        { destination: "/out/etc", type: "tmpfs", source: "tmpfs" },
      ],
    });
    world.shell("ln -s / /b/rootfs/out");
    world.kernel.writeFile("/etc/mark", bytesOf("host"), 0o644);
    expect(world.run((sys) => runBundle(sys, "/b", { id: "mine" }))).toBe(9);
    expect(world.shell("cat /etc/mark")).toBe("host");
  });
});

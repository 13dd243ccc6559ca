import { describe, expect, it } from "vitest";
import { EngineError } from "./contract";
import { ATTACHED, containerSpec, script, TestWorld } from "./test-kit";

const problemOf = (act: () => unknown): EngineError => {
  try {
    act();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
};

describe("a container's life", () => {
  it("runs a program and ends with its status, output on both streams", () => {
    const world = new TestWorld();
    expect(world.runContainer(containerSpec({ image: "hello-world" })).stdout).toContain(
      "Hello from Triptych!",
    );
    const ended = world.runContainer(script("echo out; echo err >&2; exit 7"));
    expect(ended).toEqual({ code: 7, stdout: "out\n", stderr: "err\n" });
    expect(world.faults).toEqual([]);
  });

  it("is in namespaces of its own, and leaves nothing behind when it is removed", () => {
    const world = new TestWorld();
    const before = world.traces();
    const { stdout } = world.runContainer(
      script("hostname; cat /proc/self/cgroup; ps | wc -l; ls /; id", {
        hostname: "inside",
        autoRemove: true,
      }),
    );
    expect(stdout).toBe(
      "inside\n0::/\n4\nbin\ndev\netc\nhome\nlib\nproc\nroot\nsys\ntmp\nusr\nvar\nuid=0(root) gid=0(root) groups=0(root),10(wheel)\n",
    );
    world.pass(1e9);
    expect(world.engine.containers()).toEqual([]);
    const after = world.traces();
    expect(after.processes).toEqual(before.processes);
    // The bridge stays, as Docker's does.
    expect(after.rest.replace(" docker0", "")).toBe(before.rest);
    expect(world.shell("ls /var/lib/docker/containers; ls /var/lib/docker/overlay2/l | wc -l")).toBe("4\n");
  });

  it("says what Docker says when it cannot be started", () => {
    const world = new TestWorld();
    const failed = (spec: Parameters<typeof world.runContainer>[0]) =>
      problemOf(() => world.runContainer(spec));
    const prefix =
      "failed to create task for container: failed to create shim task: OCI runtime create failed: crun create failed: unable to start container process: ";
    const missing = failed(containerSpec({ command: ["foo"] }));
    expect(missing.message).toBe(`${prefix}exec: "foo": executable file not found in $PATH: unknown`);
    expect(missing.status).toBe(127);
    const denied = failed(containerSpec({ command: ["/etc/passwd"] }));
    expect([denied.message, denied.status]).toEqual([
      `${prefix}exec: "/etc/passwd": permission denied: unknown`,
      126,
    ]);
    const nowhere = failed(containerSpec({ command: ["/no/where"] }));
    expect([nowhere.message, nowhere.status]).toEqual([
      `${prefix}exec: "/no/where": stat /no/where: no such file or directory: unknown`,
      127,
    ]);
    expect(failed(containerSpec({ command: ["id"], user: "foo" })).message).toBe(
      "unable to find user foo: no matching entries in passwd file",
    );
    expect(failed(containerSpec({ image: "nothing" })).message).toBe("No such image: nothing:latest");
    expect(world.traces().rest).not.toContain("merged");
  });

  it("keeps names apart", () => {
    const world = new TestWorld();
    const first = world.run((sys, engine) => engine.create(sys, containerSpec({ name: "one" })));
    const again = problemOf(() =>
      world.run((sys, engine) => engine.create(sys, containerSpec({ name: "one" }))),
    );
    expect(again.message).toBe(
      `Conflict. The container name "/one" is already in use by container "${first.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
    world.engine.rename("one", "two");
    expect(world.engine.container("two").id).toBe(first.id);
    expect(world.engine.container(first.id.slice(0, 6)).name).toBe("two");
  });

  it("stops by its signal, or by force when it does not listen", () => {
    const world = new TestWorld();
    const code = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(
        sys,
        script("trap 'echo bye; exit 3' TERM; while :; do sleep 1; done"),
      );
      yield* engine.start(sys, id, undefined);
      yield* sys.nanosleep(100e6);
      yield* engine.stop(sys, id, undefined);
      yield* engine.logs(sys, id, { follow: false, tail: -1, timestamps: false, sinceSeconds: 0 });
      return engine.container(id).exitCode;
    });
    expect([code, world.stdout]).toEqual([3, "bye\n"]);
    const forced = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, containerSpec({ command: ["sleep", "1000"] }));
      yield* engine.start(sys, id, undefined);
      yield* engine.stop(sys, id, 1);
      return engine.container(id);
    });
    expect([forced.exitCode, forced.status]).toEqual([137, "exited"]);
  });

  it("is not removed while it runs, but by force", () => {
    const world = new TestWorld();
    const id = world.run(function* (sys, engine) {
      const made = yield* engine.create(sys, containerSpec({ command: ["sleep", "1000"] }));
      return (yield* engine.start(sys, made.id, undefined)).id;
    });
    const remove = (force: boolean) =>
      world.run((sys, engine) => engine.remove(sys, id, { force, volumes: false }));
    expect(problemOf(() => remove(false)).message).toBe(
      `You cannot remove a running container ${id}. Stop the container before attempting removal or force remove`,
    );
    remove(true);
    expect(world.engine.containers()).toEqual([]);
  });

  it("stands still while paused", () => {
    const world = new TestWorld();
    const before = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(
        sys,
        script("while :; do echo x; sleep 0.1; done", { name: "busy" }),
      );
      yield* engine.start(sys, id, undefined);
      yield* sys.nanosleep(1e9);
      yield* engine.pause(sys, id);
      const paused = (yield* engine.stats(sys, id)).cpuNs;
      yield* sys.nanosleep(1e9);
      expect((yield* engine.stats(sys, id)).cpuNs).toBe(paused);
      expect(engine.container(id).status).toBe("paused");
      yield* engine.unpause(sys, id);
      yield* sys.nanosleep(1e9);
      expect((yield* engine.stats(sys, id)).cpuNs).toBeGreaterThan(paused);
      yield* engine.remove(sys, id, { force: true, volumes: false });
      return paused;
    });
    expect(before).toBeGreaterThan(0);
  });

  it("is killed for memory, and says so", () => {
    const world = new TestWorld();
    const spec = containerSpec({
      command: ["dd", "if=/dev/zero", "of=/dev/shm/x", "bs=65536", "count=640"],
      resources: { memoryMax: 16 << 20 },
    });
    const result = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, spec);
      yield* engine.start(sys, id, ATTACHED);
      return [yield* engine.wait(sys, id), engine.container(id).oomKilled];
    });
    expect(result).toEqual([137, true]);
  });

  it("starts again after failures, with longer and longer pauses", () => {
    const world = new TestWorld();
    const restart = { name: "on-failure", maximum: 3 } as const;
    const info = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, script("date +%s >> /log; exit 1", { restart }));
      yield* engine.start(sys, id, undefined);
      yield* engine.wait(sys, id);
      return engine.container(id);
    });
    expect([info.restartCount, info.exitCode, info.status]).toEqual([3, 1, "exited"]);
    const stopped = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, script("exit 1", { restart: { name: "always", maximum: 0 } }));
      yield* engine.start(sys, id, undefined);
      yield* sys.nanosleep(2e9);
      yield* engine.stop(sys, id, undefined);
      return engine.container(id);
    });
    expect(stopped.status).toBe("exited");
    expect(stopped.restartCount).toBeGreaterThan(1);
  });

  it("records each step of its start, in order of time", () => {
    const world = new TestWorld();
    const steps = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, containerSpec({ command: ["true"] }));
      yield* engine.start(sys, id, undefined);
      yield* engine.wait(sys, id);
      return engine.startSteps(id);
    });
    expect(steps.some(({ name }) => name === "pivot_root")).toBe(true);
    expect(steps.at(-1)?.name).toBe("execve true");
    for (const { fromNs, toNs } of steps) expect(toNs).toBeGreaterThanOrEqual(fromNs);
    const own = steps
      .filter(({ kind }) => kind === "runtime")
      .reduce((sum, { fromNs, toNs }) => sum + toNs - fromNs, 0);
    expect(own).toBeGreaterThan(10e6);
  });
});

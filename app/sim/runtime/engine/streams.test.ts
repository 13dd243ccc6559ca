import { describe, expect, it } from "vitest";
import { EngineError, type ExecSpec } from "./contract";
import { ATTACHED, containerSpec, script, TestWorld } from "./test-kit";

const exec = (command: readonly string[], change: Partial<ExecSpec> = {}): ExecSpec => ({
  command,
  env: [],
  user: undefined,
  workingDir: undefined,
  tty: false,
  openStdin: false,
  privileged: false,
  ...change,
});

/** A world with one container that sleeps. */
function sleeping(change: Parameters<typeof containerSpec>[0] = {}): TestWorld {
  const world = new TestWorld();
  world.run(function* (sys, engine) {
    yield* engine.create(sys, containerSpec({ name: "box", command: ["sleep", "100000"], ...change }));
    yield* engine.start(sys, "box", undefined);
  });
  return world;
}

describe("exec", () => {
  it("runs in the container's namespaces, with its user and its limits", () => {
    const world = sleeping({ hostname: "inside", user: "www-data", env: ["A=1"] });
    const code = world.run((sys, engine) =>
      engine.exec(
        sys,
        "box",
        exec(
          [
            "sh",
            "-c",
            "hostname; id -u; echo $A $B; cat /proc/self/cgroup; grep CapEff /proc/self/status; ps | grep -c '[s]leep'; exit 4",
          ],
          {
            env: ["B=2"],
          },
        ),
        ATTACHED,
      ),
    );
    expect([code, world.stdout, world.stderr]).toEqual([
      4,
      "inside\n33\n1 2\n0::/\nCapEff:\t0000000000000000\n1\n",
      "",
    ]);
    expect(world.faults).toEqual([]);
  });

  it("says what Docker says when the program cannot be run", () => {
    const world = sleeping();
    const failed = (spec: ExecSpec) => {
      try {
        world.run((sys, engine) => engine.exec(sys, "box", spec, ATTACHED));
      } catch (error) {
        if (error instanceof EngineError) return [error.status, error.message];
        throw error;
      }
      return undefined;
    };
    const prefix = "OCI runtime exec failed: exec failed: unable to start container process: ";
    expect(failed(exec(["nope"]))).toEqual([
      127,
      `${prefix}exec: "nope": executable file not found in $PATH: unknown`,
    ]);
    expect(failed(exec(["/etc"]))).toEqual([126, `${prefix}exec: "/etc": is a directory: unknown`]);
    expect(failed(exec(["id"], { workingDir: "/nowhere" }))?.[1]).toBe(
      `${prefix}chdir to cwd ("/nowhere") set in config.json failed: no such file or directory: unknown`,
    );
  });
});

describe("a terminal", () => {
  it("is the container's standard streams, and its log has what it shows", () => {
    const world = new TestWorld();
    const result = world.runContainer(
      script("tty; [ -t 0 ] && echo yes; ls -l /dev/console | cut -c1; exit 5", { tty: true }),
    );
    expect([result.code, result.stdout]).toEqual([5, "/dev/pts/0\r\nyes\r\nc\r\n"]);
    expect(world.faults).toEqual([]);
  });
});

describe("input", () => {
  /** docker run -i (and -t) with this on the client's standard input. */
  const fed = (world: TestWorld, input: string, spec: ReturnType<typeof containerSpec>) =>
    world.run(function* (sys, engine) {
      const [read, write] = yield* sys.pipe();
      yield* sys.dup2(read, 0);
      yield* sys.write(write, input);
      yield* sys.close(write);
      yield* sys.close(read);
      const { id } = yield* engine.create(sys, spec);
      yield* engine.start(sys, id, { stdin: true, stdout: true, stderr: true });
      return yield* engine.wait(sys, id);
    });

  it("goes to the program, and its end does as well", () => {
    const world = new TestWorld();
    const spec = containerSpec({ command: ["cat"], openStdin: true });
    expect([fed(world, "one\ntwo\n", spec), world.stdout]).toEqual([0, "one\ntwo\n"]);
    const big = "x".repeat(9999);
    const long = `${big}\n`.repeat(20);
    expect(fed(world, long.slice(0, 60000), containerSpec({ command: ["wc", "-c"], openStdin: true }))).toBe(
      0,
    );
    expect(world.stdout.trim()).toBe("60000");
  });

  it("goes to a terminal, where a shell reads it", () => {
    const world = new TestWorld();
    const code = fed(world, "echo hel''lo\nexit 4\n", containerSpec({ tty: true, openStdin: true }));
    expect([code, world.stdout.includes("hello\r\n")]).toEqual([4, true]);
    expect(world.faults).toEqual([]);
  });

  it("is left alone by whoever detaches with Ctrl-P Ctrl-Q", () => {
    const world = new TestWorld();
    const status = world.run(function* (sys, engine) {
      const [read, write] = yield* sys.pipe();
      yield* sys.dup2(read, 0);
      const { id } = yield* engine.create(
        sys,
        containerSpec({ tty: true, openStdin: true, command: ["cat"] }),
      );
      yield* sys.fork(function* (typist) {
        for (const key of ["\x10", "\x11"]) {
          yield* typist.nanosleep(200e6);
          yield* typist.write(write, key);
        }
        return 0;
      });
      yield* engine.start(sys, id, { stdin: true, stdout: true, stderr: true });
      return engine.container(id).status;
    });
    expect(status).toBe("running");
  });
});

/** Whatever is done with containers, when they are removed nothing of them is left. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import { type ContainerSpec, EngineError } from "./contract";
import type { DockerEngine } from "./docker-engine";
import { containerSpec, script, TestWorld } from "./test-kit";

const VARIANTS: readonly ContainerSpec[] = [
  containerSpec({ command: ["sleep", "1000"] }),
  script("exit 3", { restart: { name: "on-failure", maximum: 2 } }),
  script("echo a; sleep 1; echo b"),
  containerSpec({ command: ["nothing"] }),
  containerSpec({ command: ["true"], autoRemove: true }),
  containerSpec({
    command: ["sleep", "1000"],
    tty: true,
    mounts: [{ kind: "volume", source: "", target: "/v", readOnly: false, options: "" }],
    ports: [{ protocol: "tcp", hostAddress: "", hostPort: 80, containerPort: 80 }],
  }),
  containerSpec({ command: ["sleep", "1000"], network: "none", pidMode: "host" }),
];
const VERBS = [
  "create",
  "start",
  "stop",
  "kill",
  "pause",
  "unpause",
  "exec",
  "remove",
  "force",
  "pass",
] as const;

const operation = fc.record({
  verb: fc.constantFrom(...VERBS),
  name: fc.constantFrom("aa", "bb"),
  variant: fc.nat({ max: VARIANTS.length - 1 }),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function* carryOut(sys: Sys, engine: DockerEngine, { verb, name, variant }: Operation): Call<unknown> {
  switch (verb) {
    case "create":
      return yield* engine.create(sys, { ...VARIANTS[variant]!, name });
    case "start":
      return yield* engine.start(sys, name, undefined);
    case "stop":
      return yield* engine.stop(sys, name, 1);
    case "kill":
      return yield* engine.kill(sys, name, "KILL");
    case "pause":
      return yield* engine.pause(sys, name);
    case "unpause":
      return yield* engine.unpause(sys, name);
    case "exec": {
      const plain = {
        env: [],
        user: undefined,
        workingDir: undefined,
        tty: false,
        openStdin: false,
        privileged: false,
      };
      return yield* engine.exec(
        sys,
        name,
        { command: ["true"], ...plain },
        { stdin: false, stdout: true, stderr: true },
      );
    }
    case "remove":
    case "force":
      return yield* engine.remove(sys, name, { force: verb === "force", volumes: true });
    case "pass":
      return yield* sys.nanosleep(300e6);
  }
}

it("leaves no process, mount, cgroup, device, rule, file or volume", () => {
  const world = new TestWorld();
  // The bridge and the group for all containers come with the first one, and stay.
  world.runContainer(containerSpec({ command: ["true"], autoRemove: true }));
  const state = () => ({
    ...world.traces(),
    files: world.shell(
      "ls /var/lib/docker/containers /var/lib/docker/overlay2/l /var/lib/docker/volumes /run/docker/locks",
    ),
  });
  world.pass(1e9);
  const before = state();
  fc.assert(
    fc.property(fc.array(operation, { minLength: 4, maxLength: 14 }), (operations) => {
      world.run(function* (sys, engine) {
        for (const one of operations) {
          try {
            yield* carryOut(sys, engine, one);
          } catch (error) {
            if (!(error instanceof EngineError)) throw error;
          }
        }
        for (const { id } of engine.containers())
          yield* engine.remove(sys, id, { force: true, volumes: true });
      });
      world.pass(1e9);
      expect(state()).toEqual(before);
      expect(world.faults).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

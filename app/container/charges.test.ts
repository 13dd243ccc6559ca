import { describe, expect, it } from "vitest";
import { makeMachine } from "./system";

/** Instructions that a command costs, beside those of starting it. */
function instructionsOf(setup: string, command: string): number {
  const took = (script: string) => {
    const machine = makeMachine({ seed: 1 });
    const run = (source: string) => {
      const began = machine.machine.nowNs;
      const launched = machine.startScript(new TextEncoder().encode(source), {
        stdout: () => {},
        stderr: (bytes) => {
          throw new Error(new TextDecoder().decode(bytes));
        },
      });
      machine.runUntil(() => launched.status !== undefined, Number.POSITIVE_INFINITY);
      expect(launched.status).toBe(0);
      return machine.machine.nowNs - began;
    };
    run(setup);
    return run(script);
  };
  return took(command) - took(":");
}

describe("operations that cost more than their call", () => {
  it("makes a cgroup's directory dearer than another, as the real kernel does", () => {
    const plain = instructionsOf("", "mkdir /tmp/x");
    const cgroup = instructionsOf("", "mkdir /sys/fs/cgroup/x");
    expect(cgroup - plain).toBeGreaterThan(100_000);
  });

  it("charges a copy-up by the bytes that are copied", () => {
    const overlay = (kib: number) =>
      instructionsOf(
        `mkdir /tmp/l /tmp/u /tmp/w /tmp/m; dd if=/dev/zero of=/tmp/l/f bs=1k count=${kib} 2>/dev/null
         mount -t overlay overlay -o lowerdir=/tmp/l,upperdir=/tmp/u,workdir=/tmp/w /tmp/m`,
        "echo >> /tmp/m/f",
      );
    const [small, large] = [overlay(1), overlay(257)];
    expect(large - small).toBeGreaterThan(256 * 700);
    expect(large - small).toBeLessThan(256 * 900);
  });

  it("charges a change of the network by its kind", () => {
    expect(
      instructionsOf("", "ip link add v type veth peer name w") - instructionsOf("", "ip link > /dev/null"),
    ).toBeGreaterThan(200_000);
  });
});

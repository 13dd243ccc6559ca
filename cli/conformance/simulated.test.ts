import { expect, it } from "vitest";
import { byteString } from "./outcome";
import { type RunScript, SimulatedWorld } from "./simulated";

const echo: RunScript = (script, { seed, timeoutVirtualMs }) => ({
  stdout: script,
  stderr: new TextEncoder().encode(`${seed} ${timeoutVirtualMs}\n`),
  status: 137,
  timedOut: false,
  virtualMs: 5,
  faults: [],
});

it("hands the script's bytes over and keeps the answer's", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const { stdout, stderr, status } = await new SimulatedWorld(echo).run(bytes);
  expect(stdout).toBe(byteString(bytes));
  expect(stdout).toHaveLength(256);
  expect(stderr).toBe("1 10000\n");
  expect(status).toBe(137);
});

it("a fault of the simulation is part of the answer", async () => {
  const faulty: RunScript = (script, options) => ({ ...echo(script, options), faults: ["ls: no such call"] });
  expect((await new SimulatedWorld(faulty).run(new Uint8Array())).stderr).toBe(
    "1 10000\nfault of the simulation: ls: no such call\n",
  );
  const failing: RunScript = () => {
    throw new Error("inconsistent");
  };
  const { stderr, status } = await new SimulatedWorld(failing).run(new Uint8Array());
  expect(stderr).toBe("fault of the simulation: inconsistent\n");
  expect(status).toBe(null);
});

import { describe, expect, it } from "vitest";
import { ATTACHED, containerSpec, TestWorld } from "../engine/test-kit";
import { baseImages } from "./base-images";

describe("the lab's own images", () => {
  it("are the same each time, and share what they have in common", () => {
    const [first, second] = [baseImages(["ls"], ["ip"]), baseImages(["ls"], ["ip"])];
    expect(first.map(({ id }) => id)).toEqual(second.map(({ id }) => id));
    const [busybox, , web, stress] = first;
    expect(web?.layers[0]?.digest).toBe(busybox?.layers[0]?.digest);
    expect(stress?.layers[0]?.digest).toBe(busybox?.layers[0]?.digest);
  });

  it("keep a processor busy, and memory in use, within limits", () => {
    const world = new TestWorld();
    const busy = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(
        sys,
        containerSpec({ image: "stress", resources: { cpuMax: { quotaUs: 20000, periodUs: 100000 } } }),
      );
      yield* engine.start(sys, id, undefined);
      const before = (yield* engine.stats(sys, id)).cpuNs;
      yield* sys.nanosleep(500e6);
      const used = (yield* engine.stats(sys, id)).cpuNs - before;
      yield* engine.remove(sys, id, { force: true, volumes: false });
      return used / 500e6;
    });
    expect(busy).toBeGreaterThan(0.15);
    expect(busy).toBeLessThan(0.25);
    const spec = containerSpec({ image: "stress", command: ["--mem", "8", "--timeout", "1"] });
    const memory = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, spec);
      yield* engine.start(sys, id, undefined);
      yield* sys.nanosleep(500e6);
      return [(yield* engine.stats(sys, id)).memoryBytes, yield* engine.wait(sys, id)];
    });
    expect(memory[0]).toBeGreaterThan(8 << 20);
    expect(memory[1]).toBe(0);
  });

  it("say hello", () => {
    const world = new TestWorld();
    const code = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, containerSpec({ image: "hello-world" }));
      yield* engine.start(sys, id, ATTACHED);
      return yield* engine.wait(sys, id);
    });
    expect(code).toBe(0);
    expect(world.stdout).toContain("Hello from Triptych!");
  });
});

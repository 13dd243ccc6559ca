/** Scenarios are hostile input: whatever comes in, the answer is a scenario or one line that names the field. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coresOf, parseScenario, readOrder, readScenario } from "./parse";

const base = { version: 1, name: "x", durationMs: 10, instances: [{ name: "a", kind: "vm" }] };

const errorOf = (document: unknown): string => {
  const read = readScenario(document);
  return read.ok ? "" : read.error;
};

describe("a scenario", () => {
  it("may leave out everything that has a default", () => {
    const read = readScenario(base);
    expect(read.ok && read.value.host).toMatchObject({ cores: 1, policy: "cfs", memoryMiB: 512 });
    expect(read.ok && read.value.instances[0]).toMatchObject({
      guest: "model",
      vcpus: 1,
      cpu: { weight: 100 },
    });
  });

  it.each([
    [{}, "version: must be one of 1"],
    [{ ...base, extra: 1 }, 'the document: unknown field "extra"'],
    [{ ...base, host: { cores: 0 } }, "host.cores: must be at least 1"],
    [{ ...base, host: { cores: 129 } }, "host.cores: must be at most 128"],
    [
      { ...base, host: { cores: 3, threadsPerCore: 2 } },
      "host.threadsPerCore: must divide the 3 logical cores",
    ],
    [{ ...base, host: { policy: "rr" } }, 'host.policy: must be one of "cfs", "eevdf", "credit", "credit2"'],
    [{ ...base, durationMs: 0 }, "durationMs: must be more than 0"],
    [{ ...base, instances: [{ name: "A", kind: "vm" }] }, "instances.0.name: lower-case letters"],
    [
      { ...base, instances: [{ name: "a", kind: "jail" }] },
      'instances.0.kind: must be one of "container", "vm", "pv"',
    ],
    [{ ...base, instances: [...base.instances, ...base.instances] }, 'instances.1.name: "a" is taken'],
    [
      {
        ...base,
        instances: [
          { name: "a", kind: "vm", count: 2 },
          { name: "a-2", kind: "vm" },
        ],
      },
      'instances.1.name: "a-2" is taken',
    ],
    [
      { ...base, instances: [{ name: "a", kind: "vm", workloads: [{ kind: "nap" }] }] },
      'instances.0.workloads.0.kind: must be one of "idle", "busy"',
    ],
    [
      { ...base, instances: [{ name: "a", kind: "container", guest: "linux" }] },
      "instances.0.guest: a container has no guest of its own",
    ],
    [
      { ...base, instances: [{ name: "a", kind: "vm", cpu: { cpus: "0-1" } }] },
      "instances.0.cpu.cpus: the host has cores 0 to 0",
    ],
    [
      { ...base, events: [{ atMs: 1, order: { do: "stop", instance: "b" } }] },
      'events.0.order.instance: there is no instance "b" by then; there are: a',
    ],
    [
      { ...base, events: [{ atMs: 1, order: { do: "dance" } }] },
      'events.0.order.do: must be one of "create"',
    ],
    [
      { ...base, instances: [{ name: "a", kind: "vm", cpu: { max: { quotaUs: 10 } } }] },
      "instances.0.cpu.max.quotaUs: must be",
    ],
  ])("is refused with the field and what is allowed: %#", (document, message) => {
    expect(errorOf(document)).toContain(message);
  });

  it("never throws, and always says which field, whatever comes in", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = parseScenario(text);
        expect(read.ok || /^[\w.]+|^the document/.test(read.error)).toBe(true);
      }),
    );
  });

  it("is refused or usable when one value anywhere is replaced by anything", () => {
    const whole = {
      ...base,
      seed: 1,
      host: { cores: 2, swapMiB: 1 },
      instances: [
        {
          name: "a",
          kind: "container",
          cpu: { weight: 5, max: { quotaUs: 5000 }, cpus: "0" },
          workloads: [{ kind: "busy", threads: 2 }],
        },
      ],
      events: [{ atMs: 5, order: { do: "weight", instance: "a", weight: 7 } }],
    };
    const paths: (string | number)[][] = [];
    const collect = (value: unknown, path: (string | number)[]) => {
      if (path.length > 0) paths.push(path);
      if (typeof value === "object" && value !== null)
        for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key]);
    };
    collect(whole, []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const document = structuredClone(whole) as Record<string, unknown>;
        let at: Record<string, unknown> = document;
        for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
        at[path.at(-1)!] = value;
        const read = readScenario(document);
        if (!read.ok) expect(read.error).toMatch(/^\S+: \S/);
        else expect(readScenario(JSON.parse(JSON.stringify(read.value)))).toEqual(read);
      }),
      { numRuns: 500 },
    );
  });
});

describe("an order", () => {
  it("is refused with the field and what is allowed", () => {
    expect(readOrder({ do: "weight", instance: "a", weight: 0 })).toMatchObject({
      error: "weight: must be at least 1",
    });
    expect(readOrder({ do: "weight", instance: "a", weight: 1, x: 1 })).toMatchObject({
      error: expect.stringContaining('unknown field "x"'),
    });
    expect(readOrder("stop")).toMatchObject({ ok: false });
  });
});

describe("a list of cores", () => {
  it("names each core once, in order", () => {
    expect(coresOf("3,0-1,1", 4)).toEqual([0, 1, 3]);
    expect(coresOf("all", 4)).toBeUndefined();
    expect(() => coresOf("0-4", 4)).toThrow(/cores 0 to 3/);
    expect(() => coresOf("2-1", 4)).toThrow(/upwards/);
  });

  it("round-trips for any set of cores", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 127 }), { minLength: 1 }), (cores) => {
        const sorted = [...cores].sort((a, b) => a - b);
        expect(coresOf(cores.join(","), 128)).toEqual(sorted);
      }),
    );
  });
});

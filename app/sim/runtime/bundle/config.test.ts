import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImageError } from "../image/errors";
import { formatJson } from "../image/json";
import { cgroupWrites } from "./cgroup-writes";
import { readConfig } from "./config-schema";
import { tweakCapabilities } from "./defaults";
import { readMountOptions } from "./mount-options";
import { cgroupDirectory, plan } from "./plan";

const MINIMAL = {
  ociVersion: "1.1.0",
  process: { user: { uid: 0, gid: 0 }, args: ["sh"], cwd: "/" },
  root: { path: "rootfs" },
  linux: { namespaces: [{ type: "mount" }] },
};
const read = (value: unknown) => readConfig(formatJson(value), "config.json");
const problem = (value: unknown): string => {
  try {
    read(value);
  } catch (error) {
    if (error instanceof ImageError) return error.message;
    throw error;
  }
  return "";
};

describe("config.json", () => {
  it("reads what the specification allows, with null for what is absent", () => {
    expect(read({ ...MINIMAL, hooks: null, mounts: null }).process?.args).toEqual(["sh"]);
  });

  it("names the field that is wrong", () => {
    expect(problem({ ...MINIMAL, process: { ...MINIMAL.process, cwd: "here" } })).toBe(
      "config.json: process.cwd: must be an absolute path",
    );
    expect(problem({ ...MINIMAL, process: { ...MINIMAL.process, args: [] } })).toContain("process.args");
    expect(problem({ ...MINIMAL, process: { ...MINIMAL.process, args: ["a\0b"] } })).toContain("zero byte");
    expect(problem({ ...MINIMAL, hostname: "x" })).toContain("uts");
    expect(problem({ ...MINIMAL, linux: {} })).toContain("mount namespace");
    expect(problem({ ...MINIMAL, linux: { namespaces: [{ type: "mount" }, { type: "mount" }] } })).toContain(
      "twice",
    );
    expect(problem({ ...MINIMAL, ociVersion: "2" })).toContain("ociVersion");
  });

  it("answers ImageError and nothing else, whatever it is given", () => {
    const field = fc.constantFrom(
      "process",
      "root",
      "linux",
      "mounts",
      "hooks",
      "hostname",
      "ociVersion",
      "annotations",
    );
    fc.assert(
      fc.property(field, fc.jsonValue(), (name, value) => {
        const changed = { ...MINIMAL, [name]: value };
        try {
          plan(read(changed));
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
        }
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readConfig(bytes, "config.json")).toThrow(ImageError);
      }),
    );
  });

  it("keeps its cgroup below the root of the tree", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("..", ".", "a", ""), { minLength: 1 }), (parts) => {
        const config = read({ ...MINIMAL, linux: { ...MINIMAL.linux, cgroupsPath: parts.join("/") } });
        expect(cgroupDirectory(config)).toMatch(/^\/sys\/fs\/cgroup\/(container|a(\/a)*)$/);
      }),
    );
  });
});

describe("the plan of a start", () => {
  it("says of each step what it is for", () => {
    const { outside, inside } = plan(read(MINIMAL));
    for (const { why } of [...outside, ...inside]) expect(why.length).toBeGreaterThan(5);
    expect(inside.at(-1)).toMatchObject({ kind: "execve", args: ["sh"] });
  });

  it("turns limits into the files of cgroup v2", () => {
    const writes = cgroupWrites({
      memory: { limit: 1000, swap: 3000 },
      cpu: { shares: 1024, quota: 50000, period: 100000, cpus: "0-1" },
      pids: { limit: 0 },
      unified: { "memory.high": "500" },
    });
    expect(Object.fromEntries(writes.map(({ file, text }) => [file, text]))).toEqual({
      "pids.max": "max",
      "memory.swap.max": "2000",
      "memory.max": "1000",
      "cpu.weight": "39",
      "cpu.max": "50000 100000",
      "cpuset.cpus": "0-1",
      "memory.high": "500",
    });
  });

  it("knows mount options, and leaves the file system's own as they are", () => {
    expect(readMountOptions(["ro", "nosuid", "rw", "size=1m", "mode=700", "rslave"])).toEqual({
      flags: 2,
      data: "size=1m,mode=700",
      propagation: [(1 << 19) | 16384],
    });
  });

  it("adds and drops capabilities as Docker does", () => {
    expect(tweakCapabilities([], []).length).toBe(14);
    expect(tweakCapabilities(["NET_ADMIN"], ["ALL"])).toEqual(["NET_ADMIN"]);
    expect(tweakCapabilities(["ALL"], ["SYS_ADMIN"])).not.toContain("SYS_ADMIN");
  });
});

/** For tests: a machine with the engine, the base images, and a client program that a test supplies. */
import type { Call } from "../../kernel/abi/call";
import type { Program, Sys } from "../../kernel/abi/sys";
import { Kernel } from "../../kernel/kernel";
import { launch } from "../../kernel/launch";
import { Machine } from "../../kernel/machine";
import { APPLETS, OWN_FILES, userland } from "../../kernel/programs/userland";
import { baseImages } from "../base-images/base-images";
import { imagePrograms } from "../base-images/programs";
import { byteString, bytesOf } from "../image/bytes";
import { TRIPTYCH_MAGIC } from "../image/elf";
import type { ContainerSpec } from "./contract";
import { DockerEngine } from "./docker-engine";
import { PLAIN_SPEC } from "./plain-spec";

export const containerSpec = (change: Partial<ContainerSpec> = {}): ContainerSpec => ({
  ...PLAIN_SPEC,
  ...change,
});

/** A container of busybox that runs a script. */
export const script = (source: string, change: Partial<ContainerSpec> = {}): ContainerSpec =>
  containerSpec({ command: ["sh", "-c", source], ...change });

export const ATTACHED = { stdin: false, stdout: true, stderr: true } as const;
const NO_LIMIT_NS = 300e9;

export class TestWorld {
  readonly kernel: Kernel;
  readonly engine: DockerEngine;
  readonly machine: Machine;
  readonly faults: string[] = [];
  stdout = "";
  stderr = "";
  private client: Program | undefined;

  constructor(
    options: {
      readonly memoryMiB?: number;
      readonly images?: boolean;
      readonly programs?: ReadonlyMap<string, Program>;
    } = {},
  ) {
    this.machine = new Machine({ cores: 1, memoryMiB: options.memoryMiB ?? 96, seed: 1 });
    const client: Program = (sys, argv, env) => this.client!(sys, argv, env);
    this.kernel = new Kernel({
      machine: this.machine,
      seed: 1,
      programs: new Map([...userland(), ...imagePrograms, ...(options.programs ?? []), ["client", client]]),
      applets: APPLETS,
    });
    this.kernel.onFault = (_task, what) => this.faults.push(what);
    this.kernel.writeFile("/bin/client", bytesOf(`${TRIPTYCH_MAGIC}client\n`), 0o755);
    this.engine = new DockerEngine(this.kernel);
    const { engine } = this;
    if (options.images !== false)
      this.run(function* (sys) {
        yield* engine.add(sys, baseImages(APPLETS, OWN_FILES));
      });
  }

  /** Runs a client to its end; answers what it answers, or throws what it throws. */
  run<T>(act: (sys: Sys, engine: DockerEngine) => Call<T>): T {
    const { engine } = this;
    let result: { readonly value: T } | undefined;
    let problem: { readonly error: unknown } | undefined;
    this.stdout = "";
    this.stderr = "";
    this.client = function* (sys) {
      try {
        result = { value: yield* act(sys, engine) };
      } catch (error) {
        problem = { error };
      }
      return 0;
    };
    const launched = launch(this.kernel, {
      path: "/bin/client",
      argv: ["client"],
      env: new Map(),
      cwd: "/",
      streams: {
        stdout: (bytes) => {
          this.stdout += byteString(bytes);
        },
        stderr: (bytes) => {
          this.stderr += byteString(bytes);
        },
      },
    });
    this.until(() => launched.status !== undefined);
    if (problem !== undefined) throw problem.error;
    if (result === undefined) throw new Error(`the client did not end: ${this.faults.join("; ")}`);
    return result.value;
  }

  /** A shell script on the host. */
  shell(source: string): string {
    this.kernel.writeFile("/run/script", bytesOf(source), 0o644);
    let out = "";
    const take = (bytes: Uint8Array) => {
      out += byteString(bytes);
    };
    const launched = launch(this.kernel, {
      path: "/bin/sh",
      argv: ["/bin/sh", "/run/script"],
      env: new Map([["PATH", "/bin"]]),
      cwd: "/",
      streams: { stdout: take, stderr: take },
    });
    this.until(() => launched.status !== undefined);
    return out;
  }

  until(done: () => boolean): void {
    const limitNs = this.kernel.nowNs() + NO_LIMIT_NS;
    while (!done()) {
      const { nextNs } = this.machine;
      if (nextNs > limitNs) throw new Error(`nothing happens any more: ${this.faults.join("; ")}`);
      this.machine.advance(nextNs);
    }
  }

  /** Lets virtual time pass. */
  pass(ns: number): void {
    this.machine.advance(this.kernel.nowNs() + ns);
  }

  /** docker run in the foreground: exit code, output. */
  runContainer(spec: ContainerSpec): {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
  } {
    const code = this.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, spec);
      yield* engine.start(sys, id, ATTACHED);
      return yield* engine.wait(sys, id);
    });
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  /** What would be left behind: commands of processes, mounts, cgroups, network devices, NAT rules. */
  traces(): { readonly processes: readonly string[]; readonly rest: string } {
    this.pass(100e6);
    // Those that init has yet to wait for are gone already.
    const alive = [...this.kernel.processes()].filter(({ zombie }) => !zombie);
    const processes = alive.map(({ main }) => main.comm).sort();
    let rules = "";
    this.run(function* (sys) {
      const links = yield* sys.netlink({ type: "link-dump" });
      if (links.type === "links") rules += links.links.map(({ name }) => name).join(" ");
      const nat = yield* sys.netlink({ type: "nat-dump" });
      if (nat.type === "nat") rules += ` ${nat.rules.filter(({ kind }) => kind === "dnat").length} rules`;
    });
    const cgroups = this.shell(
      "ls /sys/fs/cgroup/docker 2>/dev/null | grep -v '\\.'; ls /run/docker/containerd",
    );
    return { processes, rest: `${this.kernel.readFile("/proc/1/mounts")}${cgroups}${rules}` };
  }
}

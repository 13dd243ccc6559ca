/** A column with a container: a machine of its own with the simulated kernel, on whose first terminal a container is attached. */
import type { ContainerLabApi } from "@/app/container/lab/api";
import { type ContainerLayer, layersOfContainer } from "@/app/container/lab/layers";
import {
  type ContainerColumnRecord,
  type ContainerCounters,
  type ContainerStart,
  NO_CONTAINER_COUNTERS,
  type PowerState,
  type ProbeAnswer,
  type SnapshotRecord,
} from "@/app/sim/run/record";
import type { ExecOptions } from "../guest";
import { ImageError } from "../images/store";
import type { ColumnHost, LabColumn } from "./column";
import { ColumnConsole } from "./column-console";
import { DEFAULT_COSTS } from "./defaults";
import { asLabError, notRunning, notSaved, StoppedError } from "./errors";
import type { ContainerColumnSpec, ContainerColumnState, LabError, ScriptResult } from "./state";

/** Of the machine that the container is on: the engine, its images and a few containers need no more. */
const MEMORY_MIB = 64;
const PROBE_LIMIT_NS = 30e9;
const NO_LAYERS: readonly ContainerLayer[] = [];

export class ContainerColumn implements LabColumn {
  power: PowerState = "off";
  readonly console = new ColumnConsole();
  private machine: ContainerLabApi | undefined;
  private start: ContainerStart | undefined;
  private wallMs: number | undefined;
  private error: LabError | undefined;
  private probes: Record<string, ProbeAnswer> = {};
  /** Increases with every machine; late answers of an earlier one are dropped. */
  private generation = 0;
  private known: ContainerColumnState | undefined;

  constructor(
    readonly spec: ContainerColumnSpec,
    private readonly host: ColumnHost,
  ) {}

  private changed(): void {
    this.known = undefined;
    this.host.changed();
  }

  clear(): void {
    this.machine?.dispose();
    this.machine = undefined;
    this.generation++;
    this.power = "off";
    this.start = undefined;
    this.wallMs = undefined;
    this.error = undefined;
    this.probes = {};
    this.console.clear();
    this.changed();
  }

  async boot(): Promise<ContainerStart> {
    const { environment } = this.host;
    const ordered = environment.wallMs();
    this.clear();
    this.power = "booting";
    const { generation, spec } = this;
    try {
      this.mustChargeAsUsual();
      const start = await this.load();
      if (this.generation !== generation) throw new StoppedError(spec.id);
      this.start = start;
      this.power = "running";
      this.wallMs = environment.wallMs() - ordered;
      if (environment.live) this.machine?.play("interactive");
      this.changed();
      return start;
    } catch (error) {
      if (this.generation !== generation) throw new StoppedError(spec.id);
      this.power = "off";
      this.error = asLabError(error, spec);
      this.changed();
      throw error;
    }
  }

  /** @throws ImageError where the scenario has other costs: the kernel's were counted at these. */
  private mustChargeAsUsual(): void {
    const { nsPerInstruction } = this.host.scenario.costs;
    if (nsPerInstruction === DEFAULT_COSTS.nsPerInstruction) return;
    throw new ImageError(
      `A container cannot be charged ${nsPerInstruction} ns an instruction`,
      `column ${this.spec.id}`,
      `Leave it at ${DEFAULT_COSTS.nsPerInstruction} ns, at which its runtime's published start is taken apart.`,
    );
  }

  private async load(): Promise<ContainerStart> {
    const { environment, scenario } = this.host;
    const { id, image } = this.spec;
    const machine = environment.createContainer();
    this.machine = machine;
    machine.onConsole(0, { bytes: (bytes) => this.console.show(bytes), reset: () => this.console.clear() });
    machine.subscribe(() => this.look(machine));
    this.changed();
    await machine.load({ name: id, seed: scenario.seed | 0, memoryMiB: MEMORY_MIB, attached: image });
    const start = machine.state().view?.attached?.start;
    if (start !== undefined) return start;
    const said = this.console.text().trim();
    throw new ImageError(
      `The container did not come to a prompt${said === "" ? "" : `: ${said}`}`,
      `column ${id}, docker run -it ${image}`,
      "Choose an image with a shell: busybox.",
    );
  }

  private look(machine: ContainerLabApi): void {
    if (machine !== this.machine) return;
    const { view, error } = machine.state();
    if (error !== undefined) this.error = error;
    const up = this.power === "running" || this.power === "paused";
    if (up && view?.attached?.running === false) this.power = "halted";
    this.changed();
  }

  private layers(): readonly ContainerLayer[] {
    const view = this.machine?.state().view;
    const [container] = view?.containers ?? [];
    return view === undefined || container === undefined ? NO_LAYERS : layersOfContainer(view, container);
  }

  private counters(): ContainerCounters {
    return this.machine?.state().view?.attached?.counters ?? NO_CONTAINER_COUNTERS;
  }

  state(): ContainerColumnState {
    this.known ??= {
      ...this.spec,
      power: this.power,
      start: this.start,
      wallMs: this.wallMs,
      counters: this.counters(),
      layers: this.layers(),
      error: this.error,
    };
    return this.known;
  }

  type(bytes: Uint8Array): void {
    this.machine?.type(0, bytes);
  }

  async pause(): Promise<void> {
    if (this.power !== "running") return;
    await this.machine?.pause();
    this.power = "paused";
    this.changed();
  }

  resume(): void {
    if (this.power !== "paused") return;
    this.power = "running";
    this.machine?.play("interactive");
    this.changed();
  }

  private running(): ContainerLabApi {
    if (this.machine === undefined || (this.power !== "running" && this.power !== "paused"))
      throw notRunning(this.spec);
    return this.machine;
  }

  async snapshot(): Promise<SnapshotRecord> {
    throw notSaved(this.spec);
  }

  async restore(): Promise<void> {
    throw notSaved(this.spec);
  }

  async exec(script: string, { timeoutNs, onOutput }: ExecOptions): Promise<ScriptResult> {
    const machine = this.running();
    const answer = await machine.execInside(script, timeoutNs / 1e6);
    onOutput?.("stdout", answer.stdout);
    onOutput?.("stderr", answer.stderr);
    this.look(machine);
    return { ...answer, timedOut: answer.status === undefined };
  }

  async ask(probe: string, script: string): Promise<void> {
    if (this.power !== "running" && this.power !== "paused") return;
    const { stdout, status } = await this.exec(script, { timeoutNs: PROBE_LIMIT_NS });
    const answer = { stdout: new TextDecoder().decode(stdout), status: status ?? -1 };
    this.probes = { ...this.probes, [probe]: answer };
    this.changed();
  }

  async nowNs(): Promise<number> {
    return this.counters().virtualNs;
  }

  async refresh(): Promise<void> {
    this.changed();
  }

  async runOn(ns: number): Promise<void> {
    const machine = this.running();
    await machine.step(ns);
    this.look(machine);
  }

  record(): ContainerColumnRecord {
    return {
      column: this.spec.id,
      track: "container",
      state: this.power,
      ...(this.start === undefined ? {} : { start: this.start }),
      counters: this.counters(),
      console: this.console.text(),
      probes: this.probes,
    };
  }
}

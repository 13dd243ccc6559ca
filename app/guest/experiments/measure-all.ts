/** Everything that the experiments start from, one measurement after the other: it says how far it is, and can be stopped. */
import {
  CONTAINER_WAYS,
  type ContainerMeasurement,
  type ContainerWay,
  GUEST_WAYS,
  type GuestMeasurement,
  type GuestWay,
  type IoMeasurement,
  type KernelMemory,
  type Measurements,
  type TogetherMeasurement,
} from "@/app/sim/experiments/measurements";
import type { Watcher } from "@/app/sim/experiments/plan";
import type { HostEnvironment } from "../host/lab";
import { type IoMachines, measureRow } from "../io/measure";
import { WORKLOADS } from "../io/workloads";
import type { LabEnvironment } from "../lab/lab";
import {
  measureContainer,
  measureGuest,
  measureKernelMemory,
  measurePooled,
  measureTogether,
} from "./measure";

export interface MeasureOptions {
  readonly guests: LabEnvironment;
  readonly host: HostEnvironment;
  readonly seed: number;
  readonly when?: Measurements["when"];
  /** Starts of guests and containers; real guests that are started together, by number, on so many cores; memory of processes. */
  readonly starts?: {
    readonly together: readonly number[];
    readonly cores: number;
    readonly memory: boolean;
  };
  /** Transfers through devices: those that take seconds, or also those that take a minute each. */
  readonly transfers?: { readonly which: "quick" | "all"; readonly devices: IoMachines };
}

export interface MeasureWatcher extends Watcher {
  /** After each measurement: all that there is by now. */
  found?(measurements: Measurements): void;
}

export interface MeasuredAll {
  readonly measurements: Measurements;
  /** What was not measured because it was stopped; undefined if all was. */
  readonly stopped: string | undefined;
}

/** A step of measuring, which writes down what it finds. */
type Step = readonly [label: string, measure: () => Promise<void> | void];

/** What is being measured, and what there is of it. */
class Measuring {
  readonly guests: Partial<Record<GuestWay, GuestMeasurement>> = {};
  readonly containers: Partial<Record<ContainerWay, ContainerMeasurement>> = {};
  readonly together: TogetherMeasurement[] = [];
  readonly io: IoMeasurement[] = [];
  pooledMs: number | undefined;
  memory: KernelMemory | undefined;

  constructor(
    private readonly options: MeasureOptions,
    private readonly imageSha256: string,
  ) {}

  measurements(): Measurements {
    const { imageSha256, guests, containers, pooledMs, memory, together, io } = this;
    const { when = "in this run" } = this.options;
    return { imageSha256, when, guests, containers, pooledMs, memory, together, io };
  }

  steps(): readonly Step[] {
    const { starts, transfers } = this.options;
    return [
      ...(starts === undefined ? [] : [...this.containerSteps(), ...this.guestSteps(starts)]),
      ...(transfers === undefined ? [] : this.transferSteps(transfers)),
    ];
  }

  private containerSteps(): readonly Step[] {
    const { seed } = this.options;
    const ways = CONTAINER_WAYS.map(
      (way): Step => [
        `container, ${way}`,
        () => {
          this.containers[way] = measureContainer(way, seed);
        },
      ],
    );
    const pool: Step = [
      "container from a pool",
      () => {
        this.pooledMs = measurePooled(seed);
      },
    ];
    return [...ways, pool];
  }

  private guestSteps({
    together,
    cores,
    memory: wanted,
  }: NonNullable<MeasureOptions["starts"]>): readonly Step[] {
    const { guests, host, seed } = this.options;
    // The quick ones first: who waits sees points soon.
    const ways = GUEST_WAYS.toReversed().map(
      (way): Step => [
        `guest, ${way}`,
        async () => {
          this.guests[way] = await measureGuest(guests, way, seed);
        },
      ],
    );
    const memory: Step = [
      "memory of processes",
      async () => {
        this.memory = await measureKernelMemory(guests, seed);
      },
    ];
    const counts = together.map(
      (count): Step => [
        count === 1 ? "a guest on the host" : `${count} guests together`,
        async () => {
          this.together.push(await measureTogether(host, count, cores, seed));
        },
      ],
    );
    return [...ways, ...(wanted ? [memory] : []), ...counts];
  }

  private transferSteps({ which, devices }: NonNullable<MeasureOptions["transfers"]>): readonly Step[] {
    return WORKLOADS.flatMap((workload) =>
      workload.contenders
        .filter(({ name }) => which === "all" || QUICK.has(`${workload.id} ${name}`))
        .map(
          (contender): Step => [
            `${workload.title}, ${contender.name}`,
            async () => {
              const { instructions: _, ...row } = await measureRow(workload, contender, devices);
              this.io.push(row);
            },
          ],
        ),
    );
  }
}

/** Transfers in which a device is left for so rarely that they take some seconds. */
const QUICK: ReadonlySet<string> = new Set([
  "disk-read ide-dma",
  "disk-read virtio-blk",
  "console uart",
  "console virtio-console",
]);

/** Stopped: what there is. @throws ImageError if a guest does not come up. */
export async function measureAll(options: MeasureOptions, watcher: MeasureWatcher): Promise<MeasuredAll> {
  const image = await options.guests.images.image("linux");
  const measuring = new Measuring(options, image.files.direct?.sha256 ?? "");
  const steps = measuring.steps();
  let stopped: string | undefined;
  for (const [n, [label, measure]] of steps.entries()) {
    await watcher.nextTurn();
    if (watcher.stopped()) {
      stopped = `Stopped after ${n} of ${steps.length} measurements; not measured: ${steps
        .slice(n)
        .map(([what]) => what)
        .join("; ")}.`;
      break;
    }
    watcher.at(n, steps.length, label);
    await measure();
    watcher.found?.(measuring.measurements());
  }
  return { measurements: measuring.measurements(), stopped };
}

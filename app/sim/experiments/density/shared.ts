/** What sharing of each kind lets fit; one instance for each user; and the least memory that was published. */
import { type Figure, modelled } from "../../figures/figure";
import { LEAST_APPLICATIONS, leastMemory } from "../../figures/published/unikraft-memory-eurosys21";
import type { Measurements } from "../measurements";
import type { ExperimentTable } from "../table";
import { list, say, sayBytes } from "../words";
import { endWords, type FillOptions, hostWords } from "./curves";
import { type Fill, fill } from "./fill";
import { type Instance, instances, type Load, mergedShare, type Sharing, type Track, USUAL } from "./tracks";

const NONE: Sharing = { pageCache: false, merging: false, balloon: false, chain: false };

interface Kind {
  readonly track: Track;
  readonly id: string;
  readonly label: string;
  readonly sharing: Sharing;
}

const kind = (track: Track, id: string, label: string, sharing: Partial<Sharing>): Kind => ({
  track,
  id,
  label,
  sharing: { ...NONE, ...sharing },
});

const KINDS: readonly Kind[] = [
  kind("vm", "none", "VM, nothing shared", {}),
  kind("vm", "chain", "VM, disks in chains", { chain: true }),
  kind("vm", "merging", "VM, chains and merging", { chain: true, merging: true }),
  kind("vm", "balloon", "VM, chains and balloon", { chain: true, balloon: true }),
  kind("vm", "all", "VM, chains, merging and balloon", { chain: true, merging: true, balloon: true }),
  kind("thin vm", "none", "thin VM, nothing shared", {}),
  kind("thin vm", "chain", "thin VM, disks in chains", { chain: true }),
  kind("thin vm", "merging", "thin VM, chains and merging", { chain: true, merging: true }),
  kind("thin vm", "balloon", "thin VM, chains and balloon", { chain: true, balloon: true }),
  kind("thin vm", "all", "thin VM, chains, merging and balloon", {
    chain: true,
    merging: true,
    balloon: true,
  }),
  kind("container", "none", "container, image and files of its own", {}),
  kind("container", "chain", "container, layers on disk, files of its own", { chain: true }),
  kind("container", "cache", "container, one image in the page cache", { chain: true, pageCache: true }),
];

interface Shared extends Kind {
  readonly instance: Instance;
  readonly fill: Fill;
}

/** @param load what each takes on average, idle times included. */
export function sharingTable(measurements: Measurements, load: Load, options: FillOptions): ExperimentTable {
  const shared: readonly Shared[] = KINDS.flatMap((one) => {
    const instance = instances(measurements, load, one.sharing).find(({ track }) => track === one.track);
    return instance === undefined
      ? []
      : [{ ...one, instance, fill: fill(instance, options.host, options.most, options.seed) }];
  });
  const gains = (["vm", "thin vm", "container"] as const).flatMap((track) => {
    const rows = shared.filter((one) => one.track === track);
    const [none, chain] = [rows.find(({ id }) => id === "none"), rows.find(({ id }) => id === "chain")];
    const best = rows.toSorted((a, b) => b.fill.fits - a.fill.fits)[0];
    if (none === undefined || chain === undefined || best === undefined || none.fill.fits === 0) return [];
    return [`${say(best.fill.fits / none.fill.fits)} times as many: ${best.label}`];
  });
  const share = mergedShare(measurements);
  return {
    id: "sharing",
    title: gains.length === 0 ? "Nothing was measured" : `What sharing lets fit: ${gains.join("; ")}`,
    caption: `How many instances fit, all of them up and as many active at a time as with one for each user, on ${hostWords(options.host)}, at most ${say(options.most)}.`,
    charts: [
      { kind: "bars", value: "fits", scale: "log" },
      { kind: "bill", value: "memory" },
      { kind: "shares", value: "memory" },
    ],
    columns: [
      { id: "fits", label: "instances that fit", unit: "count" },
      { id: "memory", label: "memory of one more", unit: "bytes" },
      { id: "disk", label: "disk of one more", unit: "bytes" },
    ],
    rows: shared.map(({ track, id, label, instance, fill: { fits, endedBy } }) => ({
      id: `${track.replace(" ", "-")}-${id}`,
      label: `${label}: ${endWords(endedBy)}`,
      series: instance.label,
      cells: {
        fits: { figure: modelled(fits, "count", "until a resource ends", instance.constants) },
        memory: {
          figure: modelled(instance.bytes, "bytes", "the sum of its parts", instance.constants),
          parts: instance.parts,
        },
        disk: {
          figure: modelled(
            instance.diskBytes,
            "bytes",
            "a copy of the disk, or a layer on one",
            instance.constants,
          ),
        },
      },
    })),
    handovers: [],
    notes: [
      share > 0
        ? `Of what a further guest of the same kernel holds, merging saved ${say(100 * share)} % among the lab's real guests, which had just come up. What guests have worked on is not merged.`
        : "No guests were measured together, so nothing is known of what merging saves.",
      "The processor time of merging is not in it, nor what a write to a merged page takes.",
    ],
  };
}

const ONE_EACH: readonly Track[] = ["process", "container", "unikernel", "thin vm", "vm"];

/** Everybody has one of their own, up all the time and busy now and then. */
export function usersTable(
  measurements: Measurements,
  load: Load,
  activePercent: number,
  options: FillOptions,
): ExperimentTable {
  const made = instances(measurements, load, USUAL);
  const rows = ONE_EACH.flatMap((track) => {
    const instance = made.find((one) => one.track === track);
    return instance === undefined
      ? []
      : [{ instance, fill: fill(instance, options.host, options.most, options.seed) }];
  });
  const users = rows.map(({ instance, fill: { fits } }) => `${say(fits)} with a ${instance.label} each`);
  return {
    id: "users",
    title: users.length === 0 ? "Nothing was measured" : `Users that fit: ${list(users)}`,
    caption: `One instance for each user, all of them up, ${say(activePercent)} % of them active at a time; on ${hostWords(options.host)}.`,
    charts: [{ kind: "bars", value: "users", scale: "log" }],
    columns: [
      { id: "users", label: "users that fit", unit: "count" },
      { id: "memory", label: "memory of one more", unit: "bytes" },
      { id: "cpu", label: "processor of one more, of one core", unit: "%" },
    ],
    rows: rows.map(({ instance, fill: { fits, endedBy } }) => ({
      id: instance.track.replace(" ", "-"),
      label: `a ${instance.label} each: ${endWords(endedBy)}`,
      series: instance.label,
      cells: {
        users: { figure: modelled(fits, "count", "until a resource ends", instance.constants) },
        memory: {
          figure: modelled(instance.bytes, "bytes", "the sum of its parts", instance.constants),
          parts: instance.parts,
        },
        cpu: { figure: modelled(100 * instance.cpu, "%", "mean over the users", instance.constants) },
      },
    })),
    handovers: [],
    notes: [
      "What a user had in memory stays there while the user is away: nothing is swapped out or stopped.",
    ],
  };
}

/** Figure 11 of Unikraft's authors, beside what was measured here. */
export function leastTable(): ExperimentTable {
  const order = leastMemory
    .flatMap(({ system, least: [hello] }) => (hello === undefined ? [] : [{ system, hello }]))
    .toSorted((a, b) => a.hello.value - b.hello.value);
  const [first, second] = order;
  const words = ({ system, hello }: { system: string; hello: Figure }) =>
    `${system} ${sayBytes(hello.value)}`;
  return {
    id: "least",
    title: `Published: hello world runs in least memory on ${list([first!, second!].map(words))}; on a Linux microVM it needs ${sayBytes(order.at(-1)!.hello.value)}`,
    caption: "The least memory with which an application runs, as published.",
    charts: [{ kind: "bars", value: "hello", scale: "linear" }],
    columns: LEAST_APPLICATIONS.map((application) => ({
      id: application,
      label: application,
      unit: "bytes",
    })),
    rows: leastMemory.map(({ system, least }) => {
      const known = LEAST_APPLICATIONS.flatMap((application, n) => {
        const figure = least[n];
        return figure === undefined ? [] : [[application, { figure }] as const];
      });
      const unknown = LEAST_APPLICATIONS.filter((_, n) => least[n] === undefined);
      return {
        id: system,
        label: system,
        cells: Object.fromEntries(known),
        missing: Object.fromEntries(unknown.map((application) => [application, "its authors have no value"])),
      };
    }),
    handovers: [],
    notes: ["The memory that a machine must be given, which is more than what it touches."],
  };
}

/** What lesson 2 asks of the paths that it keeps. */
import { type Figure, modelled } from "../figures/figure";
import type { PathSide } from "../run/path-record";
import type { LabRun } from "../run/record";
import { keptPath, ofPath } from "./path";

type PathMeasure = (run: LabRun) => Figure | undefined;

/** Of a read, by the name that the lesson's text gives the arrangement: where it was kept, and on which side. */
const READS: readonly (readonly [name: string, kept: string, side: 0 | 1])[] = [
  ["native", "read-type-2", 0],
  ["type2", "read-type-2", 1],
  ["kvm", "read-kvm", 0],
  ["vhost", "read-kvm", 1],
  ["xen", "read-xen", 0],
  ["ide-kvm", "pretend-kvm", 0],
  ["ide-type2", "pretend-kvm", 1],
  ["ide-xen", "pretend-xen", 0],
];

const sumIn = (side: PathSide, wanted: (step: PathSide["steps"][number]) => boolean): number =>
  side.steps.filter(wanted).reduce((sum, { ns }) => sum + ns, 0) / 1000;

/** Outside guest and device: the hypervisor, and whoever works for it. */
const isOutside = ({ world }: PathSide["steps"][number]): boolean =>
  !world.startsWith("guest") && world !== "device";

const readMeasures = ([name, kept, side]: (typeof READS)[number]): readonly (readonly [
  string,
  PathMeasure,
])[] => [
  [`read-${name}-us`, ofPath(kept, side, "µs", "from asking to the answer", ({ totalNs }) => totalNs / 1000)],
  [`read-${name}-exits`, ofPath(kept, side, "exits", "exits and hypercalls", ({ exits }) => exits)],
  [
    `read-${name}-switches`,
    ofPath(kept, side, "count", "context switches", ({ contextSwitches }) => contextSwitches),
  ],
  [
    `read-${name}-outside`,
    ofPath(kept, side, "µs", "time outside guest and device", (of) => sumIn(of, isOutside)),
  ],
];

/** What the long way adds to the path without virtualization. */
const adder: PathMeasure = (run) => {
  const sides = keptPath(run, "read-type-2")?.sides ?? [];
  const [native, guest] = sides;
  if (native === undefined || guest === undefined) return undefined;
  const { origin } =
    ofPath("read-type-2", 1, "µs", "", ({ totalNs }) => totalNs)(run) ?? modelled(0, "µs", "", []);
  return modelled(
    (guest.totalNs - native.totalNs) / 1000,
    "µs",
    "the path under a type 2 hypervisor less the path without virtualization",
    origin.kind === "modelled" ? origin.from : [],
  );
};

export const readPathMeasures: Readonly<Record<string, PathMeasure>> = {
  ...Object.fromEntries(READS.flatMap(readMeasures)),
  "read-type2-adds": adder,
};

import { useId, useMemo } from "react";
import { Button } from "@/app/ui/Button";
import { numberText } from "@/app/ui/format";
import { StackedBar } from "@/app/ui/StackedBar";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { ValueTable } from "@/app/ui/ValueTable";
import { hostLook, inkOf } from "../../host/palette";
import { useChoice, useChoiceStore } from "../choice";
import { useContainers } from "../containerStore";
import { LOOK } from "../looks";
import { useSteady } from "../useSteady";
import styles from "./Cgroups.module.css";
import { Limits } from "./Limits";
import { type CgroupBox, type CgroupForest, cgroupForest, shortName } from "./read";

const MOST_BOXES = 40;
const MOST_MEMBERS = 12;
const NONE: CgroupForest = { root: undefined, total: 0, omitted: 0 };
const BYTES_PER_MIB = 1024 * 1024;
const US_PER_MS = 1000;

/** The cgroup tree: nested boxes with their limits and what they use. */
export function Cgroups() {
  const id = useId();
  const view = useContainers((state) => state.view);
  const forest = useSteady(view === undefined ? NONE : cgroupForest(view.cgroups, MOST_BOXES, MOST_MEMBERS));
  const names = useSteady((view?.containers ?? []).map(({ cgroup, name }) => [cgroup, name] as const));
  const containers = useMemo(() => new Map(names), [names]);
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="cgroups">
      <h2 id={`${id}title`} className={styles.title}>
        Cgroups: how much a group of processes may have
      </h2>
      {forest.root !== undefined && <Box box={forest.root} containers={containers} />}
      {forest.omitted > 0 && (
        <p className={styles.note}>and {forest.omitted.toLocaleString("en-GB")} more cgroups</p>
      )}
      <details className={styles.more}>
        <summary>The same as a table</summary>
        <ValueTable
          caption="Cgroups by their path below /sys/fs/cgroup. Modelled: pages and times as the memory model and the host’s ledger charge them."
          head={[
            "Cgroup",
            "memory.current",
            "memory.max",
            "cpu.max",
            "cpu.weight",
            "cpu used",
            "pids",
            "processes",
          ]}
          scrollLabel="Table of cgroups"
          rows={allBoxes(forest.root).map((box) => ({
            key: box.path,
            cells: [
              box.path,
              box.memory === undefined ? "–" : numberText(box.memory.current, "bytes"),
              box.memory === undefined ? "–" : bytesOrMax(box.memory.max),
              box.cpu === undefined ? "–" : cpuText(box.cpu),
              box.cpuWeight ?? "–",
              numberText(box.usedCpuUs / US_PER_MS, "ms"),
              box.pids === undefined ? "–" : `${box.pids.current} of ${box.pids.max ?? "max"}`,
              box.members.length + box.omitted,
            ],
          }))}
        />
      </details>
    </section>
  );
}

const bytesOrMax = (bytes: number | undefined): string =>
  bytes === undefined ? "max" : numberText(bytes, "bytes");

const cpuText = ({ quotaUs, periodUs }: NonNullable<CgroupBox["cpu"]>): string =>
  quotaUs === undefined ? "max" : `${numberText((100 * quotaUs) / periodUs, "%")} of a core`;

const allBoxes = (box: CgroupBox | undefined): readonly CgroupBox[] =>
  box === undefined ? [] : [box, ...box.children.flatMap(allBoxes)];

interface BoxProps {
  readonly box: CgroupBox;
  readonly containers: ReadonlyMap<string, string>;
}

function Box({ box, containers }: BoxProps) {
  const choice = useChoiceStore();
  const open = useChoice(({ cgroup }) => cgroup === box.path);
  const container = containers.get(box.path);
  const isRoot = box.path === "/";
  const title = isRoot ? "/sys/fs/cgroup" : shortName(box.name);
  return (
    <div className={styles.box} data-frozen={box.frozen} data-testid={`cgroup-${box.path}`}>
      <div className={styles.head}>
        <p className={styles.name}>
          <code title={box.path}>{title}</code>
          {container !== undefined && <span> container {container}</span>}
          {box.frozen && <strong className={styles.frozen}> frozen</strong>}
        </p>
        {!isRoot && (
          <Button
            aria-expanded={open}
            aria-label={`${open ? "Close limits" : "Move limits"} of ${title}`}
            onClick={() => choice.setState({ cgroup: open ? undefined : box.path })}
            data-testid={`limits-of-${box.path}`}
          >
            {open ? "Close limits" : "Move limits"}
          </Button>
        )}
      </div>
      {isRoot && (
        <p className={styles.note}>
          The root has no limits. It hands on: {box.handsOn.length === 0 ? "nothing" : box.handsOn.join(", ")}
          .
        </p>
      )}
      <Usage box={box} title={title} />
      {box.members.length + box.omitted > 0 && (
        <p className={styles.members}>
          <span className={styles.note}>processes </span>
          {box.members.map((pid) => (
            <Member key={pid} pid={pid} />
          ))}
          {box.omitted > 0 && (
            <span className={styles.note}>and {box.omitted.toLocaleString("en-GB")} more</span>
          )}
        </p>
      )}
      {open && <Limits box={box} />}
      {box.children.length > 0 && (
        <div className={styles.children}>
          {box.children.map((child) => (
            <Box key={child.path} box={child} containers={containers} />
          ))}
        </div>
      )}
    </div>
  );
}

function Member({ pid }: { readonly pid: number }) {
  const choice = useChoiceStore();
  const marked = useChoice((now) => now.marked === pid || now.process === pid);
  return (
    <span
      className={styles.member}
      data-marked={marked}
      onPointerEnter={() => choice.setState({ marked: pid })}
      onPointerLeave={() => choice.setState({ marked: undefined })}
    >
      {pid}
    </span>
  );
}

function Usage({ box, title }: { readonly box: CgroupBox; readonly title: string }) {
  const dark = useIsDark();
  const machineMiB = useContainers(({ setup }) => setup?.memoryMiB ?? 256);
  const { memory, cpu, cpuWeight, pids, usedCpuUs, throttledTimes } = box;
  if (memory === undefined && cpu === undefined && pids === undefined) return null;
  const whole = Math.min(memory?.max ?? Number.POSITIVE_INFINITY, machineMiB * BYTES_PER_MIB);
  return (
    <dl className={styles.usage}>
      {memory !== undefined && (
        <div className={styles.memory}>
          <dt>memory</dt>
          <dd>
            <StackedBar
              segments={[
                { key: "used", label: "memory.current", value: memory.current, ...inkOf(LOOK, "mid", dark) },
                {
                  key: "free",
                  label: "left",
                  value: Math.max(0, whole - memory.current),
                  ...inkOf(hostLook, "wash", dark),
                },
              ]}
              whole={whole}
              size="thin"
              label={`Memory of ${title}: ${numberText(memory.current, "bytes")} of ${memory.max === undefined ? `${machineMiB} MiB of the machine, no limit` : numberText(memory.max, "bytes")}`}
            />
            <span>
              {numberText(memory.current, "bytes")} of {bytesOrMax(memory.max)}
              {memory.kills > 0 && (
                <strong className={styles.killed}> {memory.kills} killed for memory</strong>
              )}
            </span>
          </dd>
        </div>
      )}
      {cpu !== undefined && (
        <div>
          <dt>cpu.max</dt>
          <dd>
            {cpuText(cpu)}
            {throttledTimes > 0 && `, throttled ${throttledTimes.toLocaleString("en-GB")} times`}
          </dd>
        </div>
      )}
      {cpuWeight !== undefined && (
        <div>
          <dt>cpu.weight</dt>
          <dd>{cpuWeight}</dd>
        </div>
      )}
      {cpu !== undefined && (
        <div>
          <dt>cpu used</dt>
          <dd>{numberText(usedCpuUs / US_PER_MS, "ms")}</dd>
        </div>
      )}
      {pids !== undefined && (
        <div>
          <dt>pids</dt>
          <dd>
            {pids.current} of {pids.max ?? "max"}
          </dd>
        </div>
      )}
    </dl>
  );
}

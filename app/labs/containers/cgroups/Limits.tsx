import { useState } from "react";
import { Button } from "@/app/ui/Button";
import { useAttempt } from "../../host/useAttempt";
import { ErrorPanel } from "../../workbench/column/problems";
import { useContainerLabApi, useContainers } from "../containerStore";
import { LimitField } from "./LimitField";
import styles from "./Limits.module.css";
import {
  asCommand,
  type CgroupWrite,
  cpuMax,
  cpuWeight,
  freeze,
  memoryMax,
  mibOf,
  pidsMax,
  type Read,
} from "./orders";
import type { CgroupBox } from "./read";

const POSITIONS = 200;
const MOST_PIDS = 1000;

/** The limits of one cgroup, to be moved; each move is a write to a file, which is shown. */
export function Limits({ box }: { readonly box: CgroupBox }) {
  const lab = useContainerLabApi();
  const memoryMiB = useContainers(({ setup }) => setup?.memoryMiB ?? 256);
  const cores = useContainers(({ setup }) => setup?.cores ?? 1);
  const { attempt, problem } = useAttempt(`/sys/fs/cgroup${box.path}`);
  const [said, say] = useState<string>();
  const [wrong, refuse] = useState<string>();
  const write = async (order: CgroupWrite): Promise<boolean> => {
    refuse(undefined);
    const taken = await attempt(() => lab.writeCgroup(box.path, order.file, order.text));
    say(taken ? asCommand(box.path, order) : undefined);
    return taken;
  };
  const onWrite = async (read: Read): Promise<boolean> => {
    if (read.ok) return write(read.write);
    refuse(read.wrong);
    return false;
  };
  const common = { cgroup: box.path, onWrite };
  const to = (least: number, most: number, endsInMax: boolean) => ({
    least,
    most,
    endsInMax,
    last: POSITIONS,
  });
  const { memory, cpu, cpuWeight: weight, pids } = box;
  const missing = ["cpu", "memory", "pids"].filter((name) => !box.controllers.includes(name));
  return (
    <div className={styles.limits} data-testid="limits" data-cgroup={box.path}>
      {memory !== undefined && (
        <LimitField
          file="memory.max"
          unit="MiB"
          value={memory.max === undefined ? undefined : mibOf(memory.max)}
          slider={to(1, memoryMiB, true)}
          read={memoryMax}
          {...common}
        />
      )}
      {cpu !== undefined && (
        <LimitField
          file="cpu.max"
          unit="% of a core"
          value={cpu.quotaUs === undefined ? undefined : (100 * cpu.quotaUs) / cpu.periodUs}
          slider={to(1, 100 * cores, true)}
          read={cpuMax}
          {...common}
        />
      )}
      {weight !== undefined && (
        <LimitField
          file="cpu.weight"
          unit=""
          value={weight}
          slider={to(1, 10_000, false)}
          read={cpuWeight}
          {...common}
        />
      )}
      {pids !== undefined && (
        <LimitField
          file="pids.max"
          unit="tasks"
          value={pids.max}
          slider={to(1, MOST_PIDS, true)}
          read={pidsMax}
          {...common}
        />
      )}
      <p className={styles.row}>
        <Button onClick={() => write(freeze(!box.frozenWanted))} data-testid="freeze">
          {box.frozenWanted ? "Thaw" : "Freeze"}
        </Button>
        <span>
          {box.frozen
            ? "Frozen: no task in it runs."
            : box.frozenWanted
              ? "Freezing: some task has not stopped yet."
              : ""}
        </span>
      </p>
      {missing.length > 0 && (
        <p className={styles.note}>
          No files of {missing.join(", ")}: the cgroup above does not hand{" "}
          {missing.length === 1 ? "that controller" : "those controllers"} on. Write{" "}
          <code>{missing.map((name) => `+${name}`).join(" ")}</code> to its{" "}
          <code>cgroup.subtree_control</code>.
        </p>
      )}
      {wrong !== undefined && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      <p role="status" className={styles.said} data-testid="written">
        {said !== undefined && <code>{said}</code>}
      </p>
      {problem && <ErrorPanel id="cgroup" error={problem} />}
    </div>
  );
}

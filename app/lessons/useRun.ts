"use client";

import { useEffect, useState } from "react";
import { emptyRun, type LabRun } from "@/app/sim/run/record";

/** While the lab plays, its record is read again this often: a record is larger than a view. */
const RECORD_EVERY_MS = 250;

export interface RecordingLab {
  record(): Promise<LabRun>;
  subscribe(listener: () => void): () => void;
}

/** The record of the lab: at once when it rests, and now and then while it plays. */
export function useRun(lab: RecordingLab, id: string): LabRun {
  const [run, setRun] = useState(() => emptyRun(id));
  useEffect(() => {
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let reading = false;
    let changedMeanwhile = false;
    const read = async () => {
      timer = undefined;
      reading = true;
      changedMeanwhile = false;
      const record = await lab.record();
      reading = false;
      if (!wanted) return;
      setRun((shown) => (saysTheSame(shown, record) ? shown : record));
      if (changedMeanwhile) soon();
    };
    const soon = () => {
      if (reading) changedMeanwhile = true;
      else timer ??= setTimeout(read, RECORD_EVERY_MS);
    };
    void read();
    const unsubscribe = lab.subscribe(soon);
    return () => {
      wanted = false;
      clearTimeout(timer);
      unsubscribe();
    };
  }, [lab]);
  return run;
}

/** Whether a network or a simulated kernel has only grown older: nothing that checks or measures read has changed. */
function saysTheSame(a: LabRun, b: LabRun): boolean {
  if (a.network !== undefined && b.network !== undefined)
    return (
      a.network.setup === b.network.setup &&
      a.network.exchanges.length === b.network.exchanges.length &&
      a.network.exchanges.at(-1)?.virtualNs === b.network.exchanges.at(-1)?.virtualNs &&
      a.keptExchanges === b.keptExchanges
    );
  const [before, after] = [a.container, b.container];
  return (
    before !== undefined &&
    after !== undefined &&
    before.setup === after.setup &&
    before.calls === after.calls &&
    before.events.length === after.events.length &&
    a.answers === b.answers &&
    a.keptContainers === b.keptContainers &&
    JSON.stringify(before.view.cgroups) === JSON.stringify(after.view.cgroups) &&
    JSON.stringify(before.view.processes) === JSON.stringify(after.view.processes)
  );
}

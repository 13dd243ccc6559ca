"use client";

import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import type { Measurements } from "@/app/sim/experiments/measurements";
import type { Asked } from "./experiments";
import { begun, cancelled, heard, type Run } from "./run";
import type { Report, Request } from "./worker/messages";

/** Runs experiments in a worker, one at a time: another one ends the one under way. */
export function useRun() {
  const [run, setRun] = useState<Run>();
  const worker = useRef<Worker>(undefined);
  const end = useCallback(() => {
    worker.current?.terminate();
    worker.current = undefined;
  }, []);
  useEffect(() => end, [end]);
  const start = useCallback(
    (asked: Asked, measurements?: Measurements) => {
      end();
      setRun(begun(asked, measurements));
      const own = new Worker(new URL("./worker/experiment.worker.ts", import.meta.url), { type: "module" });
      worker.current = own;
      const hear = (report: Report) => {
        if (worker.current !== own) return;
        startTransition(() => setRun((now) => now && heard(now, report)));
        if (report.kind === "done" || report.kind === "failed") end();
      };
      own.addEventListener("message", ({ data }) => hear(data));
      own.addEventListener("error", ({ message }) =>
        hear({ kind: "failed", message: message || "the experiments' worker could not start" }),
      );
      own.postMessage({ asked, ...(measurements && { measurements }) } satisfies Request);
    },
    [end],
  );
  const cancel = useCallback(() => {
    end();
    setRun((now) => now && cancelled(now));
  }, [end]);
  return { run, start, cancel };
}

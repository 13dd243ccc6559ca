"use client";

import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import type { MeasureReport } from "@/app/guest/experiments/worker/messages";
import { type Measuring, measuringBegun, measuringHeard, measuringStopped } from "./measuring";

/** Measures real guests and containers in workers of this page. Stopping ends the worker, and with it those of its guests. */
export function useMeasuring() {
  const [measuring, setMeasuring] = useState<Measuring>();
  const worker = useRef<Worker>(undefined);
  const end = useCallback(() => {
    worker.current?.terminate();
    worker.current = undefined;
  }, []);
  useEffect(() => end, [end]);
  const measure = useCallback(() => {
    end();
    setMeasuring(measuringBegun);
    const own = new Worker(new URL("../../guest/experiments/worker/measure.worker.ts", import.meta.url), {
      type: "module",
    });
    worker.current = own;
    const hear = (report: MeasureReport) => {
      if (worker.current !== own) return;
      startTransition(() => setMeasuring((now) => now && measuringHeard(now, report)));
      if (report.kind === "done" || report.kind === "failed") end();
    };
    own.addEventListener("message", ({ data }) => hear(data));
    own.addEventListener("error", ({ message }) =>
      hear({ kind: "failed", message: message || "its worker could not start" }),
    );
  }, [end]);
  const stop = useCallback(() => {
    end();
    setMeasuring((now) => now && measuringStopped(now));
  }, [end]);
  return { measuring, measure, stop };
}

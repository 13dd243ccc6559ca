"use client";

import { createContext, useContext, useEffect, useMemo } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { LabApi } from "@/app/guest/lab/state";
import { RunHistory } from "./history";

/** As often as guests report their progress. */
const SHOW_EVERY_MS = 100;

interface RunView {
  /** Changes whenever the history has something new. */
  readonly version: number;
  readonly farNs: number;
  /** The moment that is looked back at; undefined: the present. */
  readonly lookNs: number | undefined;
}

export interface RunStore {
  readonly history: RunHistory;
  readonly view: StoreApi<RunView>;
  /** Looks back at a moment; at the run's end or beyond, and without one, at the present. */
  look(atNs: number | undefined): void;
  follow(): () => void;
}

/** An adapter: the history keeps the run, this hands it to React, ten times a second at most. */
function createRunStore(lab: LabApi): RunStore {
  const history = new RunHistory(lab);
  const view = createStore<RunView>(() => ({ version: 0, farNs: 0, lookNs: undefined }));
  const pastOf = (lookNs: number | undefined, farNs: number) =>
    lookNs === undefined || lookNs >= farNs ? undefined : Math.max(0, Math.round(lookNs));
  const show = () => {
    const { farNs } = history;
    view.setState(({ version, lookNs }) => ({ version: version + 1, farNs, lookNs: pastOf(lookNs, farNs) }));
  };
  return {
    history,
    view,
    look: (atNs) => view.setState(({ farNs }) => ({ lookNs: pastOf(atNs, farNs) })),
    follow() {
      let late: ReturnType<typeof setTimeout> | undefined;
      let shownAtMs = Number.NEGATIVE_INFINITY;
      const stop = history.follow(() => {
        const waitMs = shownAtMs + SHOW_EVERY_MS - performance.now();
        late ??= setTimeout(
          () => {
            late = undefined;
            shownAtMs = performance.now();
            show();
          },
          Math.max(0, waitMs),
        );
      });
      return () => {
        stop();
        clearTimeout(late);
        show();
      };
    },
  };
}

export const RunContext = createContext<RunStore | undefined>(undefined);

/** The run's store of a lab, followed for as long as the component is mounted. */
export function useFollowedRun(lab: LabApi): RunStore {
  const store = useMemo(() => createRunStore(lab), [lab]);
  useEffect(() => store.follow(), [store]);
  return store;
}

export function useRunStore(): RunStore {
  const store = useContext(RunContext);
  if (store === undefined) throw new Error("This component belongs below a <RunContext>.");
  return store;
}

export const useRun = <T>(select: (view: RunView) => T): T => useStore(useRunStore().view, select);

"use client";

import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { ContainerLabApi, ContainerLabState } from "@/app/container/lab/api";

/** While it plays, numbers and pictures change this often. */
const SHOW_EVERY_MS = 150;

export interface ContainerStore {
  readonly lab: ContainerLabApi;
  readonly state: StoreApi<ContainerLabState>;
  /** Follows the lab until the returned function is called. */
  follow(): () => void;
}

/** An adapter: the lab keeps the state, this hands it to React, a few times a second while it plays and at once when it rests. */
export function createContainerStore(lab: ContainerLabApi): ContainerStore {
  const state = createStore<ContainerLabState>(() => lab.state());
  return {
    lab,
    state,
    follow() {
      let frame = 0;
      let shownAtMs = 0;
      let late: ReturnType<typeof setTimeout> | undefined;
      const show = () => {
        clearTimeout(late);
        late = undefined;
        shownAtMs = performance.now();
        state.setState(lab.state(), true);
      };
      const look = () => {
        frame = 0;
        const now = lab.state();
        const shown = state.getState();
        const resting =
          now.playing === undefined || now.status !== shown.status || now.playing !== shown.playing;
        const waitMs = shownAtMs + SHOW_EVERY_MS - performance.now();
        if (resting || waitMs <= 0) show();
        else late ??= setTimeout(show, waitMs);
      };
      look();
      const unsubscribe = lab.subscribe(() => {
        frame ||= requestAnimationFrame(look);
      });
      return () => {
        unsubscribe();
        cancelAnimationFrame(frame);
        clearTimeout(late);
      };
    },
  };
}

export const ContainerContext = createContext<ContainerStore | undefined>(undefined);

export function useContainerStore(): ContainerStore {
  const store = useContext(ContainerContext);
  if (store === undefined) throw new Error("This component belongs inside a <ContainerBench>.");
  return store;
}

export const useContainerLabApi = (): ContainerLabApi => useContainerStore().lab;

/** One thing about the lab. The result must be the same object as long as it says the same. */
export function useContainers<T>(select: (state: ContainerLabState) => T): T {
  return useStore(useContainerStore().state, select);
}

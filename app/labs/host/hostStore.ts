"use client";

import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { HostLabApi, HostLabState } from "@/app/guest/host/api";
import { RecentTimes } from "./instances/recent";
import { type Look, looksOf } from "./palette";

/** While it plays, numbers change this often; canvases draw every frame from the lab itself. */
const NUMBERS_EVERY_MS = 100;

export interface HostPicture {
  readonly state: HostLabState;
  /** For each instance, how it looks wherever it is drawn. */
  readonly looks: readonly Look[];
}

export interface HostStore {
  readonly lab: HostLabApi;
  readonly picture: StoreApi<HostPicture>;
  readonly recent: RecentTimes;
  /** Called when there may be something else to draw, at most once a frame. For canvases. */
  onChange(listener: () => void): () => void;
  /** Follows the lab until the returned function is called. */
  follow(): () => void;
}

/** Equal while timeline and memory map are: a lab also reports when it has only been asked something. */
function whatIsDrawn({ status, playing, view }: HostLabState): string {
  const past = view && [
    view.nowNs,
    view.endNs,
    view.marks.length,
    view.instances.length,
    view.memory.freeFrames,
  ];
  return [status, playing, past].join();
}

/** An adapter: the lab keeps the state, this hands it to React, ten times a second while it plays and at once when it rests. */
export function createHostStore(lab: HostLabApi): HostStore {
  const recent = new RecentTimes();
  const listeners = new Set<() => void>();
  let kinds = "";
  let looks: readonly Look[] = [];
  const read = (): HostPicture => {
    const state = lab.state();
    const instances = state.view?.instances ?? [];
    const now = instances.map(({ kind }) => kind);
    if (now.join() !== kinds) {
      kinds = now.join();
      looks = looksOf(now);
    }
    return { state, looks };
  };
  const picture = createStore<HostPicture>(read);
  return {
    lab,
    picture,
    recent,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow() {
      let frame = 0;
      let shownAtMs = 0;
      let drawn = "";
      let late: ReturnType<typeof setTimeout> | undefined;
      const show = () => {
        clearTimeout(late);
        late = undefined;
        shownAtMs = performance.now();
        picture.setState(read());
      };
      const look = () => {
        frame = 0;
        const state = lab.state();
        if (state.status === "loading") recent.clear();
        else if (state.view !== undefined) recent.push(state.view);
        const drawable = whatIsDrawn(state);
        if (drawable !== drawn) for (const listener of listeners) listener();
        drawn = drawable;
        const shown = picture.getState().state;
        const resting =
          state.playing === undefined || state.status !== shown.status || state.playing !== shown.playing;
        const waitMs = shownAtMs + NUMBERS_EVERY_MS - performance.now();
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

export const HostContext = createContext<HostStore | undefined>(undefined);

export function useHostStore(): HostStore {
  const store = useContext(HostContext);
  if (store === undefined) throw new Error("This component belongs inside a <HostLab>.");
  return store;
}

export const useHostLabApi = (): HostLabApi => useHostStore().lab;

/** One thing about the host. The result must be the same object as long as it says the same. */
export function useHost<T>(select: (picture: HostPicture) => T): T {
  return useStore(useHostStore().picture, select);
}

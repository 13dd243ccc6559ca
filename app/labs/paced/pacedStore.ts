"use client";

import { createStore, type StoreApi } from "zustand";
import { afterFrames } from "@/app/ui/afterFrames";

/** While a lab plays, numbers and pictures change this often. */
const SHOW_EVERY_MS = 150;

/** What labs at the pace of the clock have in common. */
export interface PacedState {
  readonly status: string;
  readonly playing: string | undefined;
}

interface Followed<S> {
  state(): S;
  subscribe(listener: () => void): () => void;
}

export interface PacedStore<S, L> {
  readonly lab: L;
  readonly state: StoreApi<S>;
  /** Follows the lab until the returned function is called. */
  follow(): () => void;
}

/** An adapter: the lab keeps the state, this hands it to React, a few times a second while it plays and at once when it rests. */
export function createPacedStore<S extends PacedState, L extends Followed<S>>(lab: L): PacedStore<S, L> {
  const state = createStore<S>(() => lab.state());
  return {
    lab,
    state,
    follow() {
      let shownAtMs = 0;
      let late: ReturnType<typeof setTimeout> | undefined;
      const show = () => {
        clearTimeout(late);
        late = undefined;
        shownAtMs = performance.now();
        state.setState(lab.state(), true);
      };
      const look = () => {
        const now = lab.state();
        const shown = state.getState();
        const resting =
          now.playing === undefined || now.status !== shown.status || now.playing !== shown.playing;
        const waitMs = shownAtMs + SHOW_EVERY_MS - performance.now();
        if (resting || waitMs <= 0) show();
        else late ??= setTimeout(show, waitMs);
      };
      look();
      const looking = afterFrames(look);
      const unsubscribe = lab.subscribe(looking.soon);
      return () => {
        unsubscribe();
        looking.dispose();
        clearTimeout(late);
      };
    },
  };
}

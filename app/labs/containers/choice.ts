"use client";

import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";

/** What the reader looks at. It is the page's own: the machine knows nothing of it. */
export interface Choice {
  /** Inode of the PID namespace that is looked out of; undefined: the newest. */
  readonly pidNamespace: number | undefined;
  /** Number on the host of the process whose mounts and calls are shown. */
  readonly process: number | undefined;
  /** Number on the host of the process under the pointer or the keyboard's focus. */
  readonly marked: number | undefined;
  /** Path of the cgroup whose limits are open. */
  readonly cgroup: string | undefined;
}

const nothingChosen: Choice = {
  pidNamespace: undefined,
  process: undefined,
  marked: undefined,
  cgroup: undefined,
};

export const createChoice = (): StoreApi<Choice> => createStore<Choice>(() => nothingChosen);

export const ChoiceContext = createContext<StoreApi<Choice> | undefined>(undefined);

export function useChoiceStore(): StoreApi<Choice> {
  const store = useContext(ChoiceContext);
  if (store === undefined) throw new Error("This component belongs inside a <ContainerBench>.");
  return store;
}

export const useChoice = <T>(select: (choice: Choice) => T): T => useStore(useChoiceStore(), select);

"use client";

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { ContainerLabApi, ContainerLabState } from "@/app/container/lab/api";
import { createPacedStore, type PacedStore } from "../paced/pacedStore";

export type ContainerStore = PacedStore<ContainerLabState, ContainerLabApi>;

export const createContainerStore = (lab: ContainerLabApi): ContainerStore =>
  createPacedStore<ContainerLabState, ContainerLabApi>(lab);

export const ContainerContext = createContext<ContainerStore | undefined>(undefined);

function useContainerStore(): ContainerStore {
  const store = useContext(ContainerContext);
  if (store === undefined) throw new Error("This component belongs inside a <ContainerBench>.");
  return store;
}

export const useContainerLabApi = (): ContainerLabApi => useContainerStore().lab;

/** One thing about the lab. The result must be the same object as long as it says the same. */
export function useContainers<T>(select: (state: ContainerLabState) => T): T {
  return useStore(useContainerStore().state, select);
}

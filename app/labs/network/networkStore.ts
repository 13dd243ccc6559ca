"use client";

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { MachineView, NetworkLabApi, NetworkLabState } from "@/app/guest/net/api";
import { createPacedStore, type PacedStore } from "../paced/pacedStore";

export type NetworkStore = PacedStore<NetworkLabState, NetworkLabApi>;

export const createNetworkStore = (lab: NetworkLabApi): NetworkStore =>
  createPacedStore<NetworkLabState, NetworkLabApi>(lab);

export const NetworkContext = createContext<NetworkStore | undefined>(undefined);

function useNetworkStore(): NetworkStore {
  const store = useContext(NetworkContext);
  if (store === undefined) throw new Error("This component belongs inside a <NetworkBench>.");
  return store;
}

export const useNetworkLabApi = (): NetworkLabApi => useNetworkStore().lab;

/** One thing about the lab. The result must be the same object as long as it says the same. */
export function useNetwork<T>(select: (state: NetworkLabState) => T): T {
  return useStore(useNetworkStore().state, select);
}

const NONE: readonly MachineView[] = [];

export const useMachines = (): readonly MachineView[] => useNetwork(({ view }) => view?.machines ?? NONE);

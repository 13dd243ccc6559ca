"use client";

import { createContext } from "react";
import type { NetworkSetupInput } from "@/app/guest/net/setup";
import type { MachineDevices } from "@/app/sim/vmm/devices";

export type GuestHardware = Partial<Pick<MachineDevices, "net" | "console" | "clock">>;
/** By machine; where one differs from its track's. */
export type HardwareByGuest = Readonly<Record<string, GuestHardware>>;

/** The devices that the guests of the page's own network shall have when it is built anew. A lesson's setup has its own. */
export interface HardwareChoice {
  readonly asked: HardwareByGuest;
  ask(machine: string, hardware: GuestHardware): void;
}

export const HardwareContext = createContext<HardwareChoice | undefined>(undefined);

export const withHardware = (setup: NetworkSetupInput, asked: HardwareByGuest): NetworkSetupInput => ({
  ...setup,
  machines: setup.machines.map((machine) =>
    machine.kind === "container" ? machine : { ...machine, devices: asked[machine.id] ?? {} },
  ),
});

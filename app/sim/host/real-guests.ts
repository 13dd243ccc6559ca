/** How real guests come to a host: app/guest/host supplies this; without it a scenario may only have models. */
import type { InstanceSpec } from "../scenario/schema";
import type { RealRunnable } from "./runnable";

export interface RealGuests {
  /**
   * Switches on the guest of that instance, or goes on from a snapshot of that name (its number on the host): answers its vCPU at once, whose first quantum waits until
   * the machine is built.
   */
  start(instance: number, spec: InstanceSpec, nowNs: number, snapshot?: string): RealRunnable;
  /** Saves the guest's machine under that name, as it stands after its present quantum. */
  snapshot(instance: number, name: string): void;
  /** The vCPU of a guest that is on, after the host was restored. */
  vcpu(instance: number): RealRunnable;
  /** Types into the guest's console: at the beginning of its next quantum. The host wakes its vCPU. */
  type(instance: number, text: string): void;
  /** Its balloon shall hold so many pages, likewise. */
  inflate(instance: number, pages: number): void;
  /** Gives the guest's agent a script, likewise; `id` names the answer. */
  exec(instance: number, script: string, id: number): void;
  /** Switches it off. */
  stop(instance: number): void;
}

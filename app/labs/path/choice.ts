/** What is looked at: an I/O, one arrangement or two side by side, and the step that each stands at. Pure. */
import type { ExitsByDevice } from "@/app/sim/run/record";
import { type Arrangement, arrangementById, arrangements } from "@/app/sim/vmm/arrangements";
import { type Io, type IoKind, ioWords } from "@/app/sim/vmm/io";

export type Side = "left" | "right";

export interface Choice {
  readonly io: Io;
  /** Requests at a time, where many are made in a row. */
  readonly inFlight: number;
  readonly left: Arrangement;
  /** Absent: one path alone. */
  readonly right?: Arrangement;
  /** Of each path, from 0. */
  readonly step: Readonly<Record<Side, number>>;
}

/** Exits of a real run, and how many I/Os of which kind it made meanwhile. */
export interface CountedRun {
  readonly exits: ExitsByDevice;
  readonly kind: IoKind;
  readonly operations: number;
}

export type ChoiceAction =
  | { readonly type: "kind"; readonly kind: IoKind }
  | { readonly type: "bytes"; readonly bytes: number }
  | { readonly type: "in-flight"; readonly inFlight: number }
  | { readonly type: "arrangement"; readonly side: Side; readonly id: string }
  | { readonly type: "alone" }
  | { readonly type: "step"; readonly side: Side; readonly to: number };

const START = { left: 0, right: 0 } as const;
const named = (id: string): Arrangement => arrangementById(id) ?? arrangements[0];

export const usualChoice: Choice = {
  io: { kind: "disk-read", bytes: ioWords["disk-read"].usual },
  inFlight: 1,
  left: named("kvm-emulated"),
  right: named("kvm-virtio"),
  step: START,
};

/** An arrangement that is not known changes nothing; another path begins at its first step. */
export function choose(choice: Choice, action: ChoiceAction): Choice {
  switch (action.type) {
    case "kind":
      return { ...choice, io: { kind: action.kind, bytes: ioWords[action.kind].usual }, step: START };
    case "bytes":
      return { ...choice, io: { ...choice.io, bytes: action.bytes } };
    case "in-flight":
      return { ...choice, inFlight: action.inFlight };
    case "arrangement": {
      const arrangement = arrangementById(action.id);
      if (arrangement === undefined) return choice;
      return { ...choice, [action.side]: arrangement, step: { ...choice.step, [action.side]: 0 } };
    }
    case "alone": {
      const { right: _, ...rest } = choice;
      return rest;
    }
    case "step":
      return { ...choice, step: { ...choice.step, [action.side]: action.to } };
  }
}

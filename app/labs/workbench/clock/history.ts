/**
 * The history of the run of a lab: of each column samples of its counters, its console by bytes, its marks. It only keeps what the
 * lab tells its views anyway: nothing is asked of a guest, so it changes no count. Memory does not grow with virtual time.
 */
import type { ColumnState, LabApi } from "@/app/guest/lab/state";
import { type ContainerCounters, totalCalls, totalExits } from "@/app/sim/run/record";
import { ConsoleLog } from "./consoleLog";
import { type LaneMark, marksOf } from "./runMarks";
import { burstsOf, type Sample, Samples } from "./samples";

/** What Linux says on its console. */
const OUT_OF_MEMORY = "Out of memory:";
const MOST_OUT_OF_MEMORY = 20;

interface Track {
  readonly samples: Samples;
  readonly console: ConsoleLog;
  outOfMemoryNs: number[];
  /** The end of what was last on the console, in which a message may begin. */
  tail: string;
  /** Where its present machine began, on its clock. */
  beganNs: number;
  /** Its machine is gone, or has not run yet; what is kept is of the one before. */
  over: boolean;
  /** Its prompt has been there. */
  up: boolean;
  stopListening: () => void;
}

export type FollowedLab = Pick<LabApi, "columns" | "subscribe" | "onConsole">;

export class RunHistory {
  private readonly tracks = new Map<string, Track>();

  constructor(private readonly lab: FollowedLab) {}

  /** Follows the lab until the returned function is called; `onChange` comes after each look at it. */
  follow(onChange: () => void): () => void {
    const look = () => {
      this.look();
      onChange();
    };
    look();
    const unsubscribe = this.lab.subscribe(look);
    return () => {
      unsubscribe();
      for (const { stopListening } of this.tracks.values()) stopListening();
      this.tracks.clear();
    };
  }

  private look(): void {
    const columns = this.lab.columns();
    for (const [id, { stopListening }] of this.tracks)
      if (!columns.some((column) => column.id === id)) {
        stopListening();
        this.tracks.delete(id);
      }
    for (const column of columns) this.note(column);
  }

  private note(column: ColumnState): void {
    const track = this.tracks.get(column.id) ?? this.begin(column.id);
    const atNs = column.counters.virtualNs;
    if (column.power === "off" || column.power === "loading" || atNs === 0) {
      track.over = true;
      track.up = false;
      return;
    }
    const lastNs = track.samples.last?.atNs ?? 0;
    if (track.over || atNs < lastNs) this.anew(column, track);
    const { samples, console } = track;
    const add = (sample: Sample) => {
      if (sample.atNs > (samples.last?.atNs ?? -1) && sample.atNs <= atNs) samples.add(sample);
    };
    const up = (column.track === "container" ? column.start : column.boot) !== undefined;
    const cameUp = up && !track.up;
    track.up = up;
    if (cameUp) add(atPrompt(column, console.bytes));
    add(sampleOf(column, console.bytes));
    if (cameUp) samples.keep();
  }

  private begin(id: string): Track {
    const track: Track = {
      samples: new Samples(),
      console: new ConsoleLog(),
      outOfMemoryNs: [],
      tail: "",
      beganNs: 0,
      over: true,
      up: false,
      stopListening: () => {},
    };
    this.tracks.set(id, track);
    return track;
  }

  /** Another machine has begun; one that goes on from a saved state shares its past up to there. */
  private anew(column: ColumnState, track: Track): void {
    const { samples, console } = track;
    const atNs = column.counters.virtualNs;
    const restored = column.track !== "container" && column.restoredFrom !== undefined;
    if (restored) samples.forgetAfter(atNs);
    else samples.clear();
    track.beganNs = restored ? atNs : 0;
    track.outOfMemoryNs = track.outOfMemoryNs.filter((ns) => restored && ns <= atNs);
    track.over = false;
    const before = samples.last?.consoleBytes ?? 0;
    track.stopListening();
    console.clear();
    track.tail = "";
    // The lab first says all that the machine's console has shown by now.
    let replay = true;
    track.stopListening = this.lab.onConsole(column.id, (bytes) => {
      console.add(bytes);
      if (!replay) this.heed(column.id, track, bytes);
    });
    replay = false;
    if (console.bytes < before) console.bytes = before;
  }

  private heed(id: string, track: Track, bytes: Uint8Array): void {
    const text = track.tail + new TextDecoder().decode(bytes);
    if (text.includes(OUT_OF_MEMORY) && track.outOfMemoryNs.length < MOST_OUT_OF_MEMORY) {
      const column = this.lab.columns().find((candidate) => candidate.id === id);
      track.outOfMemoryNs.push(column?.counters.virtualNs ?? track.samples.last?.atNs ?? 0);
      track.tail = "";
    } else track.tail = text.slice(1 - OUT_OF_MEMORY.length);
  }

  /** The present of a column's run on its own clock; 0 while it has none. */
  endNs(id: string): number {
    const track = this.tracks.get(id);
    return track === undefined || track.over ? 0 : (track.samples.last?.atNs ?? 0);
  }

  /** The farthest column's present: the run's virtual time. */
  get farNs(): number {
    return Math.max(0, ...[...this.tracks.keys()].map((id) => this.endNs(id)));
  }

  /** What a column had counted at that moment of its clock; undefined where it had not begun. */
  at(id: string, ns: number): Sample | undefined {
    const track = this.tracks.get(id);
    return track === undefined || track.over ? undefined : track.samples.at(ns);
  }

  /** Time between the samples that are kept. */
  everyNs(id: string): number {
    return this.tracks.get(id)?.samples.everyNs ?? 0;
  }

  /** The last lines of a column's console when it had shown so many bytes, as a sample says. */
  consoleAt(id: string, bytes: number, lines: number): readonly string[] {
    return this.tracks.get(id)?.console.linesAt(bytes, lines) ?? [];
  }

  marks(column: ColumnState): readonly LaneMark[] {
    const track = this.tracks.get(column.id);
    if (track === undefined || track.over) return [];
    return marksOf(column, track.beganNs, burstsOf(track.samples), track.outOfMemoryNs);
  }
}

/** A start is recorded as its prompt comes, between two reports. */
function atPrompt(column: ColumnState, consoleBytes: number): Sample {
  if (column.track === "container") return ofContainer(column.start ?? column.counters, consoleBytes);
  const { boot, phases } = column;
  if (boot === undefined) return sampleOf(column, consoleBytes);
  return {
    atNs: (phases[0]?.fromNs ?? 0) + Math.round(boot.virtualMs * 1e6),
    instructions: boot.instructions,
    crossings: totalExits(boot.exits),
    idleNs: Math.round(boot.idleMs * 1e6),
    pages: boot.pagesTouched,
    consoleBytes,
  };
}

const ofContainer = (counters: ContainerCounters, consoleBytes: number): Sample => ({
  atNs: counters.virtualNs,
  instructions: counters.instructions.inside + counters.instructions.outside,
  crossings: totalCalls(counters.calls, "inside") + totalCalls(counters.calls, "outside"),
  idleNs: counters.idleNs,
  pages: counters.privatePages + counters.sharedPages,
  consoleBytes,
});

function sampleOf(column: ColumnState, consoleBytes: number): Sample {
  if (column.track === "container") return ofContainer(column.counters, consoleBytes);
  const { virtualNs, instructions, exits, idleNs } = column.counters;
  return {
    atNs: virtualNs,
    instructions,
    crossings: totalExits(exits),
    idleNs,
    pages: column.pagesTouched,
    consoleBytes,
  };
}

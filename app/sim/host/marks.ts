/** What happened in a run, for the scrubber: bounded; starts and stops go first. */
import type { RunMark } from "./view";

const MOST_MARKS = 1000;

export class Marks {
  private marks: RunMark[] = [];

  add(mark: RunMark): void {
    this.marks.push(mark);
    if (this.marks.length <= MOST_MARKS) return;
    const commonest = this.marks.findIndex(({ kind }) => kind === "started" || kind === "stopped");
    this.marks.splice(Math.max(0, commonest), 1);
  }

  all(): readonly RunMark[] {
    return [...this.marks];
  }

  load(marks: readonly RunMark[]): void {
    this.marks = [...marks];
  }
}

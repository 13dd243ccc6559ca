"use client";

/** What the parts of a lesson share: its data, its lab, the record of the lab so far. */
import { createContext, useContext } from "react";
import type { LabRun } from "@/app/sim/run/record";
import type { PerformingLab } from "@/content/lab";
import type { Lesson } from "@/content/schema";

export interface LessonLab {
  readonly lesson: Lesson;
  readonly lab: PerformingLab;
  /** False until the page is alive in a browser that can run guests, and the kept progress has been read. */
  readonly ready: boolean;
  /** The record of the lab, renewed when something happens that a check or a measure could see. */
  readonly run: LabRun;
  /** What the lab is being made to do at the moment, in words. */
  readonly busy: string | undefined;
  /** Does it, one thing at a time; errors are the caller's. Never starts while something else is under way. */
  work<T>(what: string, task: (lab: PerformingLab) => Promise<T>): Promise<T>;
  /** A lab in which nothing has been attempted yet. What ran in the one before is thrown away. */
  renew(): PerformingLab;
}

export const LessonContext = createContext<LessonLab | undefined>(undefined);

/** The lesson that the component is part of. */
export function useLesson(): LessonLab {
  const lesson = useContext(LessonContext);
  if (lesson === undefined) throw new Error("This component belongs inside a lesson.");
  return lesson;
}

/** The entry of a list of the lesson with that id; a wrong id is a mistake in the lesson's text. */
export function entry<T extends { readonly id: string }>(entries: readonly T[], id: string): T {
  const found = entries.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`The lesson's front matter has no ${id}.`);
  return found;
}

/** An error in words, with what to do where the lab says so. */
export function inWords(cause: unknown): string {
  if (typeof cause === "object" && cause !== null && "what" in cause && "whatToDo" in cause)
    return `${String(cause.what)} ${String(cause.whatToDo)}`;
  return cause instanceof Error ? cause.message : String(cause);
}

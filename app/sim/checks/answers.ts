/** What scripts have answered under a name, shared by checks and measures. */
import type { LabRun, ProbeAnswer } from "../run/record";

/** The answer that was kept under that name, or undefined. */
export const answerIn = ({ answers }: LabRun, name: string): ProbeAnswer | undefined =>
  answers !== undefined && Object.hasOwn(answers, name) ? answers[name] : undefined;

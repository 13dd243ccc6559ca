/** The number of a lesson. A few numbers of the curriculum have two lessons, each a part with a lab of its own. */
import type { Lesson } from "./schema";

type Numbered = Pick<Lesson, "number" | "part">;

/** "5", or "5.2" for its second part. */
export const shortNumber = ({ number, part }: Numbered): string =>
  part === undefined ? `${number}` : `${number}.${part}`;

/** "Lesson 5", or "Lesson 5, part 2". */
export const lessonName = ({ number, part }: Numbered): string =>
  part === undefined ? `Lesson ${number}` : `Lesson ${number}, part ${part}`;

/** The order of the curriculum, for sorting. */
export const byNumber = (a: Numbered, b: Numbered): number =>
  a.number - b.number || (a.part ?? 0) - (b.part ?? 0);

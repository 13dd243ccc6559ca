/**
 * Lessons from their files, for tests, the command line and tools: the front matter, parsed. The page imports the same
 * files as MDX and holds their front matter against the same schema.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { byNumber } from "./number";
import { type Exercise, type Lesson, lessonSchema } from "./schema";

const folder = fileURLToPath(new URL("./lessons/", import.meta.url));

/** The slugs of the files that are there. */
export const lessonFiles = (): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".mdx"))
    .map((file) => file.slice(0, -".mdx".length))
    .sort();

/** The text of a lesson: front matter and body apart. */
export function readLessonFile(slug: string): { readonly frontMatter: unknown; readonly body: string } {
  const text = readFileSync(`${folder}${slug}.mdx`, "utf8");
  const [, yaml, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (yaml === undefined || body === undefined)
    throw new Error(`content/lessons/${slug}.mdx has no front matter.`);
  return { frontMatter: parse(yaml), body };
}

/** One lesson, or an error that names the file and every field that is wrong. */
export function readLesson(slug: string): Lesson {
  const result = lessonSchema.safeParse(readLessonFile(slug).frontMatter);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new Error(`content/lessons/${slug}.mdx:\n${problems.join("\n")}`);
}

/** Every lesson, in the order of the curriculum. */
export const readLessons = (): readonly Lesson[] => lessonFiles().map(readLesson).sort(byNumber);

/** The lesson and exercise that `lesson-03/skip-firmware` or `booting-a-machine/skip-firmware` means. */
export function findExercise(
  reference: string,
  lessons: readonly Lesson[] = readLessons(),
): { readonly lesson: Lesson; readonly exercise: Exercise } {
  const [of, id] = reference.split("/");
  const numbered = ({ number }: Lesson) => `lesson-${String(number).padStart(2, "0")}`;
  for (const lesson of lessons)
    for (const exercise of lesson.exercises)
      if ((of === lesson.slug || of === numbered(lesson)) && exercise.id === id) return { lesson, exercise };
  const known = lessons.flatMap((lesson) => lesson.exercises.map((e) => `${numbered(lesson)}/${e.id}`));
  throw new Error(`There is no exercise "${reference}". There are: ${known.join(", ")}.`);
}

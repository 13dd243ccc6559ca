/** Lessons as the page gets them: the text as a component, the front matter parsed by the one schema. At build time only. */
import type { ComponentType } from "react";
import { byNumber } from "@/content/number";
import { type Lesson, lessonSchema } from "@/content/schema";
import { slugs } from "@/content/slugs";

interface LessonModule {
  readonly default: ComponentType;
  readonly frontmatter: unknown;
}

export async function loadLesson(
  slug: string,
): Promise<{ readonly Text: ComponentType; readonly lesson: Lesson }> {
  const { default: Text, frontmatter }: LessonModule = await import(`@/content/lessons/${slug}.mdx`);
  return { Text, lesson: lessonSchema.parse(frontmatter) };
}

/** What a list of lessons says of each. */
export interface LessonEntry {
  readonly number: number;
  readonly part?: number | undefined;
  readonly slug: string;
  readonly title: string;
  readonly idea: string;
  readonly minutes: number;
  readonly predictions: readonly string[];
  readonly exercises: readonly string[];
}

/** Every lesson, in the order of the curriculum. */
export async function lessonEntries(): Promise<readonly LessonEntry[]> {
  const lessons = await Promise.all(slugs.map(async (slug) => (await loadLesson(slug)).lesson));
  return lessons
    .map(({ number, part, slug, title, idea, minutes, predictions, exercises }) => ({
      number,
      part,
      slug,
      title,
      idea,
      minutes,
      predictions: predictions.map(({ id }) => id),
      exercises: exercises.map(({ id }) => id),
    }))
    .sort(byNumber);
}

"use client";

import Link from "next/link";
import { useEffect } from "react";
import { lessonName, shortNumber } from "@/content/number";
import styles from "./LessonList.module.css";
import type { LessonEntry } from "./lessonModules";
import { Notices } from "./Notices";
import { ProgressTools } from "./ProgressTools";
import { useLessonProgress, useProgress } from "./progress";
import { SiteBar } from "./SiteBar";

/** Every lesson that exists, with how far the reader has come in it. */
export function LessonList({ lessons }: { readonly lessons: readonly LessonEntry[] }) {
  useEffect(() => {
    void useProgress.persist.rehydrate();
  }, []);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>Lessons</h1>
        <p className={styles.lead}>
          Each lesson asks a question, has you predict the answer, runs it in the lab beside the text, and
          ends in exercises that are checked. They can be read in any order; the numbers are those of the
          curriculum.
        </p>
        <Notices missing={[]} />
        <ol className={styles.lessons}>
          {lessons.map((lesson) => (
            <li key={lesson.slug} className={styles.lesson} data-testid={`lesson-${lesson.slug}`}>
              <span className={styles.number} aria-hidden="true">
                {shortNumber(lesson)}
              </span>
              <div>
                <h2>
                  <Link href={`/lessons/${lesson.slug}/`} prefetch={false}>
                    <span className="visually-hidden">{lessonName(lesson)}: </span>
                    {lesson.title}
                  </Link>
                </h2>
                <p>{lesson.idea}</p>
                <p className={styles.small}>
                  About {lesson.minutes} minutes. <Progress lesson={lesson} />
                </p>
              </div>
            </li>
          ))}
        </ol>
        <ProgressTools />
      </main>
    </div>
  );
}

function Progress({ lesson }: { readonly lesson: LessonEntry }) {
  const { predictions, exercises } = useLessonProgress(lesson.slug);
  const measured = lesson.predictions.filter((id) => predictions[id]?.measured !== undefined).length;
  const solved = lesson.exercises.filter((id) => exercises[id]?.passedAtMs !== undefined).length;
  const begun = Object.keys(predictions).length + Object.keys(exercises).length > 0;
  return (
    <span data-testid={`progress-${lesson.slug}`}>
      {begun
        ? `${measured} of ${lesson.predictions.length} runs measured, ${solved} of ${lesson.exercises.length} exercises solved.`
        : "Not begun."}
    </span>
  );
}

"use client";

import { useLesson } from "../LessonContext";
import styles from "./prose.module.css";

/** The question that the lesson opens with. */
export function Question() {
  return <p className={styles.question}>{useLesson().lesson.question}</p>;
}

import type { Metadata } from "next";
import { LessonList } from "./LessonList";
import { lessonEntries } from "./lessonModules";

export const metadata: Metadata = {
  title: "Lessons",
  description: "Short lessons, each beside a lab that is set up for it.",
};

export default async function Page() {
  return <LessonList lessons={await lessonEntries()} />;
}

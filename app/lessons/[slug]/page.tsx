import type { Metadata } from "next";
import { slugs } from "@/content/slugs";
import { LessonPage } from "../LessonPage";
import { loadLesson } from "../lessonModules";

export const dynamicParams = false;

export const generateStaticParams = () => slugs.map((slug) => ({ slug }));

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lesson } = await loadLesson((await params).slug);
  return { title: lesson.title, description: lesson.idea };
}

export default async function Page({ params }: Props) {
  const { Text, lesson } = await loadLesson((await params).slug);
  return (
    <LessonPage lesson={lesson}>
      <Text />
    </LessonPage>
  );
}

/** What the text of a lesson can use besides Markdown. docs/lessons.md says how. */
import type { MDXComponents } from "mdx/types";
import { Answer } from "@/app/lessons/components/Answer";
import { BootBars } from "@/app/lessons/components/BootBars";
import { Exercise } from "@/app/lessons/components/Exercise";
import { Constant, Given, Here, ImageBytes, Published } from "@/app/lessons/components/figures";
import { Measured } from "@/app/lessons/components/Measured";
import { NamespaceBars } from "@/app/lessons/components/NamespaceBars";
import { Note } from "@/app/lessons/components/Note";
import { Paragraph } from "@/app/lessons/components/Paragraph";
import { Predict } from "@/app/lessons/components/Predict";
import { ProseTable } from "@/app/lessons/components/ProseTable";
import { Question } from "@/app/lessons/components/Question";
import { Run } from "@/app/lessons/components/Run";
import { TextLink } from "@/app/lessons/components/TextLink";
import { TimeBars } from "@/app/lessons/components/TimeBars";
import { WalkFigure } from "@/app/lessons/components/WalkFigure";
import { Why } from "@/app/lessons/components/Why";

export const lessonComponents = {
  Answer,
  BootBars,
  Constant,
  Exercise,
  Given,
  Here,
  ImageBytes,
  Measured,
  NamespaceBars,
  Note,
  Predict,
  Published,
  Question,
  Run,
  TimeBars,
  WalkFigure,
  Why,
};

export function useMDXComponents(): MDXComponents {
  return { ...lessonComponents, a: TextLink, p: Paragraph, table: ProseTable };
}

"use client";

import { useEffect, useId, useRef, useState } from "react";
import type { Verdict } from "@/app/sim/checks/verdict";
import type { LabRun } from "@/app/sim/run/record";
import { Button } from "@/app/ui/Button";
import { checkLab, checkRecord, hintText, performAndCheck } from "@/content/exercises";
import type { PerformingLab } from "@/content/lab";
import { setupNameOf } from "@/content/scenario";
import type { Exercise as ExerciseData } from "@/content/schema";
import { entry, inWords, useLesson } from "../LessonContext";
import { useLessonProgress, useProgress } from "../progress";
import { ConfirmButton } from "./ConfirmButton";
import styles from "./Exercise.module.css";

/**
 * A goal about the state of the lab. Its marks follow the lab while the record is all they need; where guests must be
 * asked, they stand as of the last check. What was shown does not count as solved. A hint is shown when asked for, one at a time, for the state that was reached.
 */
export function Exercise({ id }: { readonly id: string }) {
  const { lesson, lab, ready, run, busy, work, renew } = useLesson();
  const exercise = entry(lesson.exercises, id);
  const kept = useLessonProgress(lesson.slug).exercises[id];
  const [trouble, setTrouble] = useState<string>();
  const [shown, setShown] = useState<{ readonly lab: PerformingLab; readonly verdict: Verdict }>();
  /** Consoles and counters move on without the run that is followed: what a check has seen stands until that run changes. */
  const [checked, setChecked] = useState<{ readonly run: LabRun; readonly verdict: Verdict }>();
  const title = useId();

  const demonstrated = shown?.lab === lab ? shown.verdict : undefined;
  const setup = setupNameOf(lesson, exercise);
  const isSetUp =
    setup === undefined ||
    (run.host?.scenario ??
      run.container?.setup ??
      run.path?.setup ??
      run.network?.setup ??
      run.trials?.setup) === setup;
  const isUp =
    run.boots.length > 0 ||
    [run.host, run.container, run.path, run.network, run.trials].some((part) => part !== undefined);
  const follows = isSetUp && exercise.probes.length === 0 && isUp;
  const latest = useRef(run);
  latest.current = run;
  const followed = () => (checked?.run === run ? checked.verdict : checkRecord(exercise, run));
  const verdict = follows ? followed() : (demonstrated ?? kept?.verdict);

  const attempt = async (what: string, task: () => Promise<Verdict | undefined>) => {
    setTrouble(undefined);
    try {
      const found = await work(what, task);
      if (found !== undefined) useProgress.getState().judged(lesson.slug, id, found, Date.now());
    } catch (cause) {
      setTrouble(inWords(cause));
    }
  };
  const check = async () => {
    const found = await checkLab(lab, exercise);
    setChecked({ run: latest.current, verdict: found });
    if (demonstrated === undefined) return found;
    setShown({ lab, verdict: found });
    return undefined;
  };
  const showMe = async () => {
    const fresh = renew();
    const found = await performAndCheck(fresh, exercise, "solution");
    setChecked({ run: latest.current, verdict: found });
    setShown({ lab: fresh, verdict: found });
    return undefined;
  };
  const startOver = async () => {
    const fresh = renew();
    await fresh.perform(exercise.start);
    return undefined;
  };

  return (
    <section className={styles.exercise} aria-labelledby={title} data-testid={`exercise-${id}`}>
      <h3 id={title} className={styles.title}>
        {exercise.title}
        {kept?.passedAtMs !== undefined && <Passed atMs={kept.passedAtMs} />}
      </h3>
      <p>{exercise.goal}</p>
      <Marks exercise={exercise} verdict={verdict} />
      <div className={styles.buttons}>
        <Button
          kind="primary"
          off={!ready || !isSetUp || busy !== undefined}
          onClick={() => attempt("Checking", check)}
          data-testid={`check-${id}`}
        >
          Check
        </Button>
        <ConfirmButton
          label={isSetUp ? "Start over" : "Set up"}
          confirm={isSetUp ? "Start over" : "Set up"}
          off={!ready || busy !== undefined}
          onConfirm={() => void attempt("Starting over", startOver)}
          testId={`restart-${id}`}
        >
          <p>
            The lab beside the lesson is set up afresh. What runs in it, its record and your saved states are
            thrown away.
          </p>
        </ConfirmButton>
        <ConfirmButton
          label="Show me"
          confirm="Show me the solution"
          off={!ready || busy !== undefined}
          onConfirm={() => void attempt("Performing the solution", showMe)}
          testId={`show-${id}`}
        >
          <p>
            One solution is performed in a fresh lab, where you can watch it. What runs now and its record are
            thrown away.
          </p>
        </ConfirmButton>
      </div>
      <Outcome
        exercise={exercise}
        verdict={verdict}
        words={
          busy !== undefined
            ? `${busy} …`
            : trouble !== undefined
              ? `It did not work: ${trouble}`
              : demonstrated !== undefined
                ? "One solution, performed for you. To solve it, start over and reach the goal by hand."
                : !isSetUp && kept === undefined
                  ? "The lab shows something else. Set it up for this exercise."
                  : outcomeWords(verdict, follows, kept?.passedAtMs !== undefined)
        }
      />
    </section>
  );
}

function Passed({ atMs }: { readonly atMs: number }) {
  const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(atMs);
  return (
    <span className={styles.passed} data-testid="passed">
      ✓ solved {date}
    </span>
  );
}

interface MarksProps {
  readonly exercise: ExerciseData;
  readonly verdict: Verdict | undefined;
}

function Marks({ exercise, verdict }: MarksProps) {
  return (
    <ul className={styles.marks} aria-label="What has to be reached">
      {Object.entries(exercise.marks).map(([mark, text]) => {
        const passed = verdict?.marks.find(({ id }) => id === mark)?.passed === true;
        return (
          <li key={mark} data-testid={`mark-${exercise.id}-${mark}`} data-passed={passed}>
            <span className={styles.sign} aria-hidden="true">
              {passed ? "✓" : "○"}
            </span>
            <span>
              {text} <span className={styles.state}>{passed ? "Reached." : "Not yet."}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function outcomeWords(verdict: Verdict | undefined, follows: boolean, solved: boolean): string {
  if (verdict === undefined) return "Not checked yet.";
  if (verdict.passed)
    return solved ? "Solved: the state is the one that was asked for." : "Everything is there. Check it.";
  const reached = `${verdict.marks.filter(({ passed }) => passed).length} of ${verdict.marks.length}`;
  return follows ? `${reached} reached.` : `At your last check: ${reached} reached.`;
}

interface OutcomeProps extends MarksProps {
  readonly words: string;
}

function Outcome({ exercise, verdict, words }: OutcomeProps) {
  const text = verdict?.hint === undefined ? undefined : hintText(exercise, verdict.hint);
  const [shown, show] = useState<string>();
  // A hint belongs to a state: when the state calls for another one, that one has to be asked for.
  useEffect(() => {
    if (text !== shown) show(undefined);
  }, [text, shown]);
  return (
    <div className={styles.outcome}>
      <p role="status" data-testid={`outcome-${exercise.id}`} data-passed={verdict?.passed}>
        {words}
      </p>
      {text !== undefined && shown === undefined && (
        <Button onClick={() => show(text)} data-testid={`hint-${exercise.id}`}>
          Give me a hint
        </Button>
      )}
      {shown !== undefined && shown === text && (
        <p role="status" className={styles.hint} data-testid={`hint-text-${exercise.id}`}>
          {shown}
        </p>
      )}
    </div>
  );
}

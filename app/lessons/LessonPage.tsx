"use client";

import Link from "next/link";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { ContainerBench } from "@/app/labs/containers/ContainerBench";
import { HostBench } from "@/app/labs/host/HostBench";
import { NetworkBench } from "@/app/labs/network/NetworkBench";
import { PathBench } from "@/app/labs/path/PathBench";
import { TrialBench } from "@/app/labs/trial/TrialBench";
import { Workbench } from "@/app/labs/workbench/Workbench";
import type { PathLabState } from "@/app/sim/vmm/path-lab";
import { lessonName } from "@/content/number";
import { PathLessonLab } from "@/content/path-lab";
import type {
  ContainerLessonScenario,
  ExperimentLessonScenario,
  HostLessonScenario,
  NetworkLessonScenario,
  PathLessonScenario,
} from "@/content/scenario-schema";
import type { Lesson } from "@/content/schema";
import { LessonContext, type LessonLab } from "./LessonContext";
import styles from "./LessonPage.module.css";
import { Notices } from "./Notices";
import { ProgressTools } from "./ProgressTools";
import { SiteBar } from "./SiteBar";
import { useColumnLab } from "./useColumnLab";
import { useContainerLessonLab } from "./useContainerLessonLab";
import { useExperimentLessonLab } from "./useExperimentLessonLab";
import { useHostLessonLab } from "./useHostLessonLab";
import { useModelLessonLab } from "./useModelLessonLab";
import { useNetworkLessonLab } from "./useNetworkLessonLab";

interface Props {
  readonly lesson: Lesson;
  /** The text, rendered from MDX. */
  readonly children: ReactNode;
}

/** A lesson with its lab beside it: columns with a guest each, one host, or a machine with the simulated kernel. */
export function LessonPage({ lesson, children }: Props) {
  const { scenario } = lesson;
  if ("setups" in scenario)
    return (
      <HostLesson lesson={lesson} scenario={scenario}>
        {children}
      </HostLesson>
    );
  if ("machines" in scenario)
    return (
      <ContainerLesson lesson={lesson} scenario={scenario}>
        {children}
      </ContainerLesson>
    );
  if ("paths" in scenario)
    return (
      <PathLesson lesson={lesson} scenario={scenario}>
        {children}
      </PathLesson>
    );
  if ("networks" in scenario)
    return (
      <NetworkLesson lesson={lesson} scenario={scenario}>
        {children}
      </NetworkLesson>
    );
  if ("experiments" in scenario)
    return (
      <ExperimentLesson lesson={lesson} scenario={scenario}>
        {children}
      </ExperimentLesson>
    );
  return <ColumnLesson lesson={lesson}>{children}</ColumnLesson>;
}

function ColumnLesson({ lesson, children }: Props) {
  const { missing, columns, ...shared } = useColumnLab(lesson);
  return (
    <Beside shared={shared} missing={missing} lab={<Workbench lab={columns} embedded />}>
      {children}
    </Beside>
  );
}

function HostLesson({ lesson, scenario, children }: Props & { readonly scenario: HostLessonScenario }) {
  const { missing, host, ...shared } = useHostLessonLab(lesson, scenario);
  useRunInTheConsole(shared);
  return (
    <Beside shared={shared} missing={missing} lab={<HostBench lab={host} />}>
      {children}
    </Beside>
  );
}

/** A worker, or a model in the page: every browser has that, so nothing can be missing. */
const NOTHING_MISSING: readonly string[] = [];

function ContainerLesson({
  lesson,
  scenario,
  children,
}: Props & { readonly scenario: ContainerLessonScenario }) {
  const { machine, ...shared } = useContainerLessonLab(lesson, scenario);
  useRunInTheConsole(shared);
  return (
    <Beside
      shared={shared}
      missing={NOTHING_MISSING}
      lab={
        <ContainerBench lab={machine}>
          <MachineName name={shared.run.container?.setup} />
        </ContainerBench>
      }
    >
      {children}
    </Beside>
  );
}

function PathLesson({ lesson, scenario, children }: Props & { readonly scenario: PathLessonScenario }) {
  const { model, state, ...shared } = useModelLessonLab<PathLabState, PathLessonLab>(
    lesson,
    () => new PathLessonLab(scenario),
  );
  useRunInTheConsole(shared);
  return (
    <Beside
      shared={shared}
      missing={NOTHING_MISSING}
      lab={<PathBench state={state} onOrder={(order) => model.order(order)} />}
    >
      {children}
    </Beside>
  );
}

function NetworkLesson({ lesson, scenario, children }: Props & { readonly scenario: NetworkLessonScenario }) {
  const { missing, network, ...shared } = useNetworkLessonLab(lesson, scenario);
  useRunInTheConsole(shared);
  const build = useCallback(() => {
    const { setup } = network.state();
    if (setup !== undefined)
      // A network that cannot be built is in the lab's state, with the reason.
      network.load(setup).then(
        () => network.play("interactive"),
        () => {},
      );
  }, [network]);
  return (
    <Beside shared={shared} missing={missing} lab={<NetworkBench lab={network} onBuild={build} embedded />}>
      {children}
    </Beside>
  );
}

function ExperimentLesson({
  lesson,
  scenario,
  children,
}: Props & { readonly scenario: ExperimentLessonScenario }) {
  const { model, state, ...shared } = useExperimentLessonLab(lesson, scenario);
  useRunInTheConsole(shared);
  return (
    <Beside
      shared={shared}
      missing={NOTHING_MISSING}
      lab={
        <TrialBench
          state={state}
          busy={shared.busy !== undefined}
          onChoose={(change) => model.choose(change)}
          onTry={() => model.try()}
          onAdvise={(run) => model.advise(run)}
        />
      }
    >
      {children}
    </Beside>
  );
}

/** Which of the lesson's machines is on. */
function MachineName({ name }: { readonly name: string | undefined }) {
  return name === undefined ? null : <p data-testid="machine-name">{name}</p>;
}

/** The record, for tests, scripts and the console. */
function useRunInTheConsole({ run }: LessonLab): void {
  useEffect(() => {
    const handle = { record: () => run };
    window.triptych = handle;
    return () => {
      if (window.triptych === handle) delete window.triptych;
    };
  }, [run]);
}

interface BesideProps {
  readonly shared: LessonLab;
  readonly missing: readonly string[];
  readonly lab: ReactNode;
  readonly children: ReactNode;
}

/** Text and lab: side by side where there is room, the lab below the text's head where there is not. */
function Beside({ shared, missing, lab, children }: BesideProps) {
  const { lesson } = shared;
  return (
    <LessonContext value={shared}>
      <div className={styles.page}>
        <SiteBar />
        <main className={styles.main}>
          <article className={styles.text}>
            <header>
              <p className={styles.kicker}>
                {lessonName(lesson)}, about {lesson.minutes} minutes
              </p>
              <h1 className={styles.title}>{lesson.title}</h1>
              <p className={styles.idea}>{lesson.idea}</p>
            </header>
            <Notices missing={missing} />
            <div className={styles.prose}>{children}</div>
            <Sources lesson={lesson} />
            <ProgressTools lesson={lesson.slug} />
          </article>
          <LabBeside>{lab}</LabBeside>
        </main>
        <footer className={styles.footer}>
          <p>
            Text: CC BY 4.0. Code: MIT. <Link href="/lessons/">All lessons</Link>
          </p>
        </footer>
      </div>
    </LessonContext>
  );
}

/** Open beside the text; on a phone, where it covers the text, opened when it is wanted. */
function LabBeside({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState(true);
  useEffect(() => {
    if (matchMedia("(max-width: 63.99em)").matches) setOpen(false);
  }, []);
  return (
    <details
      className={styles.lab}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-testid="lesson-lab"
    >
      <summary>
        <h2 className={styles.heading}>The lab of this lesson</h2>
      </summary>
      {children}
    </details>
  );
}

function Sources({ lesson }: { readonly lesson: Lesson }) {
  if (lesson.sources.length === 0) return null;
  return (
    <section className={styles.sources} aria-labelledby="sources">
      <h2 id="sources" className={styles.heading}>
        Sources
      </h2>
      <ul>
        {lesson.sources.map(({ text, url }) => (
          <li key={text}>
            {text} {url !== undefined && <a href={url}>{new URL(url).hostname + new URL(url).pathname}</a>}
          </li>
        ))}
      </ul>
    </section>
  );
}

"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { HostLabApi } from "@/app/guest/host/api";
import { SiteBar } from "@/app/lessons/SiteBar";
import { readScenario } from "@/app/sim/scenario/parse";
import styles from "@/app/ui/Page.module.css";
import { Missing } from "../workbench/Missing";
import { missingRequirements } from "../workbench/requirements";
import { HostBench } from "./HostBench";
import { type Asked, type Chosen, linkTo, readAddress } from "./scenario/link";
import { ScenarioChooser } from "./scenario/ScenarioChooser";
import { useHostLab } from "./useHostLab";

interface Opening {
  readonly missing: readonly string[];
  readonly asked: Asked;
}

/** One host: the machine below real guests and containers, seen while it works. */
export function HostPage() {
  // Both the browser and the address are known after mounting only: the page itself is a static file.
  const [opening, setOpening] = useState<Opening>();
  useEffect(() => {
    setOpening({ missing: missingRequirements(window), asked: readAddress(location.search, location.hash) });
  }, []);
  const canRun = opening?.missing.length === 0;
  const lab = useHostLab(canRun);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>One host</h1>
        <p className={styles.lead}>
          The modelled machine below real guests and containers. Every nanosecond of its cores and every page
          of its memory is accounted for: here one sees where they go, while they go.
        </p>
        {opening?.asked.notice !== undefined && (
          <p role="alert" className={styles.notice} data-testid="url-notice">
            {opening.asked.notice}
          </p>
        )}
        {canRun && <Host lab={lab} asked={opening.asked} />}
        {opening !== undefined && !canRun && <Missing what={opening.missing} />}
      </main>
    </div>
  );
}

function Host({ lab, asked }: { readonly lab: HostLabApi; readonly asked: Asked }) {
  const [chosen, setChosen] = useState<Chosen>(asked);
  const setUp = useCallback(
    (next: Chosen) => {
      setChosen(next);
      // A scenario that cannot be set up is in the lab's state, with the reason.
      lab.load(next.scenario).catch(() => {});
    },
    [lab],
  );
  const opened = useRef<HostLabApi>(undefined);
  useEffect(() => {
    if (opened.current === lab) return;
    opened.current = lab;
    setUp(asked);
  }, [lab, setUp, asked]);
  const choose = (next: Chosen) => {
    history.replaceState(null, "", linkTo(next) ?? location.pathname);
    setUp(next);
  };
  const imported = (text: string) => {
    const scenario = scenarioIn(text);
    if (scenario !== undefined) setChosen(scenario);
  };
  return (
    <HostBench lab={lab} onImported={imported}>
      <ScenarioChooser chosen={chosen} onChoose={choose} />
    </HostBench>
  );
}

/** The scenario of an exported run that has been taken over, and so is known to be valid. */
function scenarioIn(text: string): Chosen | undefined {
  const { scenario } = JSON.parse(text) as { readonly scenario?: unknown };
  const read = readScenario(scenario);
  return read.ok ? { id: undefined, scenario: read.value } : undefined;
}

"use client";

import { useEffect, useState } from "react";
import { SiteBar } from "@/app/lessons/SiteBar";
import styles from "@/app/ui/Page.module.css";
import { Missing } from "./Missing";
import { missingRequirements } from "./requirements";
import { workbenchScenario } from "./scenario";
import { readUrlRequest, type UrlRequest } from "./urlParameters";
import { useLab } from "./useLab";
import { Workbench } from "./Workbench";

interface Opening {
  readonly missing: readonly string[];
  readonly request: UrlRequest;
}

/** The workbench on a page of its own, set up as the address asks. */
export function WorkbenchPage() {
  // Both the browser and the address are known after mounting only: the page itself is a static file.
  const [opening, setOpening] = useState<Opening>();
  useEffect(() => {
    setOpening({
      missing: missingRequirements(window),
      request: readUrlRequest(location.search, workbenchScenario),
    });
  }, []);
  const canRun = opening?.missing.length === 0;
  const lab = useLab(canRun ? opening.request.scenario : undefined, workbenchScenario);
  const autoboot = opening?.request.autoboot;
  const isResting = lab.scenario !== opening?.request.scenario;
  useEffect(() => {
    if (isResting) return;
    // A boot that fails says so in its own column.
    for (const id of autoboot ?? []) lab.boot(id).catch(() => {});
  }, [lab, isResting, autoboot]);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>Workbench</h1>
        <p className={styles.lead}>
          The same work in a virtual machine, in a container and under paravirtualization: real Linux guests
          in this tab, one clock, and every exit counted.
        </p>
        {opening?.request.notices.map((notice) => (
          <p key={notice} role="alert" className={styles.notice} data-testid="url-notice">
            {notice}
          </p>
        ))}
        {opening !== undefined && !canRun ? (
          <Missing what={opening.missing} />
        ) : (
          <Workbench lab={lab} host={opening?.request.host} />
        )}
      </main>
    </div>
  );
}

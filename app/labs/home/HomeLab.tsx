"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { PAGES } from "@/app/lessons/pages";
import { SettingsDialog } from "@/app/ui/settings/SettingsDialog";
import { siteUrl } from "@/app/ui/site";
import { missingRequirements } from "../workbench/requirements";
import { readUrlRequest, type UrlRequest } from "../workbench/urlParameters";
import { useLab } from "../workbench/useLab";
import { Workbench } from "../workbench/Workbench";
import styles from "./HomeLab.module.css";
import { homeScenario } from "./scenario";

interface Opening {
  readonly missing: readonly string[];
  readonly request: UrlRequest;
}

/** The first screen: what this is, and the workbench. */
export function HomeLab() {
  // Both the browser and the address are known after mounting only: the page itself is a static file.
  const [opening, setOpening] = useState<Opening>();
  useEffect(() => {
    setOpening({
      missing: missingRequirements(window),
      request: readUrlRequest(location.search, homeScenario),
    });
  }, []);
  const canRun = opening?.missing.length === 0;
  const lab = useLab(canRun ? opening.request.scenario : undefined, homeScenario);
  const autoboot = opening?.request.autoboot;
  const isResting = lab.scenario !== opening?.request.scenario;
  useEffect(() => {
    if (isResting) return;
    // A boot that fails says so in its own column.
    for (const id of autoboot ?? []) lab.boot(id).catch(() => {});
  }, [lab, isResting, autoboot]);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div>
          <h1 className={styles.title}>Triptych</h1>
          <p className={styles.lead}>
            The same work in a virtual machine, in a container and under paravirtualization: real Linux guests
            in this tab, one clock, and every exit counted.
          </p>
        </div>
        <nav className={styles.nav} aria-label="Site">
          {PAGES.map(({ href, name }) => (
            <Link key={href} href={href} prefetch={false}>
              {name}
            </Link>
          ))}
          <SettingsDialog />
        </nav>
      </header>
      <main>
        {opening?.request.notices.map((notice) => (
          <p key={notice} role="alert" className={styles.notice} data-testid="url-notice">
            {notice}
          </p>
        ))}
        {opening !== undefined && !canRun ? <Missing what={opening.missing} /> : <Workbench lab={lab} />}
      </main>
      <footer className={styles.footer}>
        <p>
          Code: MIT. Lessons: CC BY 4.0. Guest images: GPL and others, see{" "}
          <a href={siteUrl("/images/README.md")}>their sources and licences</a>.
        </p>
        <p>
          Linux, Docker, Xen, KVM and other names belong to their owners. This project is not affiliated with
          any of them.
        </p>
      </footer>
    </div>
  );
}

function Missing({ what }: { readonly what: readonly string[] }) {
  return (
    <div role="alert" className={styles.missing} data-testid="missing">
      <h2>This browser cannot run the guests</h2>
      <p>The lab runs real machines inside the page. For that it needs, and does not find:</p>
      <ul>
        {what.map((requirement) => (
          <li key={requirement}>{requirement}</li>
        ))}
      </ul>
      <p>
        A current Firefox, Chrome, Edge or Safari has them all. The{" "}
        <Link href="/lessons/" prefetch={false}>
          lessons
        </Link>{" "}
        can be read in any browser.
      </p>
    </div>
  );
}

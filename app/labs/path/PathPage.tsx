"use client";

import { useCallback, useEffect, useState } from "react";
import { SiteBar } from "@/app/lessons/SiteBar";
import styles from "@/app/ui/Page.module.css";
import { type Asked, linkTo, readAddress } from "./address";
import type { Choice } from "./choice";
import { HandingOut } from "./HandingOut";
import { HeldAgainst } from "./HeldAgainst";
import { PathView } from "./PathView";

/** The path of an I/O: from the program that asks to the device and back, through whatever lies between. */
export function PathPage() {
  // The address is known after mounting only: the page itself is a static file.
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => setAsked(readAddress(location.search)), []);
  const keep = useCallback((choice: Choice) => history.replaceState(null, "", linkTo(choice)), []);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>The path of an I/O</h1>
        <p className={styles.lead}>
          A program asks its kernel for a few bytes. What happens until it has them, in order: who works, with
          which privilege, which walls are crossed, and what each step costs. The whole page is a model; every
          number says from which measurements it is made.
        </p>
        {asked?.notices.map((notice) => (
          <p key={notice} role="alert" className={styles.notice} data-testid="url-notice">
            {notice}
          </p>
        ))}
        {asked !== undefined && <PathView initial={asked.choice} onChoice={keep} />}
        <HandingOut />
        <HeldAgainst />
      </main>
    </div>
  );
}

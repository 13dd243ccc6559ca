"use client";

import { useEffect, useState } from "react";
import { SiteBar } from "@/app/lessons/SiteBar";
import styles from "@/app/ui/Page.module.css";
import { type Address, readAddress } from "./address";
import { ExperimentsView } from "./ExperimentsView";

/** The three experiments: startup, overhead and density. */
export function ExperimentsPage() {
  // The address is known after mounting only: the page itself is a static file.
  const [address, setAddress] = useState<Address>();
  useEffect(() => setAddress(readAddress(location.search)), []);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>Experiments</h1>
        <p className={styles.lead}>
          Three comparisons: how fast something starts, what it costs while it runs, how many of it fit. Real
          guests and a simulated kernel were measured, a model goes on from there, published figures stand
          beside them; every number says which of the three it is.
        </p>
        {address?.notices.map((notice) => (
          <p key={notice} role="alert" className={styles.notice} data-testid="url-notice">
            {notice}
          </p>
        ))}
        {address !== undefined && <ExperimentsView address={address} />}
      </main>
    </div>
  );
}

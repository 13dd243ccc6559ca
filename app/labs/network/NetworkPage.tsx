"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { NetworkLabApi } from "@/app/guest/net/api";
import { createBrowserNetworkLab } from "@/app/guest/net/browser";
import { DEFAULT_NETWORK } from "@/app/guest/net/default-setup";
import { SiteBar } from "@/app/lessons/SiteBar";
import styles from "@/app/ui/Page.module.css";
import { usePageLab } from "../paced/usePageLab";
import { type HardwareByGuest, type HardwareChoice, HardwareContext, withHardware } from "./hardware";
import { NetworkBench } from "./NetworkBench";
import { restingNetworkLab } from "./restingNetworkLab";

/** Real guests and a container on one switch. */
export function NetworkPage() {
  const lab = usePageLab<NetworkLabApi>(createBrowserNetworkLab, restingNetworkLab, true);
  const [asked, setAsked] = useState<HardwareByGuest>({});
  const hardware: HardwareChoice = useMemo(
    () => ({ asked, ask: (machine, devices) => setAsked({ ...asked, [machine]: devices }) }),
    [asked],
  );
  // A network that cannot be built is in the lab's state, with the reason.
  const build = useCallback(() => {
    lab
      .load(withHardware(DEFAULT_NETWORK, asked))
      .then(() => lab.play("interactive"))
      .catch(() => {});
  }, [lab, asked]);
  const built = useRef<NetworkLabApi>(undefined);
  useEffect(() => {
    if (built.current === lab) return;
    built.current = lab;
    build();
  }, [lab, build]);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>Network</h1>
        <p className={styles.lead}>
          A virtual machine with the network card of a PC, the same Linux with a card made for its hypervisor,
          and a machine that runs a container behind a bridge: all on one switch, under one virtual clock. Let
          them talk, look at every frame, and compare what it costs each of them.
        </p>
        <HardwareContext value={hardware}>
          <NetworkBench lab={lab} onBuild={build} />
        </HardwareContext>
      </main>
    </div>
  );
}

"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ContainerLabApi } from "@/app/container/lab/api";
import { SiteBar } from "@/app/lessons/SiteBar";
import styles from "@/app/ui/Page.module.css";
import { ContainerBench } from "./ContainerBench";
import { type Asked, linkTo, readAddress } from "./setup/address";
import { SetupChooser } from "./setup/SetupChooser";
import type { BuiltInSetup } from "./setups";
import { useContainerLab } from "./useContainerLab";

/** The container track: a simulated kernel with its userland and a runtime. */
export function ContainerPage() {
  // The address is known after mounting only: the page itself is a static file.
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => setAsked(readAddress(location.search)), []);
  const lab = useContainerLab(asked !== undefined);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>Containers</h1>
        <p className={styles.lead}>
          A Linux kernel with processes, namespaces, cgroups and an overlay file system, simulated in this
          page and held against the real one, script by script. Work in the terminal; below it one sees what
          each command does to the kernel.
        </p>
        {asked?.notice !== undefined && (
          <p role="alert" className={styles.notice} data-testid="url-notice">
            {asked.notice}
          </p>
        )}
        {asked !== undefined && <Machine lab={lab} asked={asked.chosen} />}
      </main>
    </div>
  );
}

function Machine({ lab, asked }: { readonly lab: ContainerLabApi; readonly asked: BuiltInSetup }) {
  const [chosen, setChosen] = useState(asked);
  const setUp = useCallback(
    (next: BuiltInSetup) => {
      setChosen(next);
      // A machine that cannot be switched on is in the lab's state, with the reason.
      lab
        .load(next.setup)
        .then(() => lab.play("interactive"))
        .catch(() => {});
    },
    [lab],
  );
  const opened = useRef<ContainerLabApi>(undefined);
  useEffect(() => {
    if (opened.current === lab) return;
    opened.current = lab;
    setUp(asked);
  }, [lab, setUp, asked]);
  const choose = (next: BuiltInSetup) => {
    history.replaceState(null, "", linkTo(next));
    setUp(next);
  };
  return (
    <ContainerBench lab={lab}>
      <SetupChooser chosen={chosen} onChoose={choose} />
    </ContainerBench>
  );
}

"use client";

import { type ReactNode, useEffect, useMemo } from "react";
import type { ContainerLabApi } from "@/app/container/lab/api";
import styles from "./ContainerBench.module.css";
import { Cgroups } from "./cgroups/Cgroups";
import { ChoiceContext, createChoice } from "./choice";
import { ContainerClock } from "./clock/ContainerClock";
import { ContainerContext, createContainerStore } from "./containerStore";
import { Engine } from "./engine/Engine";
import { Examples } from "./examples/Examples";
import { Layers } from "./layers/Layers";
import { Mounts } from "./mounts/Mounts";
import { Namespaces } from "./namespaces/Namespaces";
import { Processes } from "./processes/Processes";
import { Starts } from "./starts/Starts";
import { ContainerTerminals } from "./terminal/ContainerTerminals";

interface Props {
  readonly lab: ContainerLabApi;
  /** What stands above the clock. */
  readonly children?: ReactNode;
}

/** A simulated kernel to work in and to look into: terminals, processes from both sides, namespaces, cgroups, starts. */
export function ContainerBench({ lab, children }: Props) {
  const store = useMemo(() => createContainerStore(lab), [lab]);
  const choice = useMemo(createChoice, []);
  useEffect(() => store.follow(), [store]);
  useEffect(() => {
    window.triptychContainers = lab;
    return () => {
      if (window.triptychContainers === lab) delete window.triptychContainers;
    };
  }, [lab]);
  return (
    <ContainerContext value={store}>
      <ChoiceContext value={choice}>
        <section className={styles.bench} aria-label="Container lab" data-track="container">
          {children}
          <ContainerClock />
          <ContainerTerminals />
          <Examples />
          <Processes />
          <Engine />
          <Starts />
          <Namespaces />
          <Cgroups />
          <Layers />
          <Mounts />
        </section>
      </ChoiceContext>
    </ContainerContext>
  );
}

"use client";

import { useEffect, useMemo } from "react";
import type { NetworkLabApi } from "@/app/guest/net/api";
import { Capture } from "./Capture";
import { Commands } from "./commands/Commands";
import { Exits } from "./Exits";
import { Frames } from "./Frames";
import styles from "./NetworkBench.module.css";
import { NetworkClock } from "./NetworkClock";
import { createNetworkStore, NetworkContext, useNetwork } from "./networkStore";
import { PortTable } from "./PortTable";
import { RoundTrips } from "./round-trips/RoundTrips";
import { SwitchPicture } from "./switch/SwitchPicture";
import { NetworkTerminals } from "./terminal/NetworkTerminals";
import { Together } from "./together/Together";

interface Props {
  readonly lab: NetworkLabApi;
  /** Builds the network anew. */
  readonly onBuild: () => void;
  /** Beside a lesson, whose text says what to do: without the lines and measurements of the page's own network. */
  readonly embedded?: boolean;
}

/** A network to work in and to look into: terminals, the switch, frames, exits. */
export function NetworkBench({ lab, onBuild, embedded = false }: Props) {
  const store = useMemo(() => createNetworkStore(lab), [lab]);
  useEffect(() => store.follow(), [store]);
  useEffect(() => {
    window.triptychNetwork = lab;
    return () => {
      if (window.triptychNetwork === lab) delete window.triptychNetwork;
    };
  }, [lab]);
  return (
    <NetworkContext value={store}>
      <section className={styles.bench} aria-label="Network lab">
        <NetworkClock onBuild={onBuild} />
        {embedded && <SetupName />}
        <SwitchPicture />
        {!embedded && <Commands />}
        <Together />
        <NetworkTerminals />
        <Frames />
        <Exits />
        {!embedded && <RoundTrips />}
        <PortTable />
        <Capture />
      </section>
    </NetworkContext>
  );
}

/** Which of the lesson's networks is there. */
function SetupName() {
  const name = useNetwork(({ setup }) => setup?.name);
  return name === undefined ? null : <p data-testid="network-name">{name}</p>;
}

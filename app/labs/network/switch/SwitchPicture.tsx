import { useId } from "react";
import type { MachineView } from "@/app/guest/net/api";
import type { MachineSetup } from "@/app/guest/net/setup";
import { devicesOf } from "@/app/sim/vmm/devices";
import { FigureValue } from "@/app/ui/FigureValue";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { droppedFigure, portFigure } from "../figures";
import benchStyles from "../NetworkBench.module.css";
import { useMachines, useNetwork } from "../networkStore";
import { Cable } from "./Cable";
import { Hardware } from "./Hardware";
import { Learned } from "./Learned";
import styles from "./SwitchPicture.module.css";

/** The machines, their cables and the ports of the switch, each below the other. */
export function SwitchPicture() {
  const id = useId();
  const machines = useMachines();
  return (
    <section className={benchStyles.section} aria-labelledby={`${id}title`} data-testid="switch">
      <h2 id={`${id}title`} className={benchStyles.title}>
        Machines on a switch
      </h2>
      <div className={styles.picture}>
        {machines.map((machine, port) => (
          <article
            key={machine.id}
            className={styles.column}
            data-track={machine.kind}
            aria-label={`${machine.name}, port ${port + 1}`}
            data-testid={`machine-${machine.id}`}
          >
            <Machine machine={machine} />
            <Cable machine={machine} />
            <Port machine={machine} port={port} />
          </article>
        ))}
      </div>
      <p className={benchStyles.note}>
        Frames and bytes are counted at the switch (● measured). It learns from a frame behind which port its
        sender is; a frame for an address that it does not know goes out of every other port. What a container
        asks of others carries its host’s address here: the host translates it (NAT), and back.
      </p>
    </section>
  );
}

const cards = { ne2k: "an NE2000, emulated", "virtio-net": "virtio-net" } as const;

const cardOf = (machine: MachineSetup): string =>
  machine.kind === "container"
    ? "a card of the simulated kernel"
    : cards[devicesOf(machine.kind, machine.devices).net];

/** The name of the machine with which this one shares memory. */
const useSharer = (id: string): string | undefined =>
  useNetwork(({ setup }) => {
    if (setup?.shared?.includes(id) !== true) return undefined;
    const other = setup.shared.find((one) => one !== id);
    return setup.machines.find((one) => one.id === other)?.name;
  });

function Machine({ machine }: { readonly machine: MachineView }) {
  const { kind, name, address, mac, containers, ended } = machine;
  const neighbour = useSharer(machine.id);
  const built = useNetwork(({ setup }) => setup?.machines.find((one) => one.id === machine.id));
  return (
    <div className={styles.machine}>
      <h3 className={styles.name}>
        <TrackGlyph track={kind} /> {name}
      </h3>
      {ended !== undefined && <p role="alert">It has ended: {ended}. Build the network anew.</p>}
      {containers.map((container) => (
        <p key={container.name} className={styles.container} data-testid={`on-bridge-${container.name}`}>
          container {container.name}, {container.status}
          <code>{container.address}</code>
          <span className={styles.soft}>behind the bridge docker0, one end of a veth pair inside</span>
        </p>
      ))}
      {neighbour !== undefined && (
        <p data-testid={`shares-${machine.id}`}>
          shares memory with {neighbour},{" "}
          <span className={styles.soft}>by the PCI device 1AF4:1110, beside the switch</span>
        </p>
      )}
      {built !== undefined && built.kind !== "container" && <Hardware guest={built} />}
      <p>
        eth0: {built && cardOf(built)}
        <code>{address}</code>
        <code>{mac}</code>
      </p>
    </div>
  );
}

function Port({ machine, port }: { readonly machine: MachineView; readonly port: number }) {
  const dropped = droppedFigure(machine);
  const counts = [
    { label: "frames in", figure: portFigure(machine, "sentFrames"), key: "in" },
    { label: "bytes in", figure: portFigure(machine, "sentBytes"), key: "bytes-in" },
    { label: "frames out", figure: portFigure(machine, "receivedFrames"), key: "out" },
    { label: "bytes out", figure: portFigure(machine, "receivedBytes"), key: "bytes-out" },
    { label: "dropped", figure: dropped, key: "dropped" },
  ];
  return (
    <div className={styles.port}>
      <h4 className={styles.portName}>Port {port + 1}</h4>
      <dl className={styles.counts}>
        {counts.map(({ label, figure, key }) => (
          <div key={key} data-alarm={key === "dropped" && figure.value > 0}>
            <dt>{label}</dt>
            <dd>
              <FigureValue
                figure={figure}
                label={`${machine.name}, ${label}`}
                testId={`port-${key}-${machine.id}`}
                bare
              />
            </dd>
          </div>
        ))}
      </dl>
      <Learned port={port} name={machine.name} />
    </div>
  );
}

import type { HostRoom, MachineOnFloor } from "@/app/sim/run/path-record";
import { arrangementById } from "@/app/sim/vmm/arrangements";
import { FLOOR_NETWORKS, type Floor, type FloorNetwork, type FloorOrder } from "@/app/sim/vmm/floor";
import { floorRun } from "@/app/sim/vmm/path-lab";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { StackedBar } from "@/app/ui/StackedBar";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { hostLook, inkOf, type Look } from "../host/palette";
import styles from "./FloorView.module.css";
import { countFigure, mibFigure, roundTripFigure } from "./figures";
import { NumberField } from "./NumberField";
import { orderWords } from "./orderWords";
import view from "./PathView.module.css";

interface Props {
  readonly floor: Floor;
  readonly onOrder: (order: FloorOrder) => void;
}

/** Hosts with a card that can be handed out, and the machines on them: what each holds, and what it can be told. */
export function FloorView({ floor, onOrder }: Props) {
  const { hosts, machines, orders } = floorRun(floor);
  const last = orders.at(-1);
  return (
    <section className={view.totals} aria-labelledby="floor-title" data-testid="floor">
      <h2 id="floor-title" className={view.title}>
        {hosts.length === 1 ? "The host and its machines" : "The hosts and their machines"}
      </h2>
      {hosts.map((host) => (
        <HostPart key={host.name} host={host} />
      ))}
      <ul className={styles.machines}>
        {machines.map((machine) => (
          <MachinePart
            key={machine.name}
            machine={machine}
            others={hosts.filter(({ name }) => name !== machine.host).map(({ name }) => name)}
            refused={last?.order.machine === machine.name ? last.refused : undefined}
            onOrder={onOrder}
          />
        ))}
      </ul>
      <details className={view.facts}>
        <summary data-testid="orders">Orders so far: {orders.length}</summary>
        <ol className={styles.orders}>
          {orders.map(({ order, refused }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was ordered does not change its place
            <li key={index}>
              {orderWords(order)} {refused === undefined ? "Done." : `Refused: ${refused.why}`}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

const machineLook = (texture: Look["texture"]): Look => ({ hue: 256, chroma: 1, lift: 0, texture });

function HostPart({ host }: { readonly host: HostRoom }) {
  const dark = useIsDark();
  const { name, memoryMiB, reservedMiB, pinnedMiB, freeMiB, virtualFunctions, functionsInUse } = host;
  const parts = [
    {
      key: "kernel",
      label: "the host’s kernel",
      value: reservedMiB,
      ...inkOf({ ...hostLook, texture: "vertical" }, "light", dark),
    },
    { key: "pinned", label: "pinned", value: pinnedMiB, ...inkOf(machineLook("solid"), "mid", dark) },
    {
      key: "held",
      label: "held, and can be taken back",
      value: memoryMiB - reservedMiB - pinnedMiB - freeMiB,
      ...inkOf(machineLook("diagonal"), "light", dark),
    },
  ];
  return (
    <div className={view.bar} data-testid={`host-${name}`}>
      <h3 className={styles.name}>{name}</h3>
      <StackedBar
        segments={parts}
        whole={memoryMiB}
        label={`Memory of ${name}: ${[...parts, { label: "free", value: freeMiB }]
          .map(({ label, value }) => `${label} ${value} MiB`)
          .join(", ")}`}
      />
      <ul className={view.legend}>
        {parts.map(({ key, label, value, texture, ground, ink }) => (
          <li key={key}>
            <TextureSwatch texture={texture} ground={ground} ink={ink} /> {label}{" "}
            <FigureValue
              figure={mibFigure(value, `Memory of ${name}: ${label}. A sum over its machines that are up.`)}
              label={`${label}, ${name}`}
              bare
            />
          </li>
        ))}
        <li>
          free{" "}
          <FigureValue
            figure={mibFigure(freeMiB, `What is left of the memory of ${name}.`)}
            label={`Free memory of ${name}`}
            testId={`free-${name}`}
            bare
          />
        </li>
        <li>
          virtual functions in use{" "}
          <FigureValue
            figure={countFigure(functionsInUse, "A card that is given away as a whole has none left.")}
            label={`Virtual functions in use, ${name}`}
            testId={`functions-${name}`}
            bare
          />{" "}
          of{" "}
          <FigureValue
            figure={countFigure(virtualFunctions, "A property of the card, set by this lab.")}
            label={`Virtual functions of the card of ${name}`}
            bare
          />
        </li>
      </ul>
    </div>
  );
}

interface MachineProps extends Pick<Props, "onOrder"> {
  readonly machine: MachineOnFloor;
  /** Hosts to which it could move. */
  readonly others: readonly string[];
  readonly refused: { readonly why: string; readonly instead: string } | undefined;
}

const isNetwork = (text: string): text is FloorNetwork =>
  (FLOOR_NETWORKS as readonly string[]).includes(text);

function MachinePart({ machine, others, refused, onOrder }: MachineProps) {
  const { name, host, on, memoryMiB, needsMiB, balloonMiB, network } = machine;
  const arrangement = arrangementById(network)!;
  return (
    <li className={styles.machine} data-testid={`machine-${name}`} data-on={on} data-host={host}>
      <div className={view.row}>
        <h3 className={styles.name}>{name}</h3>
        <span className={view.small}>
          {on ? "up" : "off"}, on {host}; its programs use{" "}
          <FigureValue
            figure={mibFigure(needsMiB, "A setting of this lab.")}
            label={`What the programs of ${name} use`}
            bare
          />
        </span>
      </div>
      <div className={view.row}>
        <label htmlFor={`network-of-${name}`}>Network</label>
        <select
          id={`network-of-${name}`}
          aria-label={`Network of ${name}`}
          value={network}
          onChange={({ target }) => {
            if (isNetwork(target.value)) onOrder({ do: "connect", machine: name, network: target.value });
          }}
          data-testid={`network-${name}`}
        >
          {FLOOR_NETWORKS.map((id) => (
            <option key={id} value={id}>
              {arrangementById(id)?.name}
            </option>
          ))}
        </select>
        <span className={view.small}>
          round trip{" "}
          <FigureValue
            figure={roundTripFigure(arrangement)}
            label={`Round trip of ${name}`}
            testId={`round-trip-${name}`}
          />
        </span>
      </div>
      <div className={view.row}>
        {on ? (
          <NumberField
            key="balloon"
            label="Balloon, MiB"
            named={`Balloon of ${name}, MiB`}
            value={balloonMiB}
            fits={(mib) => mib <= memoryMiB}
            wanted={`at most ${memoryMiB}`}
            onValue={(mib) => onOrder({ do: "balloon", machine: name, mib })}
            testId={`balloon-${name}`}
          />
        ) : (
          <NumberField
            key="memory"
            label="Memory, MiB"
            named={`Memory of ${name}, MiB`}
            value={memoryMiB}
            fits={(mib) => mib > 0}
            wanted="at least 1"
            onValue={(mib) => onOrder({ do: "resize", machine: name, mib })}
            testId={`memory-${name}`}
          />
        )}
        {on && <span className={view.small}>of {memoryMiB.toLocaleString("en-GB")} MiB</span>}
        <Button
          onClick={() => onOrder({ do: "power", machine: name, on: !on })}
          aria-label={`Switch ${on ? "off" : "on"} ${name}`}
          data-testid={`power-${name}`}
        >
          {on ? "Switch off" : "Switch on"}
        </Button>
        {others.map((to) => (
          <Button
            key="migrate"
            onClick={() => onOrder({ do: "migrate", machine: name, to })}
            aria-label={`Move to ${to}: ${name}`}
            data-testid={`migrate-${name}`}
          >
            Move to {to}
          </Button>
        ))}
      </div>
      <p role="status" className={view.wrong} data-testid={`refused-${name}`}>
        {refused !== undefined && `Refused: ${refused.why} ${refused.instead}`}
      </p>
    </li>
  );
}

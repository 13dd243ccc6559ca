import { useId } from "react";
import type { ContainerInfo } from "@/app/sim/runtime/engine/contract";
import { Button } from "@/app/ui/Button";
import { ErrorPanel } from "../../workbench/column/problems";
import { useChoiceStore } from "../choice";
import { useContainers } from "../containerStore";
import { useSteady } from "../useSteady";
import styles from "./Engine.module.css";
import { useDocker } from "./useDocker";
import { portText, quoted, shortId, statusText } from "./words";

const MOST_SHOWN = 24;
const NONE: readonly ContainerInfo[] = [];

/** What the engine runs and has run, with the orders that one gives most. */
export function Containers() {
  const id = useId();
  const view = useContainers((state) => state.view);
  const all = useSteady(view?.containers ?? NONE);
  const names = useSteady(
    (view?.images ?? []).map((image) => [image.id, image.tags[0] ?? shortId(image.id)] as const),
  );
  const imageNames = new Map(names);
  const { docker, problem, running } = useDocker("docker");
  const shown = [...all].sort((a, b) => b.createdSeconds - a.createdSeconds).slice(0, MOST_SHOWN);
  return (
    <section className={styles.part} aria-labelledby={`${id}title`} data-testid="containers">
      <h3 id={`${id}title`} className={styles.subtitle}>
        Containers
      </h3>
      {all.length === 0 && (
        <p className={styles.note}>
          None yet. Type <code>docker run -d --name web -p 8080:80 web</code>, or take an example.
        </p>
      )}
      <ul className={styles.list}>
        {shown.map((container) => (
          <Entry
            key={container.id}
            container={container}
            image={imageNames.get(container.imageId) ?? container.spec.image}
            off={running}
            onOrder={(words) => docker(`docker ${words} ${quoted(container.name)}`)}
          />
        ))}
      </ul>
      {all.length > shown.length && (
        <p className={styles.note}>and {(all.length - shown.length).toLocaleString("en-GB")} more</p>
      )}
      {problem && <ErrorPanel id="docker" error={problem} />}
    </section>
  );
}

interface EntryProps {
  readonly container: ContainerInfo;
  readonly image: string;
  readonly off: boolean;
  readonly onOrder: (words: string) => Promise<boolean>;
}

function Entry({ container, image, off, onOrder }: EntryProps) {
  const { id, name, status, spec, networks, path, args, pid } = container;
  const choice = useChoiceStore();
  const processes = useContainers(({ view }) => view?.processes);
  const first = processes?.find((process) => process.pid === pid);
  const runs = status === "running";
  const order = (label: string, words: string) => (
    <Button
      off={off}
      aria-label={`${label} ${name}`}
      onClick={() => onOrder(words)}
      data-testid={`${words.replaceAll(" ", "")}-${name}`}
    >
      {label}
    </Button>
  );
  return (
    <li className={styles.entry} data-testid={`container-${name}`} data-status={status}>
      <div className={styles.entryHead}>
        <p className={styles.entryName}>
          <strong>{name}</strong> <code className={styles.id}>{shortId(id)}</code>
        </p>
        <p className={styles.status} data-status={status} data-testid={`status-${name}`}>
          {statusText(container)}
        </p>
      </div>
      <dl className={styles.facts}>
        <Fact name="image" value={image} />
        <Fact name="command" value={[path, ...args].join(" ")} />
        {spec.ports.length > 0 && <Fact name="ports" value={spec.ports.map(portText).join(", ")} />}
        {networks.some(({ address }) => address !== "") && (
          <Fact
            name="address"
            value={networks.map(({ address, name: net }) => `${address} in ${net}`).join(", ")}
          />
        )}
      </dl>
      <div className={styles.buttons}>
        {runs && order("Stop", "stop")}
        {runs && order("Kill", "kill")}
        {runs && order("Pause", "pause")}
        {status === "paused" && order("Go on", "unpause")}
        {!runs && status !== "paused" && order("Start", "start")}
        {!runs && status !== "paused" && order("Remove", "rm")}
        {first !== undefined && (
          <Button
            aria-label={`Look inside ${name}`}
            onClick={() =>
              choice.setState({
                process: first.pid,
                pidNamespace: first.namespaces.pid,
                cgroup: container.cgroup,
              })
            }
            data-testid={`look-${name}`}
          >
            Look inside
          </Button>
        )}
      </div>
    </li>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

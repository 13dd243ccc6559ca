import { useState } from "react";
import type { InstanceView } from "@/app/sim/host/view";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { tracks } from "@/app/ui/tracks";
import { useHost } from "../hostStore";
import { memoryFigure } from "../ledger/figures";
import { hostLook, inkOf } from "../palette";
import { lengthText } from "../virtualTime";
import controls from "./Controls.module.css";
import { Field } from "./Field";
import { HostTerminal } from "./HostTerminal";
import styles from "./InstanceCard.module.css";
import { Shares } from "./Shares";
import { actionsIn, fieldsOf, memoryPages, type PowerAction } from "./settings";
import { useInstanceOrder } from "./useInstanceOrder";
import { WeightControl } from "./WeightControl";

const actionWords: Readonly<Record<PowerAction, string>> = {
  start: "Start",
  stop: "Stop",
  pause: "Pause",
  resume: "Resume",
  kill: "Kill",
};

const stateWords: Readonly<Record<InstanceView["state"], string>> = {
  created: "Not started",
  starting: "Starting",
  running: "Running",
  paused: "Paused",
  stopped: "Stopped",
  killed: "Killed",
  crashed: "Crashed",
};

/** An instance: what it is, what it may have, what it gets. */
export function InstanceCard({ index }: { readonly index: number }) {
  const dark = useIsDark();
  const view = useHost(({ state }) => state.view?.instances[index]);
  const look = useHost(({ looks }) => looks[index]) ?? hostLook;
  if (view === undefined) return null;
  const { name, kind, real, state } = view;
  return (
    <article
      className={styles.card}
      data-track={kind}
      aria-labelledby={`instance-${name}`}
      data-testid={`instance-${name}`}
    >
      <header className={styles.header}>
        <h3 id={`instance-${name}`} className={styles.name}>
          <TextureSwatch {...inkOf(look, "light", dark)} />
          <TrackGlyph track={kind} />
          <span>{name}</span>
        </h3>
        <p className={styles.state} data-state={state} data-testid={`state-${name}`} data-value={state}>
          {stateWords[state]}
        </p>
        <p className={styles.kind}>
          {tracks[kind].long}, {real ? "real Linux" : "modelled"}
          {view.vcpus > 1 && `, ${view.vcpus} vCPUs`}
        </p>
        <Power view={view} />
      </header>
      <Shares index={index} />
      <WeightControl instance={name} weight={view.weight} />
      <Limits view={view} />
      <dl className={styles.facts}>
        <div>
          <dt>Memory</dt>
          <dd>
            <FigureValue
              figure={memoryFigure(memoryPages(view), real)}
              label={`Memory of ${name}`}
              testId={`memory-${name}`}
            />
          </dd>
        </div>
        <Events view={view} />
        {view.latency !== undefined && view.latency.count > 0 && (
          <div>
            <dt>Answered within</dt>
            <dd data-testid={`latency-${name}`} data-value={view.latency.p99Ns}>
              {lengthText(view.latency.p50Ns)} <span className={styles.soft}>half of them,</span>{" "}
              {lengthText(view.latency.p99Ns)} <span className={styles.soft}>99 in 100</span>
            </dd>
          </div>
        )}
        {view.progress !== undefined && (
          <div>
            <dt>Progress</dt>
            <dd data-testid={`progress-${name}`} data-value={view.progress}>
              {Math.floor(view.progress).toLocaleString("en-GB")}{" "}
              <span className={styles.soft}>of its workload’s units</span>
            </dd>
          </div>
        )}
      </dl>
      {real && <HostTerminal instance={name} />}
    </article>
  );
}

function Power({ view: { name, state } }: { readonly view: InstanceView }) {
  const { give, wrong } = useInstanceOrder();
  return (
    <fieldset className={styles.power}>
      <legend className="visually-hidden">Power of {name}</legend>
      {actionsIn(state).map((action) => (
        <Button
          key={action}
          onClick={() => give({ do: action, instance: name })}
          aria-label={`${actionWords[action]} ${name}`}
          data-testid={`${action}-${name}`}
        >
          {actionWords[action]}
        </Button>
      ))}
      {wrong !== undefined && (
        <p role="alert" className={controls.wrong}>
          {wrong}
        </p>
      )}
    </fieldset>
  );
}

/** The settings that are moved less often, folded away. */
function Limits({ view }: { readonly view: InstanceView }) {
  const [open, setOpen] = useState(false);
  const set = fieldsOf(view)
    .filter(({ id, text }) => id !== "period" && !["max", "all", "0"].includes(text))
    .map(({ label, text, unit }) => `${label} ${text} ${unit}`.trim());
  return (
    <details className={styles.limits} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid={`limits-${view.name}`}>
        Limits{set.length > 0 ? `: ${set.join(", ")}` : ": none"}
      </summary>
      {open && (
        <div className={controls.fields}>
          {fieldsOf(view).map((field) => (
            <Field key={field.id} instance={view.name} field={field} />
          ))}
        </div>
      )}
    </details>
  );
}

/** Throttling and memory events, once there are any. */
function Events({ view }: { readonly view: InstanceView }) {
  const { name, periods, throttled, memory } = view;
  const { events, swapPages, balloonPages } = memory;
  const troubles = (
    [
      ["high", events.high],
      ["max", events.max],
      ["oom", events.oom],
      ["oom_kill", events.oomKill],
    ] as const
  ).filter(([, count]) => count > 0);
  return (
    <>
      {periods > 0 && (
        <div>
          <dt>nr_throttled</dt>
          <dd data-testid={`throttled-${name}`} data-value={throttled}>
            {throttled.toLocaleString("en-GB")}{" "}
            <span className={styles.soft}>of {periods.toLocaleString("en-GB")} periods</span>
          </dd>
        </div>
      )}
      {troubles.length > 0 && (
        <div>
          <dt>memory.events</dt>
          <dd data-testid={`memory-events-${name}`}>
            {troubles.map(([what, count]) => `${what} ${count.toLocaleString("en-GB")}`).join(", ")}
          </dd>
        </div>
      )}
      {swapPages > 0 && (
        <div>
          <dt>On swap</dt>
          <dd>{swapPages.toLocaleString("en-GB")} pages</dd>
        </div>
      )}
      {balloonPages > 0 && (
        <div>
          <dt>In its balloon</dt>
          <dd>{balloonPages.toLocaleString("en-GB")} pages</dd>
        </div>
      )}
    </>
  );
}

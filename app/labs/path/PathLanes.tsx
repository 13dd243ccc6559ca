import { type CSSProperties, type KeyboardEvent, useRef } from "react";
import type { HostKind } from "@/app/sim/vmm/arrangements";
import type { Step } from "@/app/sim/vmm/steps";
import { figureText } from "@/app/ui/format";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { inMicros } from "./figures";
import { lanesOf, lineOf, stepByKey } from "./lanes";
import styles from "./PathLanes.module.css";
import { sideOf, worldInk, worldWords } from "./worlds";

interface Props {
  readonly steps: readonly Step[];
  readonly host: HostKind;
  readonly at: number;
  readonly onStep: (to: number) => void;
  /** The path's name. */
  readonly label: string;
  readonly testId: string;
}

/** A path as lanes: one for each world, a box for each step, a line that crosses where the path does. */
export function PathLanes({ steps, host, at, onStep, label, testId }: Props) {
  const dark = useIsDark();
  const list = useRef<HTMLOListElement>(null);
  const lanes = lanesOf(steps);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = stepByKey(event.key, at, steps.length);
    if (to === undefined) return;
    event.preventDefault();
    onStep(to);
    list.current?.querySelectorAll("button")[to]?.focus();
  };
  return (
    <div className={styles.frame} style={{ "--lanes": lanes.length } as CSSProperties} data-testid={testId}>
      <div className={styles.heads} aria-hidden="true">
        {lanes.map((world, lane) => {
          const { name, privilege } = worldWords(world, host);
          return (
            <div key={world} className={styles.head} data-boundary={isBoundary(lanes, lane)}>
              <span className={styles.world}>
                <TextureSwatch {...worldInk(world, dark)} /> {name}
              </span>
              <span className={styles.privilege}>{privilege}</span>
            </div>
          );
        })}
      </div>
      <div className={styles.body}>
        <div className={styles.lanes} aria-hidden="true">
          {lanes.map((world, lane) => (
            <div key={world} className={styles.lane} data-boundary={isBoundary(lanes, lane)} />
          ))}
        </div>
        <svg
          className={styles.line}
          viewBox={`0 0 ${lanes.length} ${steps.length}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <polyline points={lineOf(steps, lanes)} vectorEffect="non-scaling-stroke" />
        </svg>
        <ol ref={list} className={styles.steps} aria-label={`Steps of ${label}`}>
          {steps.map((step, index) => (
            <li
              key={step.id}
              className={styles.step}
              style={{ "--lane": lanes.indexOf(step.world) + 1, "--row": index + 1 } as CSSProperties}
            >
              <button
                type="button"
                className={styles.box}
                style={{ borderLeftColor: worldInk(step.world, dark).ink }}
                tabIndex={index === at ? 0 : -1}
                aria-current={index === at ? "step" : undefined}
                onClick={() => onStep(index)}
                onKeyDown={onKeyDown}
                data-testid={`${testId}-step-${step.id}`}
              >
                <StepText step={step} host={host} />
              </button>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

function StepText({ step, host }: { readonly step: Step; readonly host: HostKind }) {
  const { crossing, who, exits, cost, world } = step;
  return (
    <>
      <span className={styles.where}>{worldWords(world, host).name}: </span>
      <span className={styles.who}>{who}</span>{" "}
      {crossing !== undefined && (
        <span className={styles.crossing}>
          <span aria-hidden="true">⇢ </span>
          {exits.value > 1 ? `${figureText(exits)} × ${crossing}` : crossing}
        </span>
      )}{" "}
      <span className={styles.cost}>{cost.value === 0 ? "not charged" : figureText(inMicros(cost))}</span>
    </>
  );
}

/** Between guest and host, and between host and device. */
const isBoundary = (lanes: Parameters<typeof lineOf>[1], lane: number): boolean => {
  const [here, before] = [lanes[lane], lanes[lane - 1]];
  return here !== undefined && before !== undefined && sideOf(here) !== sideOf(before);
};

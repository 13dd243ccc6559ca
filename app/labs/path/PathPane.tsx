import { useId } from "react";
import { countedNames } from "@/app/sim/vmm/accesses";
import { type Arrangement, arrangements, hostWords, servedBy } from "@/app/sim/vmm/arrangements";
import { EXAMPLE_CARD, limitsOf } from "@/app/sim/vmm/hand-out";
import { type Io, ioWords } from "@/app/sim/vmm/io";
import type { Path } from "@/app/sim/vmm/path";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { figureText } from "@/app/ui/format";
import type { Side } from "./choice";
import { functionsFigure, inMicros, pinnedFigure } from "./figures";
import { PathLanes } from "./PathLanes";
import styles from "./PathView.module.css";
import { worldWords } from "./worlds";

const hosts = (Object.keys(hostWords) as readonly (keyof typeof hostWords)[]).map((host) => ({
  host,
  of: arrangements.filter((arrangement) => arrangement.host === host),
}));

interface Props {
  readonly side: Side;
  readonly io: Io;
  readonly arrangement: Arrangement;
  readonly path: Path;
  readonly at: number;
  readonly onStep: (to: number) => void;
  readonly onArrangement: (id: string) => void;
}

/** One path: which arrangement, its lanes, and the step that one stands at, in words. */
export function PathPane({ side, io, arrangement, path, at, onStep, onArrangement }: Props) {
  const id = useId();
  const { host, what, name } = arrangement;
  const { note } = servedBy(arrangement, io.kind);
  const counted = path.steps.some(({ exits }) => exits.origin.kind === "measured");
  return (
    <section className={styles.pane} aria-labelledby={`${id}title`} data-testid={`path-${side}`}>
      <div className={styles.row}>
        <label htmlFor={`${id}arrangement`}>Arrangement</label>
        <select
          id={`${id}arrangement`}
          value={arrangement.id}
          onChange={({ target }) => onArrangement(target.value)}
          data-testid={`arrangement-${side}`}
        >
          {hosts.map(({ host: kind, of }) => (
            <optgroup key={kind} label={hostWords[kind].name}>
              {of.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <h2 id={`${id}title`} className={styles.title}>
        {name}
        <span className={styles.host}> {hostWords[host].name}</span>
      </h2>
      <p className={styles.what}>{what}</p>
      {note !== undefined && <p className={styles.small}>{note}</p>}
      {counted && (
        <p className={styles.small} data-testid={`counted-${side}`}>
          ● Exits of {countedNames(io.kind, arrangement.interface).join(" and ")} are counted in this tab.
        </p>
      )}
      <Stepper side={side} path={path} arrangement={arrangement} at={at} onStep={onStep} />
      <PathLanes
        steps={path.steps}
        host={host}
        at={at}
        onStep={onStep}
        label={`${ioWords[io.kind].name}, ${name}`}
        testId={`lanes-${side}`}
      />
      <HostFacts arrangement={arrangement} />
    </section>
  );
}

type StepperProps = Pick<Props, "side" | "path" | "arrangement" | "at" | "onStep">;

function Stepper({ side, path, arrangement, at, onStep }: StepperProps) {
  const step = path.steps[at];
  if (step === undefined) return null;
  const last = path.steps.length - 1;
  const { name, privilege } = worldWords(step.world, arrangement.host);
  const cost = inMicros(step.cost);
  const said = `Step ${at + 1} of ${last + 1}, ${name}, ${privilege}. ${step.who}: ${step.what}`;
  return (
    <div className={styles.stepper}>
      <div className={styles.row}>
        <Button off={at === 0} onClick={() => onStep(at - 1)} data-testid={`previous-${side}`}>
          Previous step
        </Button>
        <Button off={at === last} onClick={() => onStep(at + 1)} data-testid={`next-${side}`}>
          Next step
        </Button>
        <span className={styles.small}>or the arrow keys in the list</span>
      </div>
      <p className={styles.said} aria-live="polite" data-testid={`step-${side}`} data-value={at + 1}>
        {said} <span className="visually-hidden">Costs {figureText(cost)}.</span>
      </p>
      <div className={styles.figures}>
        <FigureValue figure={cost} label={`Cost of step ${at + 1}`} testId={`step-cost-${side}`} />
        {step.exits.value > 0 && (
          <span>
            exits{" "}
            <FigureValue
              figure={step.exits}
              label={`Exits of step ${at + 1}`}
              testId={`step-exits-${side}`}
            />
          </span>
        )}
      </div>
    </div>
  );
}

/** Memory of the guest whose limits are shown. A convention. */
const GUEST_MIB = 256;
const FRAMES_PER_MIB = 256;

function HostFacts({ arrangement }: { readonly arrangement: Arrangement }) {
  const { host, handedOut } = arrangement;
  const { scheduler, drivers, what } = hostWords[host];
  const limits =
    handedOut === "none" ? undefined : limitsOf(handedOut, GUEST_MIB * FRAMES_PER_MIB, EXAMPLE_CARD);
  return (
    <details className={styles.facts}>
      <summary>
        {limits === undefined ? "Whose scheduler, whose drivers" : "Whose drivers, and what it takes away"}
      </summary>
      <p className={styles.what}>{what}</p>
      <dl className={styles.list}>
        <dt>Scheduler</dt>
        <dd>{scheduler}</dd>
        <dt>Drivers of real devices</dt>
        <dd>{handedOut === "none" ? drivers : "the guest's, for this device"}</dd>
        {limits !== undefined && (
          <>
            <dt>Guests at a time</dt>
            <dd>
              <FigureValue figure={functionsFigure(limits)} label="Guests at a time" />
            </dd>
            <dt>Pinned memory of a guest of {GUEST_MIB} MiB</dt>
            <dd>
              <FigureValue figure={pinnedFigure(limits)} label="Pinned memory" />
            </dd>
            <dt>Overcommit, balloon, merging of pages</dt>
            <dd>no: the device may write to any page at any time</dd>
            <dt>Live migration</dt>
            <dd>no: the device cannot move along</dd>
          </>
        )}
      </dl>
    </details>
  );
}

import {
  type InputName,
  type NumberInput,
  TRIAL_RANGES,
  type TrialChange,
  type TrialInputs,
} from "@/app/sim/trial/inputs";
import type { TrialLabState } from "@/app/sim/trial/lab";
import { PLATFORM_IDS, PLATFORMS } from "@/app/sim/trial/platforms";
import { INPUT_WORDS, NUMBER_NAMES, SHARING_WORDS, WAY_WORDS } from "@/app/sim/trial/words";
import { RadioSwitch } from "@/app/ui/RadioSwitch";
import shared from "../experiments/Experiments.module.css";
import { NumberField } from "../path/NumberField";
import styles from "./Trial.module.css";

export type Choose = (change: TrialChange & { readonly client?: string }) => void;

interface Props {
  readonly state: TrialLabState;
  readonly off: boolean;
  readonly onChoose: Choose;
}

const LABELS: Readonly<Record<NumberInput, string>> = {
  memoryMiB: "Memory, MiB",
  cores: "Cores",
  diskGiB: "Disk, GiB",
  busyPercent: "Each takes of a core, %",
  activePercent: "Active at a time, %",
  applicationMiB: "Application, MiB",
  filesMiB: "Files it reads, MiB",
  starts: "Started at one moment",
};

/** The platform, what helps it, and of host and load what is not given. */
export function Choosing({ state: { inputs, setup }, off, onChoose }: Props) {
  const isFree = (name: InputName) => setup.free.includes(name);
  const { ways, sharing } = PLATFORMS[inputs.platform];
  const numbers = NUMBER_NAMES.filter(isFree);
  const given = givenWords(inputs, isFree);
  return (
    <div className={styles.choosing}>
      {isFree("platform") && (
        <RadioSwitch
          legend="Platform"
          options={PLATFORM_IDS.map((id) => ({
            value: id,
            label: PLATFORMS[id].label,
            testId: `platform-${id.replace(" ", "-")}`,
          }))}
          chosen={inputs.platform}
          onChoose={(platform) => onChoose({ platform })}
          off={off}
        />
      )}
      <div className={styles.row}>
        <label>
          Started{" "}
          <select
            value={inputs.way}
            disabled={off || !isFree("way") || ways.length === 1}
            onChange={({ target }) => {
              const way = ways.find((id) => id === target.value);
              if (way !== undefined) onChoose({ way });
            }}
            data-testid="way"
          >
            {ways.map((id) => (
              <option key={id} value={id}>
                {WAY_WORDS[id]}
              </option>
            ))}
          </select>
        </label>
        {sharing.filter(isFree).map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={inputs[name]}
              disabled={off}
              onChange={({ target }) => onChoose({ [name]: target.checked })}
              data-testid={`sharing-${name}`}
            />{" "}
            {SHARING_WORDS[name]}
          </label>
        ))}
      </div>
      {given !== "" && (
        <p className={shared.quiet} data-testid="given">
          {given}
        </p>
      )}
      {numbers.length > 0 && (
        <div className={styles.row}>
          {numbers.map((name) => (
            <div key={name} className={styles.input}>
              <NumberField
                label={LABELS[name]}
                value={inputs[name]}
                fits={(typed) => isWithin(name, typed)}
                wanted={`a whole number from ${TRIAL_RANGES[name].map((end) => end.toLocaleString("en")).join(" to ")}`}
                onValue={(value) => onChoose({ [name]: value })}
                testId={`input-${name}`}
              />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function isWithin(name: NumberInput, value: number): boolean {
  const [least, most] = TRIAL_RANGES[name];
  return value >= least && value <= most;
}

/** What of host and load cannot be chosen. */
function givenWords(inputs: TrialInputs, isFree: (name: InputName) => boolean): string {
  const isIdle = inputs.busyPercent === 0;
  const given = NUMBER_NAMES.filter((name) => {
    if (name === "activePercent") return !isIdle && inputs.activePercent < 100;
    if (name === "applicationMiB" || name === "filesMiB") return !isIdle;
    return name !== "starts" || inputs.starts > 1;
  }).flatMap((name) => (isFree(name) ? [] : INPUT_WORDS[name](inputs[name])));
  return given.length === 0 ? "" : `Given: ${given.join(", ")}.`;
}

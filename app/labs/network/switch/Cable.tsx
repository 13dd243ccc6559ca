import { useId } from "react";
import type { CableChange, MachineView } from "@/app/guest/net/api";
import { useAttempt } from "../../host/useAttempt";
import { ErrorPanel } from "../../workbench/column/problems";
import { useNetworkLabApi } from "../networkStore";
import { cableSettings } from "./cableSettings";
import styles from "./SwitchPicture.module.css";

/** A machine's cable, and what can be set of it. */
export function Cable({ machine }: { readonly machine: MachineView }) {
  const id = useId();
  const lab = useNetworkLabApi();
  const { attempt, problem } = useAttempt(`the cable of the ${machine.name}`);
  const set = (change: CableChange) => attempt(() => lab.setCable(machine.id, change));
  return (
    <fieldset className={styles.cable}>
      <legend className="visually-hidden">Cable of the {machine.name}</legend>
      {cableSettings.map(({ setting, label, choices }) => (
        <span key={setting} className={styles.setting}>
          <label htmlFor={`${id}${setting}`}>{label}</label>
          <select
            id={`${id}${setting}`}
            value={machine.cable[setting]}
            onChange={({ target }) => set({ [setting]: Number(target.value) })}
            data-testid={`${setting}-${machine.id}`}
          >
            {choices.map(({ value, text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </span>
      ))}
      {problem && <ErrorPanel id={`cable-${machine.id}`} error={problem} />}
    </fieldset>
  );
}

"use client";

import { useRef } from "react";
import { Button } from "../Button";
import styles from "./SettingsDialog.module.css";
import { type Theme, useSettings } from "./settings";
import { useAppliedSettings } from "./useAppliedSettings";

const themes: readonly (readonly [Theme, string])[] = [
  ["auto", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** The settings button and its dialog: theme, presenter mode, screen-reader mode of the terminals. */
export function SettingsDialog() {
  useAppliedSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  const { theme, presenter, screenReader, set } = useSettings();
  return (
    <>
      <Button onClick={() => dialog.current?.showModal()} aria-haspopup="dialog" data-testid="settings">
        Settings
      </Button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby="settings-title">
        <h2 id="settings-title">Settings</h2>
        <fieldset className={styles.group}>
          <legend>Theme</legend>
          {themes.map(([value, label]) => (
            <label key={value} className={styles.choice}>
              <input
                type="radio"
                name="theme"
                value={value}
                checked={theme === value}
                onChange={() => set({ theme: value })}
              />
              {label}
            </label>
          ))}
        </fieldset>
        <Switch
          label="Presenter mode"
          hint="Large type and more contrast, for a projector."
          checked={presenter}
          onChange={(value) => set({ presenter: value })}
        />
        <Switch
          label="Screen-reader mode of the terminals"
          hint="What a guest prints is also announced, line by line."
          checked={screenReader}
          onChange={(value) => set({ screenReader: value })}
        />
        <form method="dialog" className={styles.close}>
          <Button type="submit" kind="primary">
            Close
          </Button>
        </form>
      </dialog>
    </>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Switch({ label, hint, checked, onChange }: SwitchProps) {
  return (
    <label className={styles.switch}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        <span className={styles.hint}>{hint}</span>
      </span>
    </label>
  );
}

"use client";

import { useId, useState } from "react";
import { SiteBar } from "@/app/lessons/SiteBar";
import styles from "@/app/ui/Page.module.css";
import { Calibration } from "./Calibration";
import view from "./ModelPage.module.css";
import { Reserved } from "./Reserved";
import type { ShownGroup, ShownPrediction, ShownRow } from "./shown";

const CHOICES = {
  all: { name: "all", holds: () => true },
  checked: { name: "that the model was not fitted to", holds: ({ use }: ShownRow) => use === "checked" },
  outside: { name: "outside of their tolerance", holds: ({ within }: ShownRow) => !within },
} as const;
type Choice = keyof typeof CHOICES;

interface Props {
  readonly groups: readonly ShownGroup[];
  readonly reserved: readonly ShownPrediction[];
}

/** Each published row that the project holds beside what the model says, and what it says where it holds none. */
export function ModelPage({ groups, reserved }: Props) {
  const id = useId();
  const [choice, setChoice] = useState<Choice>("all");
  const rows = groups.flatMap((group) => group.rows);
  const outside = rows.filter(({ within }) => !within).length;
  const shown = groups
    .map(({ scenario, rows: all }) => ({ scenario, rows: all.filter(CHOICES[choice].holds) }))
    .filter((group) => group.rows.length > 0);
  return (
    <div className={styles.page}>
      <SiteBar />
      <main>
        <h1 className={styles.title}>Model and measurement</h1>
        <p className={styles.lead}>
          What the lab predicts comes from a model with few constants. Here it stands beside every published
          measurement that it may use: which rows it was fitted to, which it was not, and by how much it is
          wrong. The same from a terminal: <code>lab calibrate</code> and <code>lab predict</code>.
        </p>
        <p className={view.sum} data-testid="model-sum" data-value={outside}>
          {rows.length} rows; {outside === 0 ? "none" : outside} outside of {outside === 1 ? "its" : "their"}{" "}
          tolerance.
        </p>
        <div className={view.choose}>
          <label htmlFor={id}>Rows</label>
          <select
            id={id}
            value={choice}
            onChange={({ target }) => setChoice(target.value as Choice)}
            data-testid="model-rows"
          >
            {Object.entries(CHOICES).map(([key, { name }]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {shown.length === 0 && <p data-testid="model-none">There are no such rows.</p>}
        {shown.map((group) => (
          <Calibration key={group.scenario} {...group} />
        ))}
        <Reserved predictions={reserved} />
      </main>
    </div>
  );
}

"use client";

import { useId, useState } from "react";
import { flatWalk, LEVELS, nestedWalk, type WalkReference } from "@/app/sim/checks/walk";
import { Button } from "@/app/ui/Button";
import styles from "./WalkFigure.module.css";

const walks = { flat: flatWalk(), nested: nestedWalk() } as const;
type Kind = keyof typeof walks;

const kindWords: Readonly<Record<Kind, string>> = {
  flat: "Container: one dimension",
  nested: "Virtual machine: two dimensions",
};

const target = (towards: number): string =>
  towards === 0 ? "the page itself" : `the guest's table of level ${towards}`;

function inWords(kind: Kind, { table, level, towards }: WalkReference): string {
  if (kind === "flat")
    return level === 1
      ? "the entry of level 1, which holds the address of the page"
      : `the entry of level ${level}, which holds the address of the table of level ${level - 1}`;
  if (table === "host") return `the host's entry of level ${level}, on the way to ${target(towards)}`;
  return `the guest's entry of level ${level}: it holds the address of ${target(level - 1)}, as the guest counts addresses`;
}

/** A walk through page tables, a reference at a time: in one dimension, or guest tables across and host tables down. */
export function WalkFigure() {
  const [kind, choose] = useState<Kind>("flat");
  const [step, goTo] = useState(0);
  const title = useId();
  const walk = walks[kind];
  const current = walk[step - 1];
  return (
    <figure className={styles.figure} aria-labelledby={title} data-testid="walk">
      <h3 id={title} className={styles.title}>
        A page walk that finds nothing in a cache, step by step
      </h3>
      <fieldset className={styles.choice}>
        <legend className="visually-hidden">Whose walk</legend>
        {(Object.keys(walks) as Kind[]).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${title}kind`}
              checked={kind === each}
              onChange={() => {
                choose(each);
                goTo(0);
              }}
              data-testid={`walk-${each}`}
            />{" "}
            {kindWords[each]}
          </label>
        ))}
      </fieldset>
      <Grid kind={kind} step={step} />
      <div className={styles.buttons}>
        <Button off={step === 0} onClick={() => goTo(step - 1)} data-testid="walk-back">
          Back
        </Button>
        <Button
          kind="primary"
          off={step === walk.length}
          onClick={() => goTo(step + 1)}
          data-testid="walk-next"
        >
          Next reference
        </Button>
        <Button off={step === walk.length} onClick={() => goTo(walk.length)} data-testid="walk-all">
          To the end
        </Button>
      </div>
      <p role="status" className={styles.words} data-testid="walk-words">
        {current === undefined
          ? "The processor has a virtual address, and the TLB does not know it."
          : `Reference ${step}: ${inWords(kind, current)}.${step === walk.length ? " Now the processor knows where the page is." : ""}`}
      </p>
      <details className={styles.list}>
        <summary>All references as a list</summary>
        <ol>
          {walk.map((reference) => (
            <li key={keyOf(reference)}>{inWords(kind, reference)}</li>
          ))}
        </ol>
      </details>
    </figure>
  );
}

const keyOf = ({ table, level, towards }: WalkReference): string => `${table}${level}-${towards}`;

/** Where each reference stands: a column for each address that has to be translated. */
function Grid({ kind, step }: { readonly kind: Kind; readonly step: number }) {
  const walk = walks[kind];
  const columns = kind === "flat" ? [0] : [...Array.from({ length: LEVELS }, (_, i) => LEVELS - i), 0];
  return (
    <div className={styles.grid} aria-hidden="true">
      {columns.map((towards) => (
        <div key={towards} className={styles.column}>
          <span className={styles.head}>{towards === 0 ? "page" : `guest level ${towards}`}</span>
          {walk.map((reference, index) =>
            reference.towards === towards ? (
              <span
                key={keyOf(reference)}
                className={styles.cell}
                data-table={reference.table}
                data-state={index + 1 === step ? "now" : index < step ? "read" : "ahead"}
              >
                <span>{index < step ? index + 1 : "·"}</span>
                <span className={styles.label}>
                  {reference.table === "guest" ? "G" : kind === "flat" ? "" : "H"}
                  {reference.level}
                </span>
              </span>
            ) : null,
          )}
        </div>
      ))}
    </div>
  );
}

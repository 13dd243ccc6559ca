import { useId, useRef, useState } from "react";
import { parseScenario } from "@/app/sim/scenario/parse";
import type { HostScenarioInput } from "@/app/sim/scenario/schema";
import { Button } from "@/app/ui/Button";
import { useHost } from "../hostStore";
import { builtIn, builtInById } from "../scenarios";
import { type Chosen, linkTo } from "./link";
import styles from "./ScenarioChooser.module.css";

interface Props {
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

/** Which host, with what on it: one of ours, or one that the learner brings. */
export function ScenarioChooser({ chosen, onChoose }: Props) {
  const off = useHost(({ state }) => state.status === "loading");
  const id = useId();
  const [picked, pick] = useState<string>();
  const shown = picked ?? chosen.id ?? "own";
  const entry = builtInById(shown);
  return (
    <section className={styles.chooser} aria-label="Scenario">
      <div className={styles.row}>
        <label htmlFor={id}>Scenario</label>
        <select id={id} value={shown} onChange={(event) => pick(event.target.value)} data-testid="scenario">
          {builtIn.map(({ id: key, scenario }) => (
            <option key={key} value={key}>
              {scenario.name}
            </option>
          ))}
          {chosen.id === undefined && <option value="own">{chosen.scenario.name} (your own)</option>}
        </select>
        <Button
          off={off}
          onClick={() => {
            onChoose(entry === undefined ? chosen : { id: entry.id, scenario: entry.scenario });
            pick(undefined);
          }}
          data-testid="set-up"
        >
          {shown === (chosen.id ?? "own") ? "Set up afresh" : "Set up"}
        </Button>
        <Share chosen={chosen} />
      </div>
      {entry !== undefined && (
        <p className={styles.what} data-testid="scenario-what">
          {entry.what}
        </p>
      )}
      <Own
        off={off}
        shown={chosen.scenario}
        onChoose={(scenario) => {
          onChoose({ id: undefined, scenario });
          pick(undefined);
        }}
      />
    </section>
  );
}

/** The address that brings this scenario up again. */
function Share({ chosen }: { readonly chosen: Chosen }) {
  const [said, say] = useState<{ readonly words: string; readonly link?: string }>();
  const share = async () => {
    const link = linkTo(chosen);
    if (link === undefined) {
      say({ words: "This scenario is too large for an address. Pass its JSON on as a file." });
      return;
    }
    const whole = new URL(link, location.origin + location.pathname).href;
    try {
      await navigator.clipboard.writeText(whole);
      say({ words: "The link is on the clipboard.", link: whole });
    } catch {
      say({ words: "Copy this link:", link: whole });
    }
  };
  return (
    <>
      <Button onClick={share} data-testid="share">
        Share
      </Button>
      <span role="status" className={styles.said} data-testid="share-link" data-value={said?.link}>
        {said !== undefined && (
          <>
            {said.words} {said.link !== undefined && <a href={said.link}>link to this scenario</a>}
          </>
        )}
      </span>
    </>
  );
}

interface OwnProps {
  readonly off: boolean;
  readonly shown: HostScenarioInput;
  readonly onChoose: (scenario: HostScenarioInput) => void;
}

/** A scenario as JSON: pasted, uploaded, or the present one, changed. */
function Own({ off, shown, onChoose }: OwnProps) {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const setUp = (from: string) => {
    const parsed = parseScenario(from);
    if (parsed.ok) {
      setWrong(undefined);
      onChoose(parsed.value);
    } else setWrong(`${parsed.error}. Nothing was changed.`);
  };
  return (
    <details className={styles.own}>
      <summary data-testid="own-scenario">A scenario of your own</summary>
      <label htmlFor={id}>Scenario, as JSON</label>
      <textarea
        id={id}
        rows={10}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `${id}wrong`}
        data-testid="scenario-json"
      />
      {wrong !== undefined && (
        <p id={`${id}wrong`} role="alert" className={styles.wrong} data-testid="scenario-wrong">
          {wrong}
        </p>
      )}
      <div className={styles.row}>
        <Button off={off} onClick={() => setUp(text)} data-testid="set-up-own">
          Set up
        </Button>
        <Button onClick={() => setText(JSON.stringify(shown, undefined, 2))} data-testid="fill-scenario">
          Begin with the present one
        </Button>
        <Button onClick={() => file.current?.click()}>Open a file</Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="A scenario's file"
          data-testid="scenario-file"
          onChange={async (event) => {
            const picked = event.target.files?.[0];
            event.target.value = "";
            if (picked === undefined) return;
            const content = await picked.text();
            setText(content);
            setUp(content);
          }}
        />
      </div>
    </details>
  );
}

import { useId, useState } from "react";
import type { ImageInfo } from "@/app/sim/runtime/engine/contract";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { ErrorPanel } from "../../workbench/column/problems";
import { exitsFigure, instructionsFigure } from "../../workbench/figures";
import { useContainerLabApi } from "../containerStore";
import styles from "./Engine.module.css";
import { type GuestAnswer, useRealGuest } from "./useRealGuest";
import { imageName, startsText } from "./words";

/** An image of real programs: a real guest's kernel takes it, through the same steps of the runtime. */
export function RunInGuest({ image }: { readonly image: ImageInfo }) {
  const id = useId();
  const lab = useContainerLabApi();
  const name = imageName(image);
  const [command, setCommand] = useState("");
  const { run, problem, stage, answer } = useRealGuest(`${name}, in a real guest`);
  const words = command.split(/\s+/).filter((word) => word !== "");
  return (
    <form
      className={styles.load}
      onSubmit={(event) => {
        event.preventDefault();
        if (stage === undefined) void run(() => lab.guestPlan(image.id, words));
      }}
    >
      <p className={styles.buttons}>
        <label htmlFor={id}>Command</label>
        <input
          id={id}
          value={command}
          placeholder={startsText(image)}
          onChange={({ target }) => setCommand(target.value)}
          className={styles.command}
          data-testid={`guest-command-${name}`}
        />
        <Button off={stage !== undefined} type="submit" data-testid={`run-in-guest-${name}`}>
          Run in a real guest
        </Button>
        <span role="status">
          {stage === "boots" && "A guest is put back from its snapshot …"}
          {stage === "runs" && "The layers are carried over, and the runtime's steps are done there …"}
        </span>
      </p>
      {answer && <Answer name={name} answer={answer} />}
      {problem && <ErrorPanel id={`guest-${name}`} error={problem} />}
    </form>
  );
}

function Answer({ name, answer }: { readonly name: string; readonly answer: GuestAnswer }) {
  const { stdout, stderr, status, instructions, exits } = answer;
  return (
    <div data-testid={`guest-answer-${name}`}>
      <pre className={styles.answer}>{stdout + stderr}</pre>
      <div className={styles.note}>
        {status === undefined ? "It did not end in time" : `It ended with status ${status}`}; in the guest the
        container took{" "}
        <FigureValue figure={instructionsFigure(instructions)} label="Instructions of the container" /> and{" "}
        <FigureValue figure={exitsFigure(exits)} label="Exits of the container" />.
      </div>
    </div>
  );
}

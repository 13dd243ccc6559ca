import { useRef } from "react";
import { Button } from "@/app/ui/Button";
import { useHost, useHostLabApi } from "../hostStore";
import type { Attempt } from "../useAttempt";
import styles from "./RunFile.module.css";
import { saveFile } from "./saveFile";

interface Props {
  readonly attempt: Attempt;
  readonly onImported: ((text: string) => void) | undefined;
}

/** The run as a file: taken along, handed in, and replayed. */
export function RunFile({ attempt, onImported }: Props) {
  const lab = useHostLabApi();
  const file = useRef<HTMLInputElement>(null);
  const off = useHost(({ state }) => state.view === undefined || state.status === "loading");
  const exportRun = () => attempt(async () => saveFile("one-host-run.json", await lab.export()));
  const importRun = (chosen: File) =>
    attempt(async () => {
      const text = await chosen.text();
      await lab.import(text);
      onImported?.(text);
    });
  return (
    <div className={styles.file}>
      <Button off={off} onClick={exportRun} data-testid="export-run">
        Export run
      </Button>
      <Button onClick={() => file.current?.click()} data-testid="import-run">
        Import run
      </Button>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="A run's file"
        data-testid="import-run-file"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = "";
          if (chosen !== undefined) void importRun(chosen);
        }}
      />
    </div>
  );
}

"use client";

import { useMemo, useState } from "react";
import { Button } from "@/app/ui/Button";
import { ConsoleView } from "../../workbench/terminal/ConsoleView";
import { useContainerLabApi } from "../containerStore";
import styles from "./ContainerTerminals.module.css";
import { consoleLab } from "./consoleLab";

/** Two terminals of the host, a shell on each: the second is opened on demand. */
export function ContainerTerminals() {
  const api = useContainerLabApi();
  const lab = useMemo(() => consoleLab(api), [api]);
  const [second, setSecond] = useState(false);
  return (
    <div className={second ? styles.pair : styles.single} data-testid="container-terminals">
      <ConsoleView lab={lab} id="0" name="Terminal of the host" />
      {second && <ConsoleView lab={lab} id="1" name="Second terminal of the host" />}
      <p className={styles.more}>
        <Button onClick={() => setSecond(!second)} aria-pressed={second} data-testid="second-terminal">
          {second ? "Close the second terminal" : "Open a second terminal"}
        </Button>
      </p>
    </div>
  );
}

import { useId } from "react";
import { measured } from "@/app/sim/figures/figure";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { saveFile } from "../host/clock/saveFile";
import { useAttempt } from "../host/useAttempt";
import { ErrorPanel } from "../workbench/column/problems";
import styles from "./NetworkBench.module.css";
import { useNetwork, useNetworkLabApi } from "./networkStore";

/** What IANA has registered for libpcap's files. */
const PCAP = "application/vnd.tcpdump.pcap";

/** Everything that went through the switch, to take away. */
export function Capture() {
  const id = useId();
  const lab = useNetworkLabApi();
  const ready = useNetwork(({ status }) => status === "ready");
  const frames = useNetwork(({ view }) => view?.capture.frames ?? 0);
  const missed = useNetwork(({ view }) => view?.capture.missed ?? 0);
  const { attempt, problem } = useAttempt("the capture");
  const save = () =>
    attempt(async () =>
      saveFile("triptych-network.pcap", (await lab.capture()) as Uint8Array<ArrayBuffer>, PCAP),
    );
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="capture">
      <h2 id={`${id}title`} className={styles.title}>
        Capture
      </h2>
      <div className={styles.row}>
        <Button off={!ready} onClick={save} data-testid="download-capture">
          Download the capture
        </Button>
        <div>
          <FigureValue
            figure={measured(frames, "count", "Frames that went through the switch and are in the capture.")}
            label="Frames in the capture"
            testId="captured"
          />{" "}
          frames, for Wireshark or <code>tcpdump -r</code>
          {missed > 0 && `; it is full, and ${missed.toLocaleString("en-GB")} later ones are not in it`}
        </div>
      </div>
      {problem && <ErrorPanel id="capture" error={problem} />}
    </section>
  );
}

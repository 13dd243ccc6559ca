import { describe, expect, it } from "vitest";
import { runScript } from "@/app/container/run-script";
import asked from "./asked.json";

/** Scripts that were run by the guest's ash, with everything they printed and their status. */
const ASKED: readonly { readonly script: string; readonly answer: string }[] = asked;
/** Between the answers of two scripts. */
const MARK = "=====next=====";

const quoted = (text: string): string => `'${text.replaceAll("'", "'\"'\"'")}'`;

/** Runs scripts as files, one after the other, in one simulated machine. */
function answers(scripts: readonly string[]): string[] {
  const runs = scripts.map(
    (script) => `printf %s ${quoted(script)} >/tmp/s; sh /tmp/s </dev/null; echo "=$?"; echo ${MARK}\n`,
  );
  const { stdout, faults } = runScript(`exec 2>&1\n${runs.join("")}`, { seed: 1, timeoutVirtualMs: 300_000 });
  expect(faults).toEqual([]);
  return new TextDecoder("latin1").decode(stdout).split(`${MARK}\n`);
}

describe("sh", () => {
  it("answers as the guest's ash does", { timeout: 60_000 }, () => {
    const given = answers(ASKED.map(({ script }) => script));
    const differing = ASKED.map(({ script, answer }, i) => ({
      script,
      answer,
      given: given[i]?.trimEnd(),
    })).filter((each) => each.given !== each.answer);
    expect(differing).toEqual([]);
  });

  it("lets others run beside a loop that never ends", { timeout: 60_000 }, () => {
    const [answer] = answers(["while :; do :; done & sleep 0.1; kill $!; wait $!; echo $?"]);
    expect(answer).toBe("Terminated\n143\n=0\n");
  });

  it("dies as the real one does of recursion without end, and its caller goes on", {
    timeout: 60_000,
  }, () => {
    const [answer] = answers(["f() { f; }; f"]);
    expect(answer).toBe("Segmentation fault\n=139\n");
  });
});

import { expect, it } from "vitest";
import type { LabError } from "../lab/state";
import type { LabCall } from "./lab-calls";
import { type FromLab, RemoteLab } from "./remote-lab";

interface State {
  readonly status: "empty" | "ready";
  readonly playing: "interactive" | "fast" | undefined;
  readonly error: LabError | undefined;
}

interface Follow {
  readonly tell: "console";
  readonly key: string;
}

const EMPTY: State = { status: "empty", playing: undefined, error: undefined };

class ToyLab extends RemoteLab<State, string, "pause" | "step", Follow> {
  protected override follow(key: string): void {
    this.worker.postMessage({ tell: "console", key });
  }
}

function toy() {
  const said: unknown[] = [];
  let tell: (message: FromLab<State, string>) => void = () => {};
  let fail: (message: string) => void = () => {};
  const lab = new ToyLab(
    {
      postMessage: (message) => said.push(message),
      onMessage: (listener) => {
        tell = listener;
      },
      onError: (listener) => {
        fail = listener;
      },
      terminate: () => said.push("terminated"),
    },
    EMPTY,
    "the toy",
  );
  return {
    lab,
    said,
    tell: (message: FromLab<State, string>) => tell(message),
    fail: (message: string) => fail(message),
  };
}

it("shows the state as it was last told", () => {
  const { lab, tell } = toy();
  const seen: State[] = [];
  const stop = lab.subscribe(() => seen.push(lab.state()));
  tell({ state: { ...EMPTY, status: "ready" } });
  stop();
  tell({ state: EMPTY });
  expect(seen.map(({ status }) => status)).toEqual(["ready"]);
  expect(lab.state()).toEqual(EMPTY);
});

it("asks for a console once, and a late listener hears what was on it", () => {
  const { lab, said, tell } = toy();
  const heard: string[] = [];
  const listener = (name: string) => ({
    bytes: (bytes: Uint8Array) => heard.push(`${name} ${bytes.join(" ")}`),
    reset: () => heard.push(`${name} reset`),
  });
  lab.onConsole("a", listener("first"));
  tell({ console: "a", bytes: Uint8Array.of(1, 2) });
  tell({ console: "b", bytes: Uint8Array.of(9) });
  lab.onConsole("a", listener("late"));
  tell({ console: "a", reset: true });
  expect(said).toEqual([{ tell: "console", key: "a" }]);
  expect(heard).toEqual(["first 1 2", "late 1 2", "first reset", "late reset"]);
});

it("answers are those of its calls; when the worker is gone they fail, and the state says so", async () => {
  const { lab, said, tell, fail } = toy();
  const pausing = lab.pause();
  const stepping = lab.step(5);
  const [, second] = said as LabCall[];
  expect(second).toMatchObject({ call: "step", args: [5] });
  tell({ id: 0, answer: undefined });
  await pausing;
  fail("out of memory");
  await expect(stepping).rejects.toThrow("out of memory");
  expect(lab.state()).toEqual({
    ...EMPTY,
    error: { what: "out of memory", where: "the toy's worker", whatToDo: "Reload the page." },
  });
  lab.dispose();
  expect(said.at(-1)).toBe("terminated");
});

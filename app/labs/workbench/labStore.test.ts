import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ColumnState, LabApi } from "@/app/guest/lab/state";
import { createLabStore } from "./labStore";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => setTimeout(call, 16));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Stands for a lab: its columns are what they are set to. */
function labOf(first: readonly ColumnState[]) {
  let columns = first;
  let tell = () => {};
  const lab = {
    columns: () => columns,
    subscribe: (listener: () => void) => {
      tell = listener;
      return () => {};
    },
  } as Partial<LabApi> as LabApi;
  return {
    lab,
    set(next: readonly ColumnState[]) {
      columns = next;
      tell();
    },
  };
}

const column = (id: string, power: string) => ({ id, power }) as ColumnState;
const all = (power: string) => ["vm", "container", "pv"].map((id) => column(id, power));

it("shows columns that change together one a frame, each in its turn, and loses none", () => {
  const { lab, set } = labOf(all("off"));
  const { view, follow } = createLabStore(lab);
  const seen: string[] = [];
  view.subscribe(({ columns }) => seen.push(columns.map(({ power }) => power).join(" ")));
  const stop = follow();
  seen.length = 0;
  set(all("booting"));
  vi.runAllTimers();
  expect(seen).toEqual(["booting off off", "booting booting off", "booting booting booting"]);
  expect(view.getState().columns).toEqual(lab.columns());
  stop();
});

it("shows at once that there is a column more", () => {
  const { lab, set } = labOf(all("off"));
  const { view, follow } = createLabStore(lab);
  const stop = follow();
  set([...all("running"), column("vm2", "off")]);
  vi.runAllTimers();
  expect(view.getState().columns).toEqual(lab.columns());
  stop();
});

"use client";

import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { ColumnState, ContainerColumnState, GuestColumnState, LabApi } from "@/app/guest/lab/state";
import { afterFrames } from "@/app/ui/afterFrames";

/** What the components select from: the lab's columns, as of the last frame. */
export interface LabView {
  readonly columns: readonly ColumnState[];
}

export interface LabStore {
  readonly lab: LabApi;
  readonly view: StoreApi<LabView>;
  /** Reads the lab now: for an order that must show at once, as a radio button does. */
  refresh(): void;
  /** Follows the lab until the returned function is called; any number of a column's changes in a frame are one update. */
  follow(): () => void;
}

/** An adapter: the lab keeps the state, this hands it to React. One for each lab, so labs can stand side by side. */
export function createLabStore(lab: LabApi): LabStore {
  const view = createStore<LabView>(() => ({ columns: lab.columns() }));
  const refresh = () => view.setState({ columns: lab.columns() });
  return {
    lab,
    view,
    refresh,
    follow() {
      // Columns that start together change together: one a frame keeps every task short.
      let turn = 0;
      const refreshOne = () => {
        const { columns: shown } = view.getState();
        const latest = lab.columns();
        const changed = changedColumns(shown, latest);
        if (changed === "others") return refresh();
        const next = changed.find((index) => index >= turn) ?? changed[0];
        if (next === undefined) return;
        turn = next + 1;
        view.setState({ columns: shown.with(next, latest[next]!) });
        if (changed.length > 1) refreshing.soon();
      };
      const refreshing = afterFrames(refreshOne);
      refresh();
      const unsubscribe = lab.subscribe(refreshing.soon);
      return () => {
        unsubscribe();
        refreshing.dispose();
      };
    },
  };
}

/** Where two lists of the same columns differ. */
function changedColumns(
  shown: readonly ColumnState[],
  latest: readonly ColumnState[],
): readonly number[] | "others" {
  if (shown.length !== latest.length || shown.some(({ id }, index) => id !== latest[index]?.id))
    return "others";
  return latest.flatMap((column, index) => (column === shown[index] ? [] : [index]));
}

export const LabContext = createContext<LabStore | undefined>(undefined);

export function useLabStore(): LabStore {
  const store = useContext(LabContext);
  if (store === undefined) throw new Error("This component belongs inside a <Workbench>.");
  return store;
}

/** The lab of this workbench, for orders. */
export const useLabApi = (): LabApi => useLabStore().lab;

/** One thing about all columns. The result must be the same object as long as it says the same. */
export function useColumns<T>(select: (columns: readonly ColumnState[]) => T): T {
  return useStore(useLabStore().view, ({ columns }) => select(columns));
}

/** One thing about one column. */
export function useColumn<T>(id: string, select: (column: ColumnState) => T): T {
  return useColumns((columns) => select(columnOf(columns, id)));
}

/** One thing about a column with a real guest. */
export function useGuest<T>(id: string, select: (column: GuestColumnState) => T): T {
  return useColumn(id, (column) => {
    if (column.track === "container") throw new Error(`Column ${id} is a container.`);
    return select(column);
  });
}

/** One thing about a column with a container. */
export function useContainer<T>(id: string, select: (column: ContainerColumnState) => T): T {
  return useColumn(id, (column) => {
    if (column.track !== "container") throw new Error(`Column ${id} is no container.`);
    return select(column);
  });
}

function columnOf(columns: readonly ColumnState[], id: string): ColumnState {
  const column = columns.find((candidate) => candidate.id === id);
  if (column === undefined) throw new Error(`The lab has no column ${id}.`);
  return column;
}

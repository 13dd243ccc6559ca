import { useRef } from "react";

/** The value of before for as long as the new one says the same: plain data, small, and new several times a second. */
export function useSteady<T>(value: T): T {
  const kept = useRef<{ readonly value: T; readonly text: string }>(undefined);
  const text = JSON.stringify(value) ?? "";
  if (kept.current === undefined || kept.current.text !== text) kept.current = { value, text };
  return kept.current.value;
}

import { useEffect, useRef, useState } from "react";

const SEND_EVERY_MS = 100;

/** What the hand has set, until the kernel says the same; sent at once, then as often as `SEND_EVERY_MS` allows, and at last. */
export function useDraft<T>(actual: T, send: (value: T) => Promise<boolean>) {
  const [draft, setDraft] = useState<{ readonly value: T }>();
  const latest = useRef(send);
  const pending = useRef<{ readonly value: T }>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    if (draft !== undefined && draft.value === actual && pending.current === undefined) setDraft(undefined);
  }, [draft, actual]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const flush = async () => {
    timer.current = undefined;
    const next = pending.current;
    if (next === undefined) return;
    pending.current = undefined;
    timer.current = setTimeout(flush, SEND_EVERY_MS);
    await latest.current(next.value);
    // Refused, or rounded by the kernel: its own word stands.
    if (pending.current === undefined) setDraft(undefined);
  };
  const set = (value: T) => {
    setDraft({ value });
    pending.current = { value };
    if (timer.current === undefined) void flush();
  };
  return { shown: draft === undefined ? actual : draft.value, set };
}

import { useEffect, useRef, useState } from "react";

const SEND_EVERY_MS = 80;

/** What the hand has set, until the host says the same; sent at once, then as often as `SEND_EVERY_MS` allows, and at last. */
export function useDraft(actual: number, send: (value: number) => Promise<boolean>) {
  const [draft, setDraft] = useState<number>();
  const latest = useRef(send);
  const pending = useRef<number>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    if (draft === actual && pending.current === undefined) setDraft(undefined);
  }, [draft, actual]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const drop = () => {
    pending.current = undefined;
    setDraft(undefined);
  };
  const flush = async () => {
    timer.current = undefined;
    const value = pending.current;
    if (value === undefined) return;
    pending.current = undefined;
    timer.current = setTimeout(flush, SEND_EVERY_MS);
    const taken = await latest.current(value);
    if (!taken && pending.current === undefined) setDraft(undefined);
  };
  const set = (value: number) => {
    setDraft(value);
    pending.current = value;
    if (timer.current === undefined) void flush();
  };
  return { draft, set, drop };
}

import { createJSONStorage, type PersistStorage } from "zustand/middleware";

/**
 * localStorage for zustand's `persist`, for browsers in which it is full, forbidden or absent: nothing throws, and what
 * went wrong is told in words. `tell(undefined)` means that keeping works (again).
 */
export function carefulStorage<S>(
  tell: (trouble: string | undefined) => void,
  open: () => Storage = () => window.localStorage,
): PersistStorage<S> | undefined {
  const attempt = <T>(work: (storage: Storage) => T, otherwise: T): T => {
    try {
      const result = work(open());
      queueMicrotask(() => tell(undefined));
      return result;
    } catch (error) {
      queueMicrotask(() => tell(words(error)));
      return otherwise;
    }
  };
  return createJSONStorage<S>(() => ({
    getItem: (name) => attempt((storage) => readable(storage.getItem(name)), null),
    setItem: (name, value) => attempt((storage) => storage.setItem(name, value), undefined),
    removeItem: (name) => attempt((storage) => storage.removeItem(name), undefined),
  }));
}

/** Text that is not JSON would make `persist` give up: then there is nothing there. */
function readable(text: string | null): string | null {
  try {
    JSON.parse(text ?? "null");
    return text;
  } catch {
    return null;
  }
}

function words(error: unknown): string {
  const full = error instanceof Error && /quota/i.test(`${error.name} ${error.message}`);
  return full
    ? "Your progress is not kept: this browser's storage for the site is full. Export your progress, or free some storage."
    : "Your progress is not kept: this browser does not let the site store anything. Export your progress before you leave.";
}

import { describe, expect, test } from "vitest";
import { type Locks, onSharedCores } from "./cores";

/** Web Locks of one origin, exclusive ones: first come, first served. */
function siteLocks(): Locks & { readonly held: Set<string> } {
  const held = new Set<string>();
  const waiting = new Map<string, (() => void)[]>();
  return {
    held,
    async request(name, { ifAvailable }, use) {
      if (held.has(name)) {
        if (ifAvailable) return use(null);
        await new Promise<void>((ready) => waiting.set(name, [...(waiting.get(name) ?? []), ready]));
      }
      held.add(name);
      await use({ name });
      held.delete(name);
      waiting.get(name)?.shift()?.();
    },
  };
}

const aTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
const spin = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe("guests of one site on its cores", () => {
  test.each([
    { cores: 1, guests: 2, most: 1 },
    { cores: 2, guests: 3, most: 1 },
    { cores: 4, guests: 5, most: 3 },
    { cores: 8, guests: 3, most: 3 },
  ])("$guests guests on $cores cores: at most $most are under way, and each goes on", async (given) => {
    const locks = siteLocks();
    const done = Array.from({ length: given.guests }, () => 0);
    let most = 0;
    const guest = async (index: number) => {
      const nextTurn = onSharedCores(aTurn, locks, given.cores);
      await nextTurn();
      while (Math.min(...done) < 3) {
        most = Math.max(most, locks.held.size);
        spin(9);
        done[index]!++;
        await nextTurn();
      }
      nextTurn.rest?.();
    };
    await Promise.all(done.map((_, index) => guest(index)));
    expect(most).toBe(given.most);
    // In turns: none has run long before the others.
    expect(Math.max(...done)).toBeLessThan(3 + 2 * given.guests);
    await aTurn();
    expect(locks.held.size).toBe(0);
  });

  test("a guest at rest keeps no core", async () => {
    const locks = siteLocks();
    const nextTurn = onSharedCores(aTurn, locks, 2);
    await nextTurn();
    expect(locks.held.size).toBe(1);
    nextTurn.rest?.();
    await aTurn();
    expect(locks.held.size).toBe(0);
  });

  test("where locks are refused, a guest runs without", async () => {
    const refused: Locks = { request: () => Promise.reject(new DOMException("no", "SecurityError")) };
    const nextTurn = onSharedCores(aTurn, refused, 2);
    await nextTurn();
    await nextTurn();
    nextTurn.rest?.();
  });
});

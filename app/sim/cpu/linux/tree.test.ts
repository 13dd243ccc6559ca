import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FairState, NONE } from "./state";
import { insert, remove } from "./tree";

function inOrder(state: FairState, node: number): number[] {
  if (node === NONE) return [];
  const { left, right } = state.nodes;
  return [...inOrder(state, left[node]!), node, ...inOrder(state, right[node]!)];
}

function depth(state: FairState, node: number): number {
  if (node === NONE) return 0;
  return 1 + Math.max(depth(state, state.nodes.left[node]!), depth(state, state.nodes.right[node]!));
}

function least(state: FairState, node: number): number {
  return Math.min(...inOrder(state, node).map((each) => state.nodes.vruntime[each]!));
}

const newState = () => new FairState({ cores: 1, threadsPerCore: 1, tickHz: 0, seed: 1 });

describe("the tree of waiting nodes", () => {
  it("is in order of keys, equal ones as they came, and knows the least vruntime below", () => {
    const step = fc.record({ key: fc.nat(8), vruntime: fc.nat(20), take: fc.option(fc.nat(40)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const state = newState();
        state.groupTable.add();
        state.groups.queueOn.fill(NONE);
        const queue = state.newQueue(0, 0);
        const model: number[] = [];
        for (const { key, vruntime, take } of steps) {
          const victim = take === null ? undefined : model[take];
          if (victim === undefined) {
            const node = state.newNode(1024, 0, queue);
            state.nodes.key[node] = key;
            state.nodes.vruntime[node] = vruntime;
            insert(state, queue, node, true);
            const after = model.findIndex((each) => state.nodes.key[each]! > key);
            model.splice(after === -1 ? model.length : after, 0, node);
          } else {
            remove(state, queue, victim, true);
            model.splice(model.indexOf(victim), 1);
          }
          const root = state.queues.root[queue]!;
          expect(inOrder(state, root)).toEqual(model);
          expect(state.queues.leftmost[queue]).toBe(model[0] ?? NONE);
          for (const node of model) expect(state.nodes.least[node]).toBe(least(state, node));
        }
      }),
    );
  });

  it("stays shallow when keys come in order", () => {
    const state = newState();
    state.groupTable.add();
    const queue = state.newQueue(0, 0);
    for (let key = 0; key < 4096; key++) {
      const node = state.newNode(1024, 0, queue);
      state.nodes.key[node] = key;
      insert(state, queue, node, false);
    }
    // A random binary tree of 4096 is about 2.5 × log2(4096) = 30 deep.
    expect(depth(state, state.queues.root[queue]!)).toBeLessThan(45);
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue } from "./queue";

test("events come out by time, equal times in the order in which they were put in", () => {
  const queue = new EventQueue<string>();
  queue.push(20, "late");
  queue.push(10, "first");
  queue.push(10, "second");
  queue.push(10, "third");
  expect(queue.peekNs()).toBe(10);
  expect([queue.pop(), queue.pop(), queue.pop(), queue.pop(), queue.pop()]).toEqual([
    "first",
    "second",
    "third",
    "late",
    undefined,
  ]);
  expect(queue.peekNs()).toBe(Number.POSITIVE_INFINITY);
});

test("pop leaves what is not due yet", () => {
  const queue = new EventQueue<string>();
  queue.push(10, "a");
  expect(queue.pop(9)).toBeUndefined();
  expect(queue.size).toBe(1);
  expect(queue.pop(10)).toBe("a");
});

test("a handle whose slot was used again cancels nothing", () => {
  const queue = new EventQueue<string>();
  const old = queue.push(1, "old");
  queue.pop();
  queue.push(2, "new");
  expect(queue.cancel(old)).toBe(false);
  expect(queue.pop()).toBe("new");
});

test("a time that is not finite is refused", () => {
  const queue = new EventQueue<string>();
  expect(() => queue.push(Number.NaN, "a")).toThrow(RangeError);
  expect(() => queue.push(Number.POSITIVE_INFINITY, "a")).toThrow(RangeError);
  expect(queue.size).toBe(0);
});

type Step = { do: "push"; at: number } | { do: "pop" } | { do: "cancel"; which: number } | { do: "reload" };

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("push" as const), at: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.constant({ do: "pop" as const }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.constant({ do: "reload" as const }) },
  ) as fc.Arbitrary<Step>,
  { maxLength: 200 },
);

test("does what a sorted array does, also over save and load", () => {
  fc.assert(
    fc.property(steps, (list) => {
      let queue = new EventQueue<{ id: number }>();
      let model: { at: number; id: number }[] = [];
      const handles: number[] = [];
      for (const step of list) {
        if (step.do === "push") {
          const id = handles.length;
          handles.push(queue.push(step.at, { id }));
          model.push({ at: step.at, id });
          model.sort((a, b) => a.at - b.at || a.id - b.id);
        } else if (step.do === "pop") {
          expect(queue.pop()?.id).toBe(model.shift()?.id);
        } else if (step.do === "cancel" && handles.length > 0) {
          const id = step.which % handles.length;
          expect(queue.cancel(handles[id]!)).toBe(model.some((event) => event.id === id));
          model = model.filter((event) => event.id !== id);
        } else if (step.do === "reload") {
          const saved = queue.save((value) => value.id);
          queue.push(0, { id: -1 });
          while (queue.pop()) {}
          queue = new EventQueue();
          queue.load(saved, (id) => ({ id: id as number }));
        }
        expect(queue.size).toBe(model.length);
        expect(queue.peekNs()).toBe(model[0]?.at ?? Number.POSITIVE_INFINITY);
      }
      while (model.length > 0) expect(queue.pop()?.id).toBe(model.shift()?.id);
    }),
  );
});

test("100,000 events among which half are cancelled come out sorted", () => {
  const queue = new EventQueue<number>();
  let x = 1;
  const handles: number[] = [];
  for (let i = 0; i < 100_000; i++) {
    x = (x * 48_271) % 2_147_483_647;
    handles.push(queue.push(x, x));
  }
  for (let i = 0; i < handles.length; i += 2) queue.cancel(handles[i]!);
  expect(queue.size).toBe(50_000);
  let last = 0;
  let count = 0;
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    if (value < last) expect.fail(`${value} after ${last}`);
    last = value;
    count++;
  }
  expect(count).toBe(50_000);
});

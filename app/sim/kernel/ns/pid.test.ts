import fc from "fast-check";
import { expect, test } from "vitest";
import { SysError } from "../abi/errno";
import type { Task } from "../process/task";
import { PidNamespace } from "./pid";
import { UserNamespace } from "./user";

const user = UserNamespace.initial(1);

/** A task in a namespace, numbered there and in every one above, as clone does it. */
function enter(namespace: PidNamespace): { readonly task: Task; readonly numbers: readonly number[] } {
  const numbers: number[] = [];
  for (let at: PidNamespace | undefined = namespace; at !== undefined; at = at.parent)
    numbers[at.level] = at.allocate();
  const task = { numbers } as unknown as Task;
  for (let at: PidNamespace | undefined = namespace; at !== undefined; at = at.parent)
    at.enter(numbers[at.level]!, task);
  return { task, numbers };
}

test("numbers are unique in each namespace, and a task is seen from all above and none beside", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 60 }), (choices) => {
      const root = new PidNamespace(1, user, undefined);
      const all = [root];
      const born: { readonly in: PidNamespace; readonly task: Task; readonly numbers: readonly number[] }[] =
        [];
      for (const choice of choices) {
        const at = all[choice % all.length]!;
        if (choice % 3 === 0) all.push(new PidNamespace(all.length + 1, user, at));
        else born.push({ in: at, ...enter(at) });
      }
      for (const namespace of all) {
        const inside = born.filter((one) => one.in.within(namespace));
        expect(namespace.count).toBe(inside.length);
        expect(new Set(inside.map(({ numbers }) => numbers[namespace.level])).size).toBe(inside.length);
        for (const { task, numbers } of inside) expect(namespace.find(numbers[namespace.level]!)).toBe(task);
      }
    }),
  );
});

test("numbers start again at 300 and skip those that are taken", () => {
  const root = new PidNamespace(1, user, undefined);
  root.max = 310;
  const seen = Array.from({ length: 309 }, () => enter(root).numbers[0]);
  expect(seen).toEqual(Array.from({ length: 309 }, (_, index) => index + 1));
  expect(() => root.allocate()).toThrow(SysError);
  root.leave(305);
  expect(root.allocate()).toBe(305);
});

test("nobody is born in a namespace whose init has ended", () => {
  const root = new PidNamespace(1, user, undefined);
  root.dead = true;
  expect(() => root.allocate()).toThrow(SysError);
});

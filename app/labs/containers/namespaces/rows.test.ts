import { expect, test } from "vitest";
import { BOX_PID, handMade, INITIAL, namespaceOf } from "../fixtures";
import { nextComings, noComings } from "./comings";
import { holdsText, namespaceRows } from "./rows";

const namespaces = [
  namespaceOf("pid", BOX_PID, { parent: INITIAL.pid, members: [14, 15], holds: "2 tasks" }),
  namespaceOf("pid", INITIAL.pid, { members: [1, 3, 12], holds: "5 tasks" }),
  namespaceOf("uts", INITIAL.uts, { members: [1, 3, 12, 14, 15], holds: "triptych" }),
];
const rowOf = (kind: string, mostBoxes = 9, mostMembers = 9) =>
  namespaceRows(namespaces, handMade, mostBoxes, mostMembers).find((row) => row.kind === kind)!;

test("a PID namespace lies in the one that it was made in", () => {
  const { boxes, count } = rowOf("pid");
  expect(count).toBe(2);
  expect(boxes.map(({ inode, initial }) => [inode, initial])).toEqual([[INITIAL.pid, true]]);
  expect(boxes[0]!.children.map(({ inode, initial }) => [inode, initial])).toEqual([[BOX_PID, false]]);
  expect(boxes[0]!.children[0]!.members[0]).toEqual({ pid: 14, comm: "p14" });
});

test("too many members and namespaces are counted", () => {
  expect(rowOf("uts", 9, 2).boxes[0]).toMatchObject({ members: [{ pid: 1 }, { pid: 3 }], omitted: 3 });
  expect(rowOf("pid", 1)).toMatchObject({ count: 2, omitted: 1 });
});

test.each([
  ["user", "uid map 0 0 4294967295", "every uid is itself"],
  ["user", "uid map 0 1000 1", "uid 0 here is 1000 on the host"],
  ["user", "uid map 0 100000 65536", "uids 0 to 65535 here are 100000 and up on the host"],
  ["user", "no uid map", "no uid map: everybody is nobody"],
  ["cgroup", `/docker/${"0123456789abcdef".repeat(4)}`, "root /docker/0123456789ab…"],
  ["uts", "box", "“box”"],
  ["pid", "1 tasks", "1 task"],
] as const)("%s: %s", (kind, holds, words) => expect(holdsText({ kind, holds })).toBe(words));

test("what comes and goes is known for a while; at first nothing is new", () => {
  const of = (...keys: string[]) => new Map(keys.map((key) => [key, key]));
  const first = nextComings(noComings<string>(), of("a"), 0, 100);
  expect(first.came).toEqual([]);
  const second = nextComings(first, of("a", "b"), 10, 100);
  expect(second.came.map(({ key }) => key)).toEqual(["b"]);
  const third = nextComings(second, of("b"), 20, 100);
  expect(third.gone.map(({ item }) => item)).toEqual(["a"]);
  expect(third.came.map(({ key }) => key)).toEqual(["b"]);
  expect(nextComings(third, of("b"), 200, 100)).toMatchObject({ came: [], gone: [] });
  expect(nextComings(third, of("a", "b"), 30, 100).gone).toEqual([]);
});

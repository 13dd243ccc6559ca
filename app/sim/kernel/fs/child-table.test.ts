import { expect, test } from "vitest";
import { UserNamespace } from "../ns/user";
import { ChildTable, LazyChildren, TableTree } from "./child-table";
import { GeneratedFile, TableDirectory } from "./generated";
import { PseudoSuperBlock } from "./pseudo-super-block";

const sb = new PseudoSuperBlock("test", 0, 1, UserNamespace.initial(0));

test("children are made when they are looked up, once, and are listed in the order of the table", () => {
  const made: string[] = [];
  const table = new ChildTable<string>();
  for (const name of ["b", "a"])
    table.file(name, (of) => {
      made.push(`${of}/${name}`);
      return new GeneratedFile(sb, made.length, 0o444, {});
    });
  const one = new LazyChildren(table, "one");
  const other = new LazyChildren(table, "other");
  expect(made).toEqual([]);
  const a = one.lookup("a");
  expect(one.lookup("a")).toBe(a);
  expect(one.lookup("c")).toBeUndefined();
  expect(made).toEqual(["one/a"]);
  expect(one.entries().map(({ name, ino }) => [name, ino])).toEqual([
    ["b", 2],
    ["a", 1],
  ]);
  expect(other.lookup("a")).not.toBe(a);
  expect(made).toEqual(["one/a", "one/b", "other/a"]);
});

test("a tree of tables makes the directories above a path, and knows how many a directory has", () => {
  const tree = new TableTree<undefined>(() => new TableDirectory(sb, 1, 0o555));
  expect(tree.at("net/ipv4/conf")).toBe(tree.at("net/ipv4/conf"));
  tree.at("net/core");
  tree.at("net").file("stat", () => new GeneratedFile(sb, 2, 0o444, {}));
  expect([...tree.root.names]).toEqual(["net"]);
  expect([...tree.at("net").names]).toEqual(["ipv4", "core", "stat"]);
  expect(tree.at("net").directories).toBe(2);
});

import { describe, expect, it } from "vitest";
import { PagesDouble } from "./pages-double";
import { RmapItems } from "./rmap-items";
import { StableTree } from "./stable-tree";

const NEVER = Number.POSITIVE_INFINITY;

/** A tree over an area of merged pages: `sharers[n]` pages of equal contents share the n-th of its frames. */
function chainOf(sharers: readonly number[]) {
  const pages = new PagesDouble();
  const items = new RmapItems();
  const tree = new StableTree(pages, items);
  const area = pages.addArea(sharers.flatMap((count) => Array<number>(count).fill(1)));
  const table = items.tableOf(area);
  const nodes: number[] = [];
  const members: number[][] = [];
  let page = 0;
  for (const count of sharers) {
    const first = page;
    pages.makeMerged(area, first);
    const node = tree.insert(1, pages.frameOf(area, first), 0);
    nodes.push(node);
    members.push([]);
    for (; page < first + count; page++) {
      if (page > first) pages.mergeInto(area, page, tree.frameOf(node));
      const item = items.create(area, table, page);
      tree.append(item, node);
      members.at(-1)!.push(item);
    }
  }
  const leave = (node: number) => {
    for (const item of members[node]!) pages.write(area, items.page[item]!, 100 + item);
  };
  return { tree, nodes, members, leave };
}

describe("stable tree", () => {
  it("answers a node with room, and none when it is full or of other contents", () => {
    const { tree, nodes } = chainOf([3]);
    expect(tree.search(1, 4, NEVER, 0)).toBe(nodes[0]);
    expect(tree.search(1, 3, NEVER, 0)).toBe(-1);
    expect(tree.search(2, 4, NEVER, 0)).toBe(-1);
    expect(tree).toMatchObject({ size: 1, pagesShared: 1, pagesSharing: 2, chains: 0, dups: 0 });
  });

  it("stops at the first dup with room, and when it prunes takes the fullest", () => {
    const { tree, nodes } = chainOf([3, 1, 4, 2]);
    expect(tree).toMatchObject({ size: 1, chains: 1, dups: 4, pagesShared: 4, pagesSharing: 6 });
    // The newest dup comes first.
    expect(tree.search(1, 4, 1000, 999)).toBe(nodes[3]);
    expect(tree.dupsVisited).toBe(1);
    expect(tree.search(1, 4, 1000, 1000)).toBe(nodes[0]);
    expect(tree.dupsVisited).toBe(5);
    // What was found is found first from now on, and the chain was just pruned.
    expect(tree.search(1, 4, 1000, 1999)).toBe(nodes[0]);
    expect(tree.dupsVisited).toBe(6);
    expect(tree.search(1, 1, NEVER, 1999)).toBe(-1);
    expect(tree.dupsVisited).toBe(10);
  });

  it("drops dups whose pages have all left, and a chain of one is a plain node again", () => {
    const { tree, nodes, leave } = chainOf([2, 2, 2]);
    leave(0);
    leave(2);
    expect(tree.search(1, 3, 0, 5)).toBe(nodes[1]);
    expect(tree).toMatchObject({ size: 1, chains: 0, dups: 0, pagesShared: 1, pagesSharing: 1 });
    leave(1);
    expect(tree.search(1, 3, 0, 6)).toBe(-1);
    expect(tree).toMatchObject({ size: 0, pagesShared: 0, pagesSharing: 0 });
  });

  it("lets go of all sharers of a freed frame with the first that is seen to have left", () => {
    const { tree, members, leave } = chainOf([5]);
    leave(0);
    tree.unlink(members[0]![2]!);
    expect(tree).toMatchObject({ size: 0, pagesShared: 0, pagesSharing: 0 });
  });

  it("keeps a node without items while another mapping keeps its frame, and drops it after", () => {
    const pages = new PagesDouble();
    const items = new RmapItems();
    const tree = new StableTree(pages, items);
    const area = pages.addArea([1]);
    const fork = pages.fork(area);
    pages.makeMerged(area, 0);
    const item = items.create(area, items.tableOf(area), 0);
    tree.append(item, tree.insert(1, pages.frameOf(area, 0), 0));
    tree.unlink(item);
    tree.dropStaleEmpty();
    expect(tree).toMatchObject({ size: 1, pagesShared: 0 });
    pages.removeArea(area);
    pages.removeArea(fork);
    tree.dropStaleEmpty();
    expect(tree.size).toBe(0);
  });
});

/**
 * The nodes that wait in a queue, in a treap: ordered by `key`, equal keys in the order of their coming, and balanced by a
 * fixed pseudo-random priority of each node, so its shape follows from what is in it. With `augmented` each node also
 * knows the least vruntime in its subtree.
 */
import type { FairState } from "./state";
import { NONE } from "./state";

type Nodes = FairState["nodes"];

function leastOf(nodes: Nodes, node: number): number {
  const { least, left, right } = nodes;
  let value = nodes.vruntime[node]!;
  const l = left[node]!;
  const r = right[node]!;
  if (l !== NONE && least[l]! < value) value = least[l]!;
  if (r !== NONE && least[r]! < value) value = least[r]!;
  return value;
}

function replaceChild(nodes: Nodes, parent: number, child: number, by: number): void {
  if (nodes.left[parent] === child) nodes.left[parent] = by;
  else nodes.right[parent] = by;
}

/** Lifts a node over its parent, which becomes its child. */
function rotateUp(nodes: Nodes, node: number, augmented: boolean): void {
  const { left, right, up } = nodes;
  const parent = up[node]!;
  const above = up[parent]!;
  let moved: number;
  if (left[parent] === node) {
    moved = right[node]!;
    left[parent] = moved;
    right[node] = parent;
  } else {
    moved = left[node]!;
    right[parent] = moved;
    left[node] = parent;
  }
  if (moved !== NONE) up[moved] = parent;
  up[parent] = node;
  up[node] = above;
  if (above !== NONE) replaceChild(nodes, above, parent, node);
  if (augmented) {
    nodes.least[node] = nodes.least[parent]!;
    nodes.least[parent] = leastOf(nodes, parent);
  }
}

/** `key` (and for an augmented tree `vruntime`) of the node must not change while it is in the tree. */
export function insert(state: FairState, queue: number, node: number, augmented: boolean): void {
  const { nodes, queues } = state;
  const { key, left, right, up, priority, least } = nodes;
  left[node] = right[node] = NONE;
  const own = nodes.vruntime[node]!;
  least[node] = own;
  let at = queues.root[queue]!;
  if (at === NONE) {
    up[node] = NONE;
    queues.root[queue] = queues.leftmost[queue] = node;
    return;
  }
  const k = key[node]!;
  let parent = at;
  let leftmost = true;
  do {
    parent = at;
    if (augmented && own < least[at]!) least[at] = own;
    if (k < key[at]!) {
      at = left[at]!;
      if (at === NONE) left[parent] = node;
    } else {
      at = right[at]!;
      if (at === NONE) right[parent] = node;
      leftmost = false;
    }
  } while (at !== NONE);
  up[node] = parent;
  if (leftmost) queues.leftmost[queue] = node;
  while (up[node] !== NONE && priority[node]! > priority[up[node]!]!) rotateUp(nodes, node, augmented);
  if (up[node] === NONE) queues.root[queue] = node;
}

export function remove(state: FairState, queue: number, node: number, augmented: boolean): void {
  const { nodes, queues } = state;
  const { left, right, up, priority } = nodes;
  if (queues.leftmost[queue] === node) {
    let next = right[node]!;
    if (next === NONE) next = up[node]!;
    else while (left[next] !== NONE) next = left[next]!;
    queues.leftmost[queue] = next;
  }
  while (left[node] !== NONE && right[node] !== NONE) {
    const l = left[node]!;
    const r = right[node]!;
    const child = priority[l]! > priority[r]! ? l : r;
    rotateUp(nodes, child, augmented);
    if (up[child] === NONE) queues.root[queue] = child;
  }
  const child = left[node] !== NONE ? left[node]! : right[node]!;
  let parent = up[node]!;
  if (child !== NONE) up[child] = parent;
  if (parent === NONE) queues.root[queue] = child;
  else replaceChild(nodes, parent, node, child);
  if (!augmented) return;
  for (; parent !== NONE; parent = up[parent]!) nodes.least[parent] = leastOf(nodes, parent);
}

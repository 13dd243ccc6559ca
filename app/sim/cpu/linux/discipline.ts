/**
 * What CFS and EEVDF do differently: how the nodes of one queue share it. All of them work on one queue at a time; the
 * levels of the cgroup tree are put together in hierarchy.ts and fair.ts.
 */
export interface Discipline {
  readonly policy: "cfs" | "eevdf";
  /** Sets the virtual time of a node that is about to join the queue and is not yet counted in it. */
  place(queue: number, node: number, initial: boolean, forked: boolean): void;
  /** The node, whose virtual time is settled, joins or leaves those that wait. It is counted in the queue's load. */
  insert(queue: number, node: number): void;
  remove(queue: number, node: number): void;
  /** The node, waiting or running and still counted, is about to stop being runnable in this queue. */
  leave(queue: number, node: number): void;
  /** A node that is in neither queue goes from one core's to another's. */
  migrate(node: number, from: number, to: number): void;
  /** The running node's virtual time went on. True if it has had what it may have and should yield. */
  charged(queue: number, node: number): boolean;
  /** Who should run: a waiting node or the running one; NONE if there is neither. */
  first(queue: number): number;
  /** The node begins to run. */
  chosen(queue: number, node: number): void;
  /** Its slice was over and the running task is chosen again. */
  chosenAgain(core: number, node: number): void;
  /** Whether a node that has just joined takes the place of the running one. */
  preempts(queue: number, woken: number): boolean;
  /** How much longer the core's current may run while others wait, ns, not counting what is uncharged. */
  sliceLeftNs(core: number): number;
  /** At a tick: whether the running node should yield. Others wait in the queue. */
  tick(queue: number, node: number): boolean;
  /** Changes the weight of a node that is in the queue (in the tree if it does not run) or in none, and no load. */
  reweigh(queue: number, node: number, weight: number): void;
}

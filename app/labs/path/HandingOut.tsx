import { useReducer } from "react";
import { type Floor, type FloorMachine, give } from "@/app/sim/vmm/floor";
import { EXAMPLE_CARD } from "@/app/sim/vmm/hand-out";
import { FloorView } from "./FloorView";
import styles from "./PathView.module.css";

const machine = (name: string): FloorMachine => ({
  name,
  host: "left",
  on: true,
  memoryMiB: 4096,
  needsMiB: 2048,
  balloonMiB: 1024,
  network: "kvm-vhost",
  stops: 0,
});

const host = (name: string) => ({
  name,
  memoryMiB: 16_384,
  reservedMiB: 2048,
  hasIommu: true,
  virtualFunctions: EXAMPLE_CARD.virtualFunctions,
});

/** Two hosts and three machines, to try out what may be handed out and what is refused. Sizes are conventions. */
const example: Floor = {
  hosts: [host("left"), host("right")],
  machines: [machine("first"), machine("second"), machine("third")],
  orders: [],
};

/** The ends of some paths: a card that is given to machines as a whole or in slices, and what that takes away from them. */
export function HandingOut() {
  const [floor, order] = useReducer(give, example);
  return (
    <details className={styles.facts} data-testid="handing-out">
      <summary>Hand a card out to machines</summary>
      <p className={styles.what}>
        A card that belongs to a guest, or a slice of one, makes the path short. Give it to machines, inflate
        a balloon, move one to the other host: what is refused says why. All of it is modelled; changing a
        card and moving take no time here.
      </p>
      <FloorView floor={floor} onOrder={order} />
    </details>
  );
}

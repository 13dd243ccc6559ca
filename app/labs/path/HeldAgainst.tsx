import { heldRows } from "@/app/sim/vmm/held-against";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import styles from "./PathView.module.css";

/** The model beside the measurements that it can be held against. */
export function HeldAgainst() {
  return (
    <details className={styles.facts} data-testid="held-against">
      <summary>Held against measurements</summary>
      <ValueTable
        caption="What virtualization adds to a path, µs. ◇ modelled, ¶ published. Where it says fitted, a constant was chosen so that the two agree."
        head={["Path", "fitted", "modelled", "published"]}
        scrollLabel="The model and measurements"
        rows={heldRows().map(({ id, what, modelled, published, fitted }) => ({
          key: id,
          cells: [
            <span key="what" className={styles.stepText}>
              {what}
            </span>,
            fitted ? "yes" : "no",
            <FigureValue key="modelled" figure={modelled} label={`${what}, modelled`} bare />,
            <FigureValue key="published" figure={published} label={`${what}, published`} bare />,
          ],
        }))}
      />
    </details>
  );
}

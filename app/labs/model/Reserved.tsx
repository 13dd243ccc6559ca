import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import view from "./ModelPage.module.css";
import type { ShownPrediction } from "./shown";

interface Props {
  readonly predictions: readonly ShownPrediction[];
}

/** What the model says to measurements that are kept apart from the project. */
export function Reserved({ predictions }: Props) {
  return (
    <section className={view.group} aria-labelledby="model-reserved" data-testid="model-reserved">
      <h2 id="model-reserved" className={view.heading}>
        Predicted, not measured here
      </h2>
      <p className={view.note}>
        These measurements were published, but the project does not hold them, so that nothing could be fitted
        to them. The range is where the model expects the measured value.
      </p>
      <ValueTable
        caption="◇ modelled. The letter and number name the set of measurements that is kept apart."
        head={["Measurement", "set", "output", "modelled", "range", "published"]}
        scrollLabel="Predictions without a measurement"
        rows={predictions.map(({ id, set, what, output, model, range }) => ({
          key: id,
          cells: [
            <span key="what" className={view.what}>
              {what}
            </span>,
            set,
            output,
            <FigureValue key="model" figure={model} label={`${what}, ${output}, modelled`} bare />,
            range,
            "not held",
          ],
        }))}
      />
    </section>
  );
}

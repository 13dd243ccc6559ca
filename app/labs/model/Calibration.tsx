import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import view from "./ModelPage.module.css";
import type { ShownGroup } from "./shown";

/** The rows of one scenario: published, modelled, the error, and whether it is small enough. */
export function Calibration({ scenario, rows }: ShownGroup) {
  return (
    <section className={view.group} aria-labelledby={`model-${scenario}`} data-testid={`model-${scenario}`}>
      <h2 id={`model-${scenario}`} className={view.heading}>
        {scenario}
      </h2>
      <ValueTable
        caption="◇ modelled, ¶ published. Input: the model starts from the row. Fitted: a constant was chosen to meet it. Checked: it was not used."
        head={["Row", "use", "modelled", "published", "error", "tolerance", "within"]}
        scrollLabel={`Rows of ${scenario}`}
        rows={rows.map(({ id, what, use, model, published, error, tolerance, within }) => ({
          key: id,
          cells: [
            <span key="what" className={view.what}>
              {what}
            </span>,
            use,
            <FigureValue
              key="model"
              figure={model}
              label={`${what}, modelled`}
              testId={`modelled-${id}`}
              bare
            />,
            <FigureValue
              key="published"
              figure={published}
              label={`${what}, published`}
              testId={`published-${id}`}
              bare
            />,
            error,
            tolerance,
            within ? (
              "yes"
            ) : (
              <strong key="within" className={view.outside}>
                outside
              </strong>
            ),
          ],
        }))}
      />
    </section>
  );
}

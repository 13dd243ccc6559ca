import { LayerTable } from "../../containers/layers/LayerTable";
import { useContainer } from "../labStore";
import { useOrders } from "../orders";
import { TerminalPanel } from "../terminal/TerminalPanel";
import styles from "./Column.module.css";
import { ColumnHeader } from "./ColumnHeader";
import { ContainerBill } from "./ContainerBill";
import containerStyles from "./ContainerColumn.module.css";
import { PowerControls } from "./PowerControls";
import { ErrorPanel } from "./problems";
import { StartFigure } from "./StartFigure";

interface Props {
  readonly id: string;
  readonly embedded: boolean;
}

/** A column with a container on a machine of its own, from how it starts to what it has cost. */
export function ContainerColumn({ id, embedded }: Props) {
  const image = useContainer(id, (column) => column.image);
  const error = useContainer(id, (column) => column.error);
  const layers = useContainer(id, (column) => column.layers);
  const { order, refusal } = useOrders(id);
  const problem = refusal ?? error;
  return (
    <article
      className={styles.column}
      data-track="container"
      data-testid={`column-${id}`}
      aria-labelledby={`title-${id}`}
    >
      <ColumnHeader id={id} embedded={embedded} />
      <div className={containerStyles.facts}>
        <p>
          <code>docker run -it {image}</code> on a host that is up: a simulated Linux kernel of the same
          release as the guests’, held against the real one.
        </p>
        <p>
          Its state cannot be saved: it is programs of the host, in mid-sentence. Start it again and do the
          same, and it is the same.
        </p>
      </div>
      <PowerControls id={id} order={order} closable={id !== "container" && !embedded} />
      {problem && <ErrorPanel id={id} error={problem} />}
      <TerminalPanel id={id} />
      {layers.length > 0 && <LayerTable id={id} layers={layers} />}
      <div className={styles.below}>
        <StartFigure id={id} />
        <ContainerBill id={id} />
      </div>
    </article>
  );
}

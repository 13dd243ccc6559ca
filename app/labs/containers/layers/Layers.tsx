import { useId } from "react";
import { type ContainerLayer, layersOfContainer } from "@/app/container/lab/layers";
import { modelled } from "@/app/sim/figures/figure";
import { FigureValue } from "@/app/ui/FigureValue";
import { useContainers } from "../containerStore";
import { useSteady } from "../useSteady";
import styles from "./Layers.module.css";
import { LayerTable } from "./LayerTable";

/** More are not told apart. */
const MOST_SHOWN = 6;

interface Root {
  readonly name: string;
  readonly layers: readonly ContainerLayer[];
}

/** What the roots of the containers that run are made of, and what they have in common. */
export function Layers() {
  const title = useId();
  const view = useContainers((state) => state.view);
  const roots = useSteady<readonly Root[]>(
    (view?.containers ?? []).flatMap((container) => {
      const layers = layersOfContainer(view!, container);
      return layers.length === 0 ? [] : [{ name: container.name, layers }];
    }),
  );
  return (
    <section className={styles.layers} aria-labelledby={title} data-testid="layers">
      <h2 id={title} className={styles.title}>
        Layers
      </h2>
      {roots.length === 0 ? (
        <p className={styles.note}>
          No container runs. Each has a layer of its own over those of its image, which all containers of the
          image share.
        </p>
      ) : (
        <Sums roots={roots} />
      )}
      <div className={styles.roots}>
        {roots.slice(0, MOST_SHOWN).map(({ name, layers }) => (
          <section key={name} aria-label={`Layers of ${name}`}>
            <h3 className={styles.name}>{name}</h3>
            <LayerTable id={name} layers={layers} />
          </section>
        ))}
      </div>
      {roots.length > MOST_SHOWN && <p className={styles.note}>and {roots.length - MOST_SHOWN} more</p>}
    </section>
  );
}

function Sums({ roots }: { readonly roots: readonly Root[] }) {
  const all = roots.flatMap(({ layers }) => layers);
  const bytes = (of: readonly ContainerLayer[]) => of.reduce((sum, layer) => sum + layer.bytes, 0);
  const once = all.reduce((sum, layer) => sum + layer.bytes / layer.users, 0);
  const own = bytes(all.filter(({ kind }) => kind !== "image"));
  return (
    <dl className={styles.sums}>
      <Sum name="layers-own" label="Their own" bytes={own} how="All layers that only one container has." />
      <Sum
        name="layers-stored"
        label="On the host"
        bytes={Math.round(once)}
        how="Every layer once: its bytes, divided among the containers that are made of it, and summed over them."
      />
      <Sum
        name="layers-seen"
        label="Seen by the containers"
        bytes={bytes(all)}
        how="Every layer as often as a container is made of it: what copies would take."
      />
    </dl>
  );
}

interface SumProps {
  readonly name: string;
  readonly label: string;
  readonly bytes: number;
  readonly how: string;
}

function Sum({ name, label, bytes, how }: SumProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <FigureValue figure={modelled(bytes, "bytes", how, [])} label={label} testId={name} />
      </dd>
    </div>
  );
}

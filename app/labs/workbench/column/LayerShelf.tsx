import type { LayersLast, LayersView } from "@/app/guest/chain/store";
import { layersOf, type StoredLayer } from "@/app/guest/chain/stored-layer";
import { measured } from "@/app/sim/figures/figure";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { saveFile } from "@/app/ui/saveFile";
import { useLabApi } from "../labStore";
import styles from "./ColumnChain.module.css";

const lastWords: Readonly<Record<LayersLast, string>> = {
  lab: "These layers last as long as this page. Save one as .qcow2 to have it longer.",
  opening: "Reading the layers that are kept in this browser…",
  kept: "Layers are kept in this browser and survive a reload, until its data of this site are cleared. A running machine and its own layer do not, unless you keep that as a layer. Of two tabs that keep one name the later wins; the other's layers show after a reload.",
  "not kept":
    "Layers will not survive a reload: this browser keeps none for this site. Save them as .qcow2 before you leave.",
};

const stateWords = { writing: ", being kept…", "not kept": ", not kept" } as const;

/** Hands out a layer and all that it lies on, as files that find each other by name. */
export function saveLayers(top: StoredLayer | undefined): void {
  for (const { name, bytes } of layersOf(top))
    saveFile(name, new Blob([new Uint8Array(bytes)], { type: "application/octet-stream" }));
}

interface Props {
  readonly id: string;
  readonly view: LayersView;
  readonly order: (what: (id: string) => unknown) => void;
}

/** The layers that there are, how long they last, and the way to be rid of one. */
export function LayerShelf({ id, view: { layers, last, writing, problems }, order }: Props) {
  const lab = useLabApi();
  const damaged = problems.flatMap(({ layer }) =>
    layer === undefined || layers.some(({ name }) => name === layer) ? [] : [layer],
  );
  const stateOf = (name: string) => {
    if (writing.includes(name)) return "writing";
    return last === "kept" && !problems.some(({ layer }) => layer === name) ? "kept" : "not kept";
  };
  const forget = (name: string) => (
    <Button
      onClick={() => order(() => lab.layers.forget(name))}
      data-testid={`forget-${id}-${name}`}
      aria-label={`Forget the layer ${name}`}
    >
      Forget
    </Button>
  );
  return (
    <>
      <p className={styles.note} data-testid={`layers-last-${id}`} data-value={last}>
        {lastWords[last]}
      </p>
      {layers.length + damaged.length > 0 && (
        <ul className={styles.shelf} aria-label="Layers of this lab">
          {layers.map((stored) => {
            const { name, layer, below } = stored;
            const state = stateOf(name);
            return (
              <li key={name} data-testid={`stored-${id}-${name}`} data-value={state}>
                <span>
                  <strong>{name}</strong>
                  {below !== undefined && ` on ${below.name}`},{" "}
                  <FigureValue
                    figure={measured(layer.bytes.length, "bytes", "What the layer's file takes.")}
                    label={`Size of the file of ${name}`}
                  />
                  {last === "kept" && state !== "kept" && (
                    <span className={styles.present}>{stateWords[state]}</span>
                  )}
                </span>
                <span className={styles.itemOrders}>
                  <Button
                    onClick={() => order(() => saveLayers(stored))}
                    aria-label={`Save the layer ${name}`}
                  >
                    Save
                  </Button>
                  {forget(name)}
                </span>
              </li>
            );
          })}
          {damaged.map((name) => (
            <li key={name} data-testid={`stored-${id}-${name}`}>
              <span>
                <strong>{name}</strong>, cannot be used
              </span>
              {forget(name)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

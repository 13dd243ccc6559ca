import { useState, useSyncExternalStore } from "react";
import { make, RECIPES } from "@/app/guest/chain/recipes";
import { ImageError } from "@/app/guest/images/store";
import { type Figure, measured } from "@/app/sim/figures/figure";
import type { LayerRecord } from "@/app/sim/run/chain-record";
import { DEFAULT_DISK_BYTES, type DiskSetup, NO_LAYERS } from "@/app/sim/vmm/devices";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import { useGuest, useLabStore } from "../labStore";
import { isStarting } from "../words";
import styles from "./ColumnChain.module.css";
import { LayerShelf, saveLayers } from "./LayerShelf";
import { ErrorPanel } from "./problems";

interface Props {
  readonly id: string;
  readonly order: (what: (id: string) => unknown) => void;
}

const ZEROS = "zeros";

/** A disk in layers: what the next one begins on, and which layer of the present one holds and has answered how much. */
export function ColumnChain({ id, order }: Props) {
  const { lab, refresh } = useLabStore();
  const devices = useGuest(id, (column) => column.devices);
  const chain = useGuest(id, (column) => column.counters.chain);
  const starting = useGuest(id, (column) => isStarting(column.power));
  const running = useGuest(id, (column) => column.power === "running" || column.power === "paused");
  const [name, setName] = useState("layer");
  const disk = devices?.disk;
  const view = useSyncExternalStore(lab.layers.subscribe, lab.layers.view, lab.layers.view);
  if (disk === undefined && chain === undefined) return null;

  const beginOn = (chosen: string) => {
    if (starting || disk === undefined) return;
    const { chain: _, ...setup } = disk;
    const sizeBytes = view.layers.find((layer) => layer.name === chosen)?.sizeBytes ?? DEFAULT_DISK_BYTES;
    const next: DiskSetup = chosen === ZEROS ? setup : { ...setup, chain: chosen, sizeBytes };
    lab.setDevices(id, { ...devices, disk: next });
    refresh();
  };
  const keep = () => order((column) => lab.seal(column, name));
  const makeAll = () => order((column) => lab.perform(RECIPES.flatMap((recipe) => make(column, recipe))));
  const bring = (file: File) => order(async () => lab.layers.bring(name, await bytesOfFile(file)));
  const save = () =>
    order(async (column) => {
      await lab.seal(column, name);
      saveLayers(lab.layers.find(name));
    });

  return (
    <section className={styles.chain} aria-label="Layers of the disk" data-testid={`chain-${id}`}>
      {chain !== undefined && (
        <ValueTable
          caption="Layers of the disk, from the top"
          head={["Layer", "file", "reads", "answered"]}
          rows={chain.layers.toReversed().map((layer) => ({ key: layer.name, cells: cellsOf(id, layer) }))}
        />
      )}
      {view.problems.map(({ layer = "all", error }) => (
        <ErrorPanel key={layer} id={`layer-${layer}-${id}`} error={error} />
      ))}
      {disk !== undefined && (
        <details data-testid={`layers-${id}`}>
          <summary>
            Layers <span className={styles.present}>{disk.chain ?? "none"}</span>
          </summary>
          <div className={styles.orders}>
            <label className={styles.choice}>
              <span>The next disk begins on</span>
              <select
                value={disk.chain ?? ZEROS}
                aria-disabled={starting}
                onChange={({ target }) => beginOn(target.value)}
                data-testid={`begins-on-${id}`}
              >
                <option value={ZEROS}>zeros, without layers</option>
                <option value={NO_LAYERS}>an empty layer</option>
                {view.layers.map((layer) => (
                  <option key={layer.name} value={layer.name}>
                    {layer.name}
                  </option>
                ))}
              </select>
            </label>
            <label className={styles.choice}>
              <span>Name of a layer</span>
              <input
                value={name}
                onChange={({ target }) => setName(target.value)}
                data-testid={`layer-name-${id}`}
              />
            </label>
            <Button off={!running || chain === undefined} onClick={keep} data-testid={`seal-${id}`}>
              Keep as a layer
            </Button>
            <Button off={!running || chain === undefined} onClick={save} data-testid={`export-${id}`}>
              Save as .qcow2
            </Button>
            <Button off={starting} onClick={makeAll} data-testid={`make-layers-${id}`}>
              Make OS, database, web server
            </Button>
            <label className={styles.choice}>
              <span>Bring in a raw or qcow2 image, under that name</span>
              <input
                type="file"
                onChange={({ target }) => {
                  const [file] = target.files ?? [];
                  if (file !== undefined) bring(file);
                  target.value = "";
                }}
                data-testid={`bring-${id}`}
              />
            </label>
          </div>
          <LayerShelf id={id} view={view} order={order} />
        </details>
      )}
    </section>
  );
}

async function bytesOfFile(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new ImageError(
      `The file cannot be read (${(error as Error).message})`,
      file.name,
      "Choose it again; if it stays, copy it to another place first.",
    );
  }
}

const bytesOf = (bytes: number, how: string): Figure => measured(bytes, "bytes", how);

const cellsOf = (id: string, { name, fileBytes, reads, readBytes }: LayerRecord) => [
  name,
  <span key="file" data-testid={`layer-${id}-${name}`}>
    <FigureValue
      figure={bytesOf(fileBytes, "What the layer's .qcow2 file takes on the host.")}
      label={`Size of ${name}`}
      bare
    />
  </span>,
  <FigureValue
    key="reads"
    figure={measured(reads, "count", "Reads of the guest that this layer answered, at least in part.")}
    label={`Reads answered by ${name}`}
    bare
  />,
  <FigureValue
    key="bytes"
    figure={bytesOf(readBytes, "Bytes that the guest has read and this layer has answered.")}
    label={`Bytes answered by ${name}`}
    bare
  />,
];

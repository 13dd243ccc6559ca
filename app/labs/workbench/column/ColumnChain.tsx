import { useState, useSyncExternalStore } from "react";
import { make, RECIPES } from "@/app/guest/chain/recipes";
import { layersOf } from "@/app/guest/chain/store";
import { type Figure, measured } from "@/app/sim/figures/figure";
import type { LayerRecord } from "@/app/sim/run/chain-record";
import { DEFAULT_DISK_BYTES, type DiskSetup, NO_LAYERS } from "@/app/sim/vmm/devices";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { saveFile } from "@/app/ui/saveFile";
import { ValueTable } from "@/app/ui/ValueTable";
import { useGuest, useLabStore } from "../labStore";
import { isStarting } from "../words";
import styles from "./ColumnChain.module.css";

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
  const stored = useSyncExternalStore(lab.layers.subscribe, lab.layers.list, lab.layers.list);
  if (disk === undefined && chain === undefined) return null;

  const beginOn = (chosen: string) => {
    if (starting || disk === undefined) return;
    const { chain: _, ...setup } = disk;
    const sizeBytes = stored.find((layer) => layer.name === chosen)?.sizeBytes ?? DEFAULT_DISK_BYTES;
    const next: DiskSetup = chosen === ZEROS ? setup : { ...setup, chain: chosen, sizeBytes };
    lab.setDevices(id, { ...devices, disk: next });
    refresh();
  };
  const keep = () => order((column) => lab.seal(column, name));
  const makeAll = () => order((column) => lab.perform(RECIPES.flatMap((recipe) => make(column, recipe))));
  const bring = (file: File) =>
    order(() => file.arrayBuffer().then((bytes) => lab.layers.bring(name, new Uint8Array(bytes))));
  const save = () =>
    order(async (column) => {
      await lab.seal(column, name);
      for (const { name: file, bytes } of layersOf(lab.layers.find(name)))
        saveFile(file, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }));
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
                {stored.map((layer) => (
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
        </details>
      )}
    </section>
  );
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

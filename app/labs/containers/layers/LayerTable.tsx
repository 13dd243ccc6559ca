import type { ContainerLayer } from "@/app/container/lab/layers";
import { type Figure, modelled } from "@/app/sim/figures/figure";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";

const FORMULA =
  "Counted in the simulated kernel's file system: files and links of the layer's directory, each once.";
const DIGEST_SHOWN = 12;

const WORDS: Readonly<Record<ContainerLayer["kind"], string>> = {
  own: "its own",
  engine: "its names and addresses",
  image: "image",
};

const nameOf = ({ kind, digest }: ContainerLayer): string =>
  kind === "image" ? `image ${digest.slice(0, DIGEST_SHOWN)}` : WORDS[kind];

interface Props {
  /** Distinguishes its fields from those of another container's table. */
  readonly id: string;
  readonly layers: readonly ContainerLayer[];
}

/** What a container's root is made of, beside how much of it others have too: the counterpart of a disk's layers. */
export function LayerTable({ id, layers }: Props) {
  return (
    <ValueTable
      caption="Layers of the root, from the top (◇ modelled)"
      head={["Layer", "bytes", "inodes", "containers"]}
      rows={layers.map((layer) => {
        const name = nameOf(layer);
        const value = (what: "bytes" | "inodes" | "users") => (
          <FigureValue
            key={what}
            figure={figureOf(layer, what)}
            label={`${name}, ${what === "users" ? "containers" : what}`}
            testId={`layer-${what}-${id}-${layer.kind}`}
            bare
          />
        );
        return {
          key: `${layer.kind}${layer.digest}`,
          cells: [name, value("bytes"), value("inodes"), value("users")],
        };
      })}
    />
  );
}

function figureOf(layer: ContainerLayer, what: "bytes" | "inodes" | "users"): Figure {
  if (what === "users")
    return modelled(layer.users, "count", "Containers whose root is made of this directory.", []);
  return modelled(layer[what], what === "bytes" ? "bytes" : "count", FORMULA, []);
}

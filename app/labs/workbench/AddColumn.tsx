import { useShallow } from "zustand/react/shallow";
import { Button } from "@/app/ui/Button";
import { type Track, tracks } from "@/app/ui/tracks";
import { useColumns, useLabApi } from "./labStore";
import { columnFor, freeId, MOST_COLUMNS } from "./moreColumns";

/** Adds machines beside those that there are: two VMs against one PV guest, say. */
export function AddColumn() {
  const lab = useLabApi();
  const ids = useColumns(useShallow((columns) => columns.map(({ id }) => id)));
  const add = (track: Track) => {
    const id = freeId(track, ids);
    const spec = id === undefined ? undefined : columnFor(id, lab.columns());
    if (spec !== undefined) lab.addColumn(spec);
  };
  const full = ids.length >= MOST_COLUMNS;
  return (
    <>
      {(["vm", "container", "pv"] as const).map((track) => (
        <Button
          key={track}
          off={full}
          onClick={() => add(track)}
          title={full ? `${MOST_COLUMNS} machines are the most that the lab runs at once.` : undefined}
          data-testid={`add-${track}`}
        >
          Add a {tracks[track].short}
        </Button>
      ))}
    </>
  );
}

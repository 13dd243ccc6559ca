import { useShallow } from "zustand/react/shallow";
import { Button } from "@/app/ui/Button";
import { useColumns, useLabApi } from "./labStore";
import { isOn, isStarting } from "./words";

/** The one primary button: boots every column that is not on. */
export function BootAll() {
  const lab = useLabApi();
  const ids = useColumns(useShallow((columns) => columns.map(({ id }) => id)));
  const waiting = useColumns(
    useShallow((columns) => columns.filter(({ power }) => !isOn(power)).map(({ id }) => id)),
  );
  const starting = useColumns((columns) => columns.some(({ power }) => isStarting(power)));
  if (ids.length < 2) return null;
  const [them, They] = ids.length === 2 ? ["both", "Both"] : [`all ${ids.length}`, `All ${ids.length}`];
  const label = waiting.length > 0 ? `Boot ${them}` : starting ? `Booting ${them}` : `${They} on`;
  const bootWaiting = () => {
    // A boot that fails says so in its own column.
    for (const id of waiting) lab.boot(id).catch(() => {});
  };
  return (
    <Button kind="primary" off={waiting.length === 0} onClick={bootWaiting} data-testid="boot-all">
      {label}
    </Button>
  );
}

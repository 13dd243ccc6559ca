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
  const them = ids.length === 2 ? "both" : ids.length === 3 ? "all three" : `all ${ids.length}`;
  const label =
    waiting.length > 0
      ? `Start ${them}`
      : starting
        ? `Starting ${them}`
        : `${them[0]!.toUpperCase()}${them.slice(1)} on`;
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

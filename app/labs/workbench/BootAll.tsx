import { useShallow } from "zustand/react/shallow";
import type { LabApi } from "@/app/guest/lab/state";
import type { PowerState } from "@/app/sim/run/record";
import { Button } from "@/app/ui/Button";
import { useColumns, useLabApi } from "./labStore";
import { isOn, isStarting } from "./words";

/** The one primary button: boots every column that is not on. */
export function BootAll() {
  const lab = useLabApi();
  const powers = useColumns(useShallow((columns) => columns.map(({ power }) => power)));
  if (powers.length < 2) return null;
  return <BootAllButton powers={powers} onBoot={() => bootAll(lab)} />;
}

/** Boots every column that is not on, and goes on with each at its prompt. A boot that fails says so in its own column. */
export function bootAll(lab: Pick<LabApi, "columns" | "boot">, atPrompt?: (id: string) => void): void {
  for (const { id, power } of lab.columns())
    if (!isOn(power))
      lab
        .boot(id)
        .then(() => atPrompt?.(id))
        .catch(() => {});
}

interface Props {
  readonly powers: readonly PowerState[];
  readonly onBoot: () => void;
}

/** The same button, for columns in these states. */
export function BootAllButton({ powers, onBoot }: Props) {
  const { length } = powers;
  const them = length === 2 ? "both" : length === 3 ? "all three" : `all ${length}`;
  const waiting = powers.some((power) => !isOn(power));
  const label = waiting
    ? `Start ${them}`
    : powers.some(isStarting)
      ? `Starting ${them}`
      : `${them[0]!.toUpperCase()}${them.slice(1)} on`;
  return (
    <Button kind="primary" off={!waiting} onClick={onBoot} data-testid="boot-all">
      {label}
    </Button>
  );
}

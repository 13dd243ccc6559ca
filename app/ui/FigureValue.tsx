"use client";

import type { Figure } from "@/app/sim/figures/figure";
import styles from "./FigureValue.module.css";
import { setFigure } from "./format";
import { OriginPopover } from "./OriginPopover";
import { originWords } from "./originWords";
import { usePopover } from "./usePopover";

interface Props {
  readonly figure: Figure;
  /** What the number is, for a reader who cannot see what stands beside it. */
  readonly label: string;
  readonly testId?: string | undefined;
  /** Without the mark of its origin: where the head or caption of a table has said it for all rows. */
  readonly bare?: boolean;
}

/** A figure on the page: the number, the mark of its origin, and, when opened, where it comes from. */
export function FigureValue({ figure, label, testId, bare = false }: Props) {
  const { open, button, popover } = usePopover();
  const { digits, unit } = setFigure(figure);
  const { mark, word } = originWords[figure.origin.kind];
  return (
    <>
      <button
        type="button"
        {...button}
        className={styles.figure}
        data-testid={testId}
        data-value={figure.value}
        data-origin={figure.origin.kind}
      >
        <span className="visually-hidden">{label}: </span>
        <span className={styles.digits}>{digits}</span>{" "}
        {unit !== "" && <span className={styles.unit}>{unit}</span>}{" "}
        <span className={bare ? "visually-hidden" : styles.mark}>
          <span className={styles.sign} aria-hidden="true">
            {mark}
          </span>
          {word}
        </span>
      </button>
      <OriginPopover {...popover} label={label}>
        {open && { figure, text: `${digits} ${unit}`.trim() }}
      </OriginPopover>
    </>
  );
}

import { useId } from "react";
import styles from "./StackedBar.module.css";
import { type TextureInk, TexturePattern } from "./TexturePattern";

export interface StackedSegment extends TextureInk {
  readonly key: string;
  readonly label: string;
  readonly value: number;
}

interface Props {
  readonly segments: readonly StackedSegment[];
  /** The whole that the bar stands for. What the segments leave of it stays empty. */
  readonly whole: number;
  /** The bar in words. */
  readonly label: string;
  readonly size?: "thin" | "usual";
  readonly testId?: string;
}

export interface PlacedSegment extends StackedSegment {
  /** Per cent of the whole. */
  readonly from: number;
  readonly width: number;
}

/** Where each segment lies, in per cent of the whole, without the empty ones. */
export function placeSegments(segments: readonly StackedSegment[], whole: number): readonly PlacedSegment[] {
  const placed: PlacedSegment[] = [];
  let from = 0;
  for (const segment of segments) {
    const width = whole > 0 ? (100 * segment.value) / whole : 0;
    if (width > 0) placed.push({ ...segment, from, width });
    from += width;
  }
  return placed;
}

/** Parts of a whole, side by side; told apart by texture and by colour, and put into words for who sees neither. */
export function StackedBar({ segments, whole, label, size = "usual", testId }: Props) {
  const id = useId();
  const placed = placeSegments(segments, whole);
  return (
    <svg className={styles.bar} data-size={size} role="img" aria-label={label} data-testid={testId}>
      <defs>
        {placed.map(({ key, texture, ground, ink }) => (
          <TexturePattern key={key} id={`${id}${key}`} texture={texture} ground={ground} ink={ink} />
        ))}
      </defs>
      {placed.map(({ key, label: name, from, width, ink }) => (
        <g key={key}>
          <title>{name}</title>
          <rect x={`${from}%`} width={`${width}%`} height="100%" fill={`url(#${id}${key})`} />
          <rect x={`${from}%`} width="1" height="100%" style={{ fill: ink }} />
        </g>
      ))}
    </svg>
  );
}

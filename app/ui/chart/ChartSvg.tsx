import { type ReactNode, useId } from "react";
import { type TextureInk, TexturePattern } from "../TexturePattern";
import styles from "./ChartSvg.module.css";
import { LETTERS } from "./place";

interface Props {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** What shapes are filled with; several of a kind are one. */
  readonly patterns: readonly TextureInk[];
  /** `fill` answers the paint of a pattern. */
  readonly children: (fill: (ink: TextureInk) => string) => ReactNode;
}

const nameOf = ({ texture, ground, ink }: TextureInk): string =>
  `${texture}${ground}${ink}`.replaceAll(/\W/g, "");

/** The drawing of a chart: colours are the page's own properties, so it follows the theme, and a file resolves them. */
export function ChartSvg({ width, height, label, patterns, children }: Props) {
  const id = useId();
  const distinct = new Map(patterns.map((ink) => [nameOf(ink), ink]));
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      fontFamily="var(--sans)"
      fontSize={LETTERS}
      data-chart
    >
      <defs>
        {[...distinct].map(([name, ink]) => (
          <TexturePattern key={name} id={`${id}${name}`} {...ink} />
        ))}
      </defs>
      {children((ink) => `url(#${id}${nameOf(ink)})`)}
    </svg>
  );
}

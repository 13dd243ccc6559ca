import { useId } from "react";
import { type TextureInk, TexturePattern } from "./TexturePattern";

/** A texture, small, for a legend or a table. The words stand beside it. */
export function TextureSwatch(ink: TextureInk) {
  const id = useId();
  return (
    <svg width="1.1em" height="0.85em" aria-hidden="true" style={{ verticalAlign: "-0.05em", flex: "none" }}>
      <defs>
        <TexturePattern id={id} {...ink} />
      </defs>
      <rect
        x="0.5"
        y="0.5"
        width="calc(1.1em - 1px)"
        height="calc(0.85em - 1px)"
        fill={`url(#${id})`}
        style={{ stroke: ink.ink }}
      />
    </svg>
  );
}

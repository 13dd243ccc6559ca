import { type Texture, TILE, textureMarks } from "./texture";

export interface TextureInk {
  readonly texture: Texture;
  /** CSS colours of the ground and of the marks on it. */
  readonly ground: string;
  readonly ink: string;
}

/** A texture as an SVG pattern with that id; for a shape's `fill="url(#id)"`. */
export function TexturePattern({ id, texture, ground, ink }: TextureInk & { readonly id: string }) {
  const { lines, dots } = textureMarks[texture];
  return (
    <pattern id={id} width={TILE} height={TILE} patternUnits="userSpaceOnUse">
      <rect width={TILE} height={TILE} style={{ fill: ground }} />
      {lines.map(([x1, y1, x2, y2]) => (
        <line
          key={`${x1} ${y1} ${x2} ${y2}`}
          x1={x1}
          y1={y1}
          x2={x2}
          y2={y2}
          style={{ stroke: ink }}
          strokeWidth="1.25"
        />
      ))}
      {dots.map(([x, y, radius]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r={radius} style={{ fill: ink }} />
      ))}
    </pattern>
  );
}

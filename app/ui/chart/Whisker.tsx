interface Props {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  /** Of its ends. */
  readonly height: number;
}

/** A range as a line with ends, on a lighter line that keeps it apart from what lies below. */
export function Whisker({ from, to, y, height }: Props) {
  const half = height / 2;
  const path = `M${from} ${y}H${to}M${from} ${y - half}v${height}M${to} ${y - half}v${height}`;
  return (
    <>
      <path d={path} stroke="var(--paper)" strokeWidth="4" fill="none" />
      <path d={path} stroke="var(--ink)" strokeWidth="1.5" fill="none" />
    </>
  );
}

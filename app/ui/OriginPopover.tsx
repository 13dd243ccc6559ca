import type { Constant, Figure, Source } from "@/app/sim/figures/figure";
import { numberText } from "./format";
import styles from "./OriginPopover.module.css";
import { originWords } from "./originWords";
import type { PopoverProps } from "./usePopover";

interface Props extends PopoverProps {
  readonly label: string;
  /** Rendered only while open. */
  readonly children: { readonly figure: Figure; readonly text: string } | false;
}

/** Where a figure comes from: what was counted, or the formula and its constants, or the paper. */
export function OriginPopover({ label, children, ...popover }: Props) {
  return (
    <div
      {...popover}
      popover="auto"
      role="dialog"
      aria-label={`Origin of ${label}`}
      className={styles.popover}
    >
      {children && (
        <>
          <p className={styles.head}>
            {label}: <strong>{children.text}</strong>
          </p>
          <OriginText figure={children.figure} />
        </>
      )}
    </div>
  );
}

function OriginText({ figure }: { readonly figure: Figure }) {
  const { origin } = figure;
  return (
    <>
      <p className={styles.kind}>{originWords[origin.kind].meaning}</p>
      {origin.kind === "published" ? <SourceText source={origin.source} /> : <p>{origin.how}</p>}
      {origin.kind === "modelled" &&
        origin.from.map((constant) => <ConstantText key={constant.id} {...constant} />)}
    </>
  );
}

function ConstantText({ label, value, unit, because, source }: Constant) {
  return (
    <div className={styles.constant}>
      <p>
        {label}: <strong>{numberText(value, unit)}</strong>
      </p>
      <p className={styles.because}>{because}</p>
      {source && <SourceText source={source} />}
    </div>
  );
}

function SourceText({ source }: { readonly source: Source }) {
  const { title, authors, where, table, host, url } = source;
  return (
    <p className={styles.source}>
      {authors}, <cite>{url === undefined ? title : <a href={url}>{title}</a>}</cite>, {where}; {table}. Host:{" "}
      {host}.
    </p>
  );
}

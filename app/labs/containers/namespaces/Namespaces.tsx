import { useId, useMemo } from "react";
import { ValueTable } from "@/app/ui/ValueTable";
import { useChoice, useChoiceStore } from "../choice";
import { useContainers } from "../containerStore";
import { inodeText } from "../names";
import { useSteady } from "../useSteady";
import styles from "./Namespaces.module.css";
import { KINDS, type Kind, kindWords, type NamespaceBox, type NamespaceRow, namespaceRows } from "./rows";
import { useComings } from "./useComings";

const MOST_BOXES = 24;
const MOST_MEMBERS = 8;
const EMPTY: readonly NamespaceRow[] = [];

interface Placed {
  readonly kind: Kind;
  readonly box: NamespaceBox;
}

/** Which namespaces there are, who is in them, and what they hold. */
export function Namespaces() {
  const id = useId();
  const view = useContainers((state) => state.view);
  const rows = useSteady(
    view === undefined ? EMPTY : namespaceRows(view.namespaces, view.processes, MOST_BOXES, MOST_MEMBERS),
  );
  const placed = useMemo(() => new Map(rows.flatMap(placedIn).map((one) => [keyOf(one), one])), [rows]);
  const { came, gone } = useComings(placed);
  const fresh = new Set(came.map(({ key }) => key));
  const own = rows.reduce((sum, { count }) => sum + Math.max(0, count - 1), 0);
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="namespaces">
      <h2 id={`${id}title`} className={styles.title}>
        Namespaces: what a process takes for the whole machine
      </h2>
      <p className={styles.note} data-testid="own-namespaces" data-value={own}>
        {own === 0
          ? "There are only the host’s own, made at boot: one of each kind, and every process is in them."
          : `Beside the host’s own there ${own === 1 ? "is 1" : `are ${own.toLocaleString("en-GB")}`}.`}
      </p>
      <dl className={styles.rows}>
        {rows.map((row) => (
          <div key={row.kind} className={styles.row} data-testid={`namespaces-${row.kind}`}>
            <dt className={styles.kind}>
              <span className={styles.name}>{row.kind}</span>
              <span className={styles.what}>{kindWords[row.kind]}</span>
            </dt>
            <dd className={styles.boxes}>
              {row.boxes.map((box) => (
                <Box key={box.inode} kind={row.kind} box={box} fresh={fresh} />
              ))}
              {gone
                .filter(({ item }) => item.kind === row.kind)
                .map(({ key, item }) => (
                  <p key={key} className={styles.gone}>
                    {inodeText(item.kind, item.box.inode)} is gone
                  </p>
                ))}
              {row.omitted > 0 && (
                <p className={styles.note}>and {row.omitted.toLocaleString("en-GB")} more</p>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <details className={styles.more}>
        <summary data-testid="namespaces-table">The same as a table</summary>
        <ValueTable
          caption="Namespaces with the inode numbers that /proc/PID/ns shows."
          head={["Namespace", "holds", "processes", "owned by", "inside"]}
          scrollLabel="Table of namespaces"
          rows={rows.flatMap(placedIn).map(({ kind, box }) => ({
            key: keyOf({ kind, box }),
            cells: [
              inodeText(kind, box.inode),
              box.holds,
              (box.members.length + box.omitted).toLocaleString("en-GB"),
              inodeText("user", box.owner),
              parentText(rows, kind, box.inode),
            ],
          }))}
        />
      </details>
    </section>
  );
}

const keyOf = ({ kind, box }: Placed): string => `${kind}${box.inode}`;

function placedIn({ kind, boxes }: NamespaceRow): readonly Placed[] {
  const below = (box: NamespaceBox): readonly Placed[] => [{ kind, box }, ...box.children.flatMap(below)];
  return boxes.flatMap(below);
}

function parentText(rows: readonly NamespaceRow[], kind: Kind, inode: number): string {
  const row = rows[KINDS.indexOf(kind)];
  const parent = row && placedIn(row).find(({ box }) => box.children.some((child) => child.inode === inode));
  return parent === undefined ? "–" : inodeText(kind, parent.box.inode);
}

interface BoxProps {
  readonly kind: Kind;
  readonly box: NamespaceBox;
  readonly fresh: ReadonlySet<string>;
}

function Box({ kind, box, fresh }: BoxProps) {
  const isNew = fresh.has(keyOf({ kind, box }));
  return (
    <div
      className={styles.box}
      data-initial={box.initial}
      data-new={isNew}
      data-testid={`namespace-${kind}-${box.inode}`}
    >
      <p className={styles.head}>
        <code>{inodeText(kind, box.inode)}</code>
        <span className={styles.tag}>{box.initial ? "the host’s" : isNew ? "new" : ""}</span>
      </p>
      <p className={styles.holds}>{box.holds}</p>
      <p className={styles.members}>
        {box.members.map(({ pid, comm }) => (
          <MemberChip key={pid} pid={pid} comm={comm} />
        ))}
        {box.omitted > 0 && (
          <span className={styles.omitted}>and {box.omitted.toLocaleString("en-GB")} more</span>
        )}
      </p>
      {box.children.length > 0 && (
        <div className={styles.inner}>
          {box.children.map((child) => (
            <Box key={child.inode} kind={kind} box={child} fresh={fresh} />
          ))}
        </div>
      )}
    </div>
  );
}

function MemberChip({ pid, comm }: { readonly pid: number; readonly comm: string }) {
  const choice = useChoiceStore();
  const marked = useChoice((now) => now.marked === pid || now.process === pid);
  return (
    <span
      className={styles.member}
      data-marked={marked}
      onPointerEnter={() => choice.setState({ marked: pid })}
      onPointerLeave={() => choice.setState({ marked: undefined })}
    >
      {pid} <span className={styles.comm}>{comm}</span>
    </span>
  );
}

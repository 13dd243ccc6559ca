import { memo } from "react";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { hostLook, inkOf, type Look } from "../../host/palette";
import { useChoice, useChoiceStore } from "../choice";
import { commandText, type Forest, type ProcessNode, stateWords, userName } from "./forest";
import styles from "./Processes.module.css";

const INDENT_EM = 0.9;
/** Deeper processes are not indented any further. */
const DEEPEST = 12;

type Side = "host" | "inside";

interface TreeProps {
  readonly forest: Forest;
  readonly side: Side;
  readonly looks: ReadonlyMap<number, Look>;
  readonly dark: boolean;
}

/** Processes as nested lists, one button each. */
export function ProcessTree({ forest, side, looks, dark }: TreeProps) {
  return (
    <>
      <div className={styles.columns} aria-hidden="true">
        <span>{side === "host" ? "PID" : "PID here"}</span>
        <span>command</span>
        <span>{side === "host" ? "user" : "user here"}</span>
        <span>state</span>
        <span>cgroup</span>
      </div>
      <Branch nodes={forest.roots} side={side} looks={looks} dark={dark} depth={0} />
      {forest.omitted > 0 && (
        <p className={styles.note} data-testid={`${side}-omitted`}>
          and {forest.omitted.toLocaleString("en-GB")} more, of {forest.total.toLocaleString("en-GB")}
        </p>
      )}
    </>
  );
}

interface BranchProps extends Omit<TreeProps, "forest"> {
  readonly nodes: readonly ProcessNode[];
  readonly depth: number;
}

function Branch({ nodes, side, looks, dark, depth }: BranchProps) {
  return (
    <ul className={styles.branch}>
      {nodes.map((node) => (
        <li key={node.pid}>
          <Row
            pid={node.pid}
            number={node.number}
            command={commandText(node)}
            state={node.state}
            user={userText(node, side)}
            cgroup={node.cgroup}
            pidNamespace={node.pidNamespace}
            side={side}
            look={looks.get(node.pidNamespace) ?? hostLook}
            dark={dark}
            depth={depth}
          />
          {node.children.length > 0 && (
            <Branch nodes={node.children} side={side} looks={looks} dark={dark} depth={depth + 1} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** The user on this side, and what the other side calls it where that differs. */
function userText({ uid, uidInside }: ProcessNode, side: Side): string {
  if (uid === uidInside) return userName(uid);
  return side === "host"
    ? `${userName(uid)} (inside ${userName(uidInside)})`
    : `${userName(uidInside)} (host ${userName(uid)})`;
}

interface RowProps {
  readonly pid: number;
  readonly number: number;
  readonly command: string;
  readonly state: ProcessNode["state"];
  readonly user: string;
  readonly cgroup: string;
  readonly pidNamespace: number;
  readonly side: Side;
  readonly look: Look;
  readonly dark: boolean;
  readonly depth: number;
}

const Row = memo(function Row(props: RowProps) {
  const { pid, number, command, state, user, cgroup, pidNamespace, side, look, dark, depth } = props;
  const choice = useChoiceStore();
  const marked = useChoice((now) => now.marked === pid);
  const chosen = useChoice(({ process }) => process === pid);
  const mark = () => choice.setState({ marked: pid });
  const unmark = () => choice.setState({ marked: undefined });
  return (
    <button
      type="button"
      className={styles.row}
      aria-pressed={chosen}
      data-marked={marked}
      data-state={state}
      data-testid={`${side}-process-${pid}`}
      onClick={() =>
        choice.setState(
          chosen ? { process: undefined, pidNamespace: undefined } : { process: pid, pidNamespace },
        )
      }
      onPointerEnter={mark}
      onPointerLeave={unmark}
      onFocus={mark}
      onBlur={unmark}
    >
      <span className={styles.number}>
        <span className="visually-hidden">process </span>
        {number}
        {side === "inside" && (
          <span className={styles.other}>
            {" "}
            = {pid}
            <span className="visually-hidden"> on the host</span>
          </span>
        )}
      </span>
      <span
        className={styles.command}
        style={{ paddingInlineStart: `${INDENT_EM * Math.min(depth, DEEPEST)}em` }}
        title={command}
      >
        <TextureSwatch {...inkOf(look, "light", dark)} /> <span className={styles.args}>{command}</span>
      </span>
      <span className={styles.user}>
        <span className="visually-hidden">, user </span>
        {user}
      </span>
      <span className={styles.state}>
        <span className="visually-hidden">, </span>
        {stateWords[state]}
      </span>
      <span className={styles.cgroup} title={cgroup}>
        <span className="visually-hidden">, cgroup </span>
        {cgroup}
      </span>
    </button>
  );
});

import { useId } from "react";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { useChoice, useChoiceStore } from "../choice";
import { useContainers } from "../containerStore";
import { looksOfNamespaces } from "../looks";
import { inodeText, lookedOutOf, pidNamespaces } from "../names";
import { useSteady } from "../useSteady";
import { type Forest, forestOf, insideOf, pidDepths } from "./forest";
import styles from "./Processes.module.css";
import { ProcessTree } from "./ProcessTree";

/** So many processes are listed on a side; more are counted. */
const MOST_LISTED = 120;
const NONE: Forest = { roots: [], total: 0, omitted: 0 };

/** The same processes twice: as the host sees them, and out of a PID namespace. */
export function Processes() {
  const id = useId();
  const dark = useIsDark();
  const view = useContainers((state) => state.view);
  const chosen = useChoice(({ pidNamespace }) => pidNamespace);
  const choice = useChoiceStore();
  const spaces = useSteady(view === undefined ? [] : pidNamespaces(view));
  const looking = lookedOutOf(spaces, chosen);
  const host = useSteady(view === undefined ? NONE : forestOf(view.processes, 0, MOST_LISTED));
  const inside = useSteady(
    view === undefined || looking === undefined ? NONE : sideOf(view.processes, looking.inode, spaces),
  );
  const looks = useSteady([...looksOfNamespaces(spaces.map(({ inode }) => inode))]);
  const look = new Map(looks);
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="processes">
      <div className={styles.head}>
        <h2 id={`${id}title`} className={styles.title}>
          The same processes, from the host and from inside
        </h2>
        {spaces.length > 1 && (
          <label className={styles.choose}>
            Seen from{" "}
            <select
              value={chosen !== undefined && looking?.inode === chosen ? chosen : "newest"}
              onChange={({ target }) =>
                choice.setState({
                  pidNamespace: target.value === "newest" ? undefined : Number(target.value),
                })
              }
              data-testid="look-out-of"
            >
              <option value="newest">the newest PID namespace</option>
              {spaces.map(({ inode, name }) => (
                <option key={inode} value={inode}>
                  {name}, {inodeText("pid", inode)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div className={styles.sides}>
        <div className={styles.side} data-testid="host-side">
          <h3 className={styles.sideTitle}>As the host sees them</h3>
          <ProcessTree forest={host} side="host" looks={look} dark={dark} />
        </div>
        <div className={styles.side} data-testid="inside-side" data-namespace={looking?.inode}>
          <h3 className={styles.sideTitle}>
            {looking === undefined
              ? "As seen from inside"
              : `As seen from inside ${looking.name}, ${inodeText("pid", looking.inode)}`}
          </h3>
          {looking === undefined ? (
            <p className={styles.note}>
              There is only one PID namespace: every process sees what the host sees. Try{" "}
              <code>unshare --pid --fork --mount-proc sh</code> in the terminal.
            </p>
          ) : (
            <ProcessTree forest={inside} side="inside" looks={look} dark={dark} />
          )}
        </div>
      </div>
      <p className={styles.note}>
        A texture is a PID namespace; the same process has the same one on both sides, and is marked on both
        when you point at it. Choose a process to look out of its namespace, and to see its mounts and calls
        below.
      </p>
    </section>
  );
}

function sideOf(
  processes: Parameters<typeof insideOf>[0],
  namespace: number,
  spaces: readonly { readonly inode: number; readonly parent: number | undefined }[],
): Forest {
  const parents = new Map(spaces.map(({ inode, parent }) => [inode, parent]));
  const depth = pidDepths(processes).get(namespace) ?? 0;
  return forestOf(insideOf(processes, namespace, parents), depth, MOST_LISTED);
}

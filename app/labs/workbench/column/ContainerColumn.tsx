import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { tracks } from "@/app/ui/tracks";
import columnStyles from "./Column.module.css";
import styles from "./ContainerColumn.module.css";

/** What will stand between the two machines. Nothing here pretends to work. */
export function ContainerColumn() {
  return (
    <article
      className={columnStyles.column}
      data-track="container"
      data-testid="column-container"
      aria-labelledby="title-container"
    >
      <header className={columnStyles.header}>
        <h2 id="title-container" className={columnStyles.title}>
          <TrackGlyph track="container" />
          {tracks.container.short}
        </h2>
        <p className={columnStyles.soon}>To come</p>
        <p className={columnStyles.line}>{tracks.container.line}</p>
      </header>
      <div className={styles.wide}>
        <figure className={styles.drawing}>
          <Drawing />
          <figcaption>
            Three containers on one kernel. Each box is ordinary processes behind a wall of names (namespaces)
            and under a lid of limits (cgroups).
          </figcaption>
        </figure>
        <div className={styles.text}>
          <p>This column is being built. What will stand here:</p>
          <dl>
            <dt>A simulated Linux kernel</dt>
            <dd>
              processes, namespaces, cgroup v2, overlay layers, a container runtime and its command line
            </dd>
            <dt>Held against a real one</dt>
            <dd>
              every answer is compared, script by script, with what the real Linux kernel of the guest beside
              it answers
            </dd>
            <dt>On the same clock</dt>
            <dd>so that “no second kernel to boot” becomes a number next to the other two</dd>
          </dl>
          <p>
            Until then: the guests’ own kernel has namespaces and cgroups too. Boot the VM and look with{" "}
            <code>ls -l /proc/self/ns</code>.
          </p>
        </div>
      </div>
    </article>
  );
}

const boxes = [8, 88, 168];

function Drawing() {
  return (
    <svg viewBox="0 0 240 132" role="img" aria-label="Three boxes of processes stand on one shared kernel.">
      {boxes.map((x) => (
        <g key={x} fill="none" stroke="currentColor">
          <path d={`M${x} 80V16h64v64`} strokeDasharray="4 3" strokeWidth="1.5" />
          <path d={`M${x} 10h64`} strokeWidth="4" />
          <g fill="currentColor" stroke="none">
            <circle cx={x + 20} cy="58" r="7" />
            <circle cx={x + 44} cy="58" r="7" />
            <circle cx={x + 32} cy="38" r="7" />
          </g>
        </g>
      ))}
      <path d="M0 88h240v28H0z" fill="currentColor" />
      <text x="120" y="106.500" textAnchor="middle" className={styles.onKernel}>
        one Linux kernel
      </text>
      <path d="M0 124h240" stroke="currentColor" strokeWidth="1.5" strokeDasharray="1 4" />
    </svg>
  );
}

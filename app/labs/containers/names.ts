/** What namespaces and cgroups are called on the page. Pure. */
import type { ContainerView } from "@/app/container/lab/api";

export interface PidNamespaceChoice {
  readonly inode: number;
  readonly parent: number | undefined;
  readonly name: string;
}

/** As /proc/PID/ns shows it. */
export const inodeText = (kind: string, inode: number): string => `${kind}:[${inode}]`;

/** All PID namespaces, the host's first; a name is the container's, or the first process's host name. */
export function pidNamespaces(
  view: Pick<ContainerView, "namespaces" | "processes" | "containers">,
): readonly PidNamespaceChoice[] {
  const containerAt = new Map(
    view.containers.filter(({ pid }) => pid !== 0).map(({ pid, name }) => [pid, name]),
  );
  const found = view.namespaces.filter(({ kind }) => kind === "pid").sort((a, b) => a.inode - b.inode);
  const first = new Map<number, { readonly pid: number; readonly hostname: string }>();
  for (const { namespaces, pid, hostname } of view.processes) {
    const known = first.get(namespaces.pid);
    if (known === undefined || pid < known.pid) first.set(namespaces.pid, { pid, hostname });
  }
  return found.map(({ inode, parent }, place) => {
    const one = first.get(inode);
    const name = place === 0 ? "the host" : (containerAt.get(one?.pid ?? 0) ?? one?.hostname ?? "empty");
    return { inode, parent, name };
  });
}

/** The chosen one while it lives, else the newest that is not the host's own. */
export function lookedOutOf(
  all: readonly PidNamespaceChoice[],
  chosen: number | undefined,
): PidNamespaceChoice | undefined {
  return all.find(({ inode }) => inode === chosen) ?? (all.length > 1 ? all.at(-1) : undefined);
}

/** Manco et al., "My VM is Lighter (and Safer) than your Container" (SOSP 2017): what its abstract says. */
import { published, type Source } from "../figure";

const abstract: Source = {
  title: "My VM is Lighter (and Safer) than your Container",
  authors: "Manco et al.",
  where: "SOSP 2017",
  table: "abstract",
  host: "not stated in the abstract",
  url: "https://sysml.neclab.eu/projects/lightvm/",
};

/** A VM on Xen with the authors' toolstack, until it has booted; the abstract does not say what runs in it. */
export const boot = published(2.3, "ms", abstract);

/** fork and exec of a process on Linux. */
export const forkExec = published(1, "ms", abstract);

/** How long starting a container takes: crun's README, and the baselines of Unikraft's artefact. */
import { published } from "../figure";

const crun = (value: number, table: string) =>
  published(value, "ms", {
    title: "crun",
    authors: "containers/crun",
    where: "README at 0138c64f",
    table,
    host: "not stated",
    url: "https://github.com/containers/crun",
  });

/** Derived: 1.69 s and 3.34 s for a hundred containers that run /bin/true. */
export const crunMs = crun(16.9, "100 times /bin/true one after the other with crun: 1.69 s");
export const runcMs = crun(33.4, "100 times /bin/true one after the other with runc: 3.34 s");

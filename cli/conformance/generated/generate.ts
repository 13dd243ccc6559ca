/** The generators by name. */
import { cgroupScript } from "./cgroups";
import { namespaceScript } from "./namespaces";
import { overlayScript } from "./overlay";

export const GENERATORS: Readonly<Record<string, (seed: number) => string>> = {
  overlay: overlayScript,
  namespaces: namespaceScript,
  cgroups: cgroupScript,
};

/** The container lab in Node: in this thread, without waiting for frames. */
import { ContainerLab } from "./lab";

export function createNodeContainerLab(): ContainerLab {
  return new ContainerLab({
    wallMs: () => performance.now(),
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    soon: (callback) => void setImmediate(callback),
  });
}

import { emptyHostLab, type HostLabApi } from "@/app/guest/host/api";

const never = <T>(): Promise<T> => new Promise(() => {});
const nothing = () => {};

/** A host lab in which nothing happens: it stands in while the page has no browser to run guests in. */
export const restingHostLab: HostLabApi = {
  state: () => emptyHostLab,
  subscribe: () => nothing,
  load: never,
  play: nothing,
  pause: never,
  step: never,
  seek: never,
  order: never,
  timeline: never,
  memoryMap: never,
  record: never,
  onConsole: () => nothing,
  type: nothing,
  exec: never,
  export: never,
  import: never,
  dispose: nothing,
};

import { emptyNetworkLab, type NetworkLabApi } from "@/app/guest/net/api";

const never = <T>(): Promise<T> => new Promise(() => {});
const nothing = () => {};

/** A network in which nothing happens: it stands in until the page has a worker. */
export const restingNetworkLab: NetworkLabApi = {
  state: () => emptyNetworkLab,
  subscribe: () => nothing,
  load: never,
  play: nothing,
  pause: never,
  step: never,
  onConsole: () => nothing,
  type: nothing,
  exec: never,
  together: never,
  setCable: never,
  capture: never,
  record: never,
  dispose: nothing,
};

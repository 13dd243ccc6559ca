import { type ContainerLabApi, emptyContainerLab } from "@/app/container/lab/api";

const never = <T>(): Promise<T> => new Promise(() => {});
const nothing = () => {};

/** A container lab in which nothing happens: it stands in until the page has a worker. */
export const restingContainerLab: ContainerLabApi = {
  state: () => emptyContainerLab,
  subscribe: () => nothing,
  load: never,
  play: nothing,
  pause: never,
  step: never,
  onConsole: () => nothing,
  type: nothing,
  resize: nothing,
  exec: never,
  execInside: never,
  putFile: never,
  readFile: never,
  writeCgroup: never,
  guestPlan: never,
  record: never,
  dispose: nothing,
};

/** Who carries out which command. */
import type { Handler } from "../context";
import { build } from "./build";
import { commit, copy, exportContainer } from "./cp";
import { df } from "./df";
import { history, images, load, prune as pruneImages, removeImages, save, tag } from "./images";
import { importImage } from "./import";
import { inspect, inspectContainer, inspectImage, inspectNetwork, inspectVolume } from "./inspect";
import {
  kill,
  pause,
  prune as pruneContainers,
  remove,
  rename,
  restart,
  stop,
  unpause,
  update,
  wait,
} from "./life";
import { diff, logs, port, top } from "./look";
import * as networks from "./networks";
import { ps } from "./ps";
import { login, logout, pull, push, search } from "./registry";
import { attach, create, exec, run, start } from "./run";
import { stats } from "./stats";
import { events, info, prune as pruneSystem, version } from "./system";
import * as volumes from "./volumes";

export const HANDLERS: Readonly<Record<string, Handler>> = {
  run,
  create,
  start,
  stop,
  restart,
  kill,
  rm: remove,
  pause,
  unpause,
  wait,
  rename,
  update,
  attach,
  "container prune": pruneContainers,
  ps,
  exec,
  logs,
  stats,
  top,
  port,
  diff,
  cp: copy,
  commit,
  export: exportContainer,
  images,
  load,
  save,
  build,
  tag,
  rmi: removeImages,
  history,
  import: importImage,
  "image inspect": inspectImage,
  "image prune": pruneImages,
  pull,
  push,
  login,
  logout,
  search,
  "network ls": networks.list,
  "network create": networks.create,
  "network rm": networks.remove,
  "network inspect": inspectNetwork,
  "network connect": networks.connect,
  "network disconnect": networks.disconnect,
  "network prune": networks.prune,
  "volume ls": volumes.list,
  "volume create": volumes.create,
  "volume rm": volumes.remove,
  "volume inspect": inspectVolume,
  "volume prune": volumes.prune,
  inspect,
  "container inspect": inspectContainer,
  version,
  info,
  events,
  "system df": df,
  "system prune": pruneSystem,
};

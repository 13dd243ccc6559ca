import type { BuiltInSetup } from "./index";

const SCRIPT = `docker run -d --name quiet stress --cpu 1
docker run -d --name noisy stress --cpu 4
`;

export const noisyNeighbour: BuiltInSetup = {
  id: "noisy-neighbour",
  what: "Two containers on one core: one wants all of it, the other four times all of it. Equal weights give them equal halves. Move cpu.weight or cpu.max of either in the tree of cgroups, and read cpu used; or freeze one.",
  setup: { name: "A noisy neighbour", cores: 1, script: SCRIPT },
};

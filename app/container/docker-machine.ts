/** A simulated machine with the container engine on it: the docker command, and the lab's own images as if they had been pulled. */
import type { Program } from "@/app/sim/kernel/abi/sys";
import { now } from "@/app/sim/kernel/fs/kernel-caller";
import { APPLETS, OWN_FILES } from "@/app/sim/kernel/programs/userland";
import { baseImages } from "@/app/sim/runtime/base-images/base-images";
import { imagePrograms } from "@/app/sim/runtime/base-images/programs";
import { dockerProgram } from "@/app/sim/runtime/cli/docker";
import { DockerEngine } from "@/app/sim/runtime/engine/docker-engine";
import type { EngineOptions } from "@/app/sim/runtime/engine/state";
import { type ContainerSystem, makeMachine, type SystemOptions } from "./system";

export interface DockerMachine extends ContainerSystem {
  readonly engine: DockerEngine;
}

export interface DockerMachineOptions extends SystemOptions {
  readonly engine?: EngineOptions;
}

/** What the userland, the images and a few containers need beside each other. */
const MEMORY_MIB = 256;
/** Unpacking the images is over long before. */
const UNPACK_LIMIT_NS = 600e9;
const EXECUTABLE = 0o755;

export function makeDockerMachine(options: DockerMachineOptions): DockerMachine {
  let engine: DockerEngine | undefined;
  const docker: Program = (sys, argv, env) => dockerProgram(engine!)(sys, argv, env);
  const system = makeMachine({
    memoryMiB: MEMORY_MIB,
    ...options,
    programs: new Map([...imagePrograms, ["docker", docker], ...(options.programs ?? [])]),
  });
  const { kernel } = system;
  const made = new DockerEngine(kernel, options.engine);
  engine = made;
  kernel.writeFile("/bin/docker", new TextEncoder().encode("\x7fTRIPTYCH\ndocker\n"), EXECUTABLE);
  let unpacked = false;
  now(
    kernel.births.clone(kernel.system.init.main, 0, function* (sys) {
      yield* made.add(sys, baseImages(APPLETS, OWN_FILES));
      unpacked = true;
      return 0;
    }),
  );
  if (!system.runUntil(() => unpacked, UNPACK_LIMIT_NS))
    throw new Error(`the lab's images could not be unpacked: ${system.faults[0] ?? "it takes too long"}`);
  return { ...system, engine: made };
}

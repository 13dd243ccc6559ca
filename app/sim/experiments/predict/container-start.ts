/** `container-start`: runtimes as published, and what is left where a container is made of less. */

import * as lean from "../../figures/predict/lean-container";
import { forkExecMs } from "../../figures/predict/starting";
import { crunMs, runcMs } from "../../figures/published/container-starts";
import { dockerContainer } from "../../figures/published/unikraft-eurosys21";
import { type Answer, type Inputs, output, type Scenario, times } from "./prediction";

const RUNTIMES = ["docker", "runc", "crun", "lean", "zygote"] as const;
export type ContainerRuntime = (typeof RUNTIMES)[number];

const published = { docker: dockerContainer, runc: runcMs, crun: crunMs } as const;

/** A program in a root made by bind mounts, in a cgroup from a pool, without network or mount namespace. */
const leanMs = (): number =>
  lean.namespacesMs.value + lean.rootMs.value + lean.cgroupMs.value + 2 * forkExecMs.value;

/** The same, but the program is a copy of one that is running. */
const zygoteMs = (): number => leanMs() - forkExecMs.value;

export const startMs = (runtime: ContainerRuntime): number => {
  if (runtime === "lean") return leanMs();
  if (runtime === "zygote") return zygoteMs();
  return published[runtime].value;
};

function predict(inputs: Inputs): Answer {
  const runtime = inputs.runtime as ContainerRuntime;
  const ms = startMs(runtime);
  if (runtime !== "lean" && runtime !== "zygote")
    return {
      outputs: { startMs: times(ms, "ms", 0.6, 2.2) },
      mechanisms: [
        "The published start of a container that does nothing, on its own host; another host or a longer chain of daemons changes it.",
      ],
    };
  return {
    outputs: { startMs: runtime === "lean" ? output(ms, "ms", 2, 35) : output(ms, "ms", 1.5, 25) },
    mechanisms: [
      "No network namespace, whose making and taking down holds a lock of the kernel; no mount namespace: a root of bind mounts and chroot; no union file system; a cgroup from a pool.",
      "What is left: namespaces that are cheap to make, a few mounts, moving into the cgroup, and starting the program: a fork and exec each for a helper and for the program.",
      ...(runtime === "zygote"
        ? [
            "The program is forked from one that runs and has its libraries loaded: no exec, no start of the interpreter, no imports.",
          ]
        : []),
    ],
  };
}

export const containerStartScenario: Scenario = {
  name: "container-start",
  summary: "starting a container, by what makes it",
  options: { runtime: { kind: "choice", allowed: RUNTIMES } },
  predict,
};

/** One measurement of the simulated kernel in a process of its own. Prints one JSON document. */
import { makeDockerMachine } from "@/app/container/docker-machine";
import { makeMachine } from "@/app/container/system";

const [task, count] = [process.argv[2], Number(process.argv[3])];
const MIB_LEAST = 64;

function script(source: string, machine: ReturnType<typeof makeMachine>): void {
  let said = "";
  const running = machine.startScript(new TextEncoder().encode(source), {
    stdout: () => {},
    stderr: (bytes) => {
      said += new TextDecoder().decode(bytes);
    },
  });
  machine.runUntil(() => running.status !== undefined, Number.POSITIVE_INFINITY);
  if (running.status !== 0 || machine.faults.length > 0)
    throw new Error(`status ${running.status}: ${said} ${machine.faults.join()}`);
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const loop = (command: string) => `i=0; while [ $i -lt ${count} ]; do ${command}; i=$((i + 1)); done`;

function answer(): unknown {
  switch (task) {
    case "fork": {
      const machine = makeMachine({ seed: 1 });
      script("/bin/true", machine);
      return { ms: timed(() => script(loop("/bin/true"), machine)) };
    }
    case "namespaces": {
      const machine = makeMachine({ seed: 1 });
      const start = "unshare -m -u -i -n -p -C -f --mount-proc /bin/true";
      script(start, machine);
      return { ms: timed(() => script(loop(start), machine)) };
    }
    case "docker": {
      const machine = makeDockerMachine({ seed: 1 });
      script("docker run --rm busybox true", machine);
      return { ms: timed(() => script(loop("docker run --rm busybox true"), machine)) };
    }
    case "alive": {
      const machine = makeDockerMachine({ seed: 1, memoryMiB: MIB_LEAST + count });
      // With its small memory the guest's kernel numbers 4,096 processes; a container is two.
      script("echo 32768 > /proc/sys/kernel/pid_max; docker run -d busybox sleep 100000", machine);
      const before = heap();
      const ms = timed(() =>
        script(loop("docker run -d --network none busybox sleep 100000 > /dev/null"), machine),
      );
      const alive = machine.engine.containers().filter(({ status }) => status === "running").length - 1;
      return { ms, alive, bytes: (heap() - before) / alive };
    }
    case "processes": {
      const machine = makeMachine({ seed: 1, memoryMiB: MIB_LEAST + Math.ceil(count * 0.1) });
      const before = heap();
      // Beyond the user's limit of processes, which root need not keep to.
      script(`i=0; while [ $i -lt ${count} ]; do sleep 100000 & i=$((i + 1)); done`, machine);
      return { bytes: (heap() - before) / count };
    }
    default:
      throw new Error(`no task ${task}`);
  }
}

process.stdout.write(`${JSON.stringify(answer())}\n`);

import { describe, expect, it } from "vitest";
import { makeMachine } from "@/app/container/system";
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import { HANDLERS } from "./commands/handlers";
import { commandNames, dockerProgram } from "./docker";
import { FakeEngine } from "./testing/fake-engine";

/** Scripts in a machine whose docker has an engine that is none. */
function machine(engine = new FakeEngine()) {
  const system = makeMachine({ seed: 1, programs: new Map([["docker", dockerProgram(engine)]]) });
  system.kernel.writeFile("/bin/docker", new TextEncoder().encode("\x7fTRIPTYCH\ndocker\n"), 0o755);
  return (script: string) => {
    const out: Uint8Array[] = [];
    const err: Uint8Array[] = [];
    const run = system.startScript(new TextEncoder().encode(script), {
      stdout: (data) => void out.push(data),
      stderr: (data) => void err.push(data),
    });
    system.runUntil(() => run.status !== undefined, system.kernel.nowNs() + 30e9);
    expect(system.faults).toEqual([]);
    const text = (parts: Uint8Array[]) => new TextDecoder().decode(concatBytes(parts));
    return { stdout: text(out), stderr: text(err), status: run.status };
  };
}

describe("docker", () => {
  const sh = machine();

  it("has somebody for every command", () => {
    expect(commandNames().filter((name) => HANDLERS[name] === undefined)).toEqual([]);
    expect(new Set(commandNames()).size).toBe(commandNames().length);
  });

  it.each([
    ["docker foo", "docker: 'foo' is not a docker command.\nSee 'docker --help'\n", 1],
    ["docker run --foo x", "unknown flag: --foo\nSee 'docker run --help'.\n", 125],
    ["docker run -z x", "unknown shorthand flag: 'z' in -z\nSee 'docker run --help'.\n", 125],
    ["docker ps -qz", "unknown shorthand flag: 'z' in -z\nSee 'docker ps --help'.\n", 125],
    ["docker run --name", "flag needs an argument: --name\nSee 'docker run --help'.\n", 125],
    [
      "docker run",
      `"docker run" requires at least 1 argument.\nSee 'docker run --help'.\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nCreate and run a new container from an image\n`,
      1,
    ],
    [
      "docker ps x",
      `"docker ps" accepts no arguments.\nSee 'docker ps --help'.\n\nUsage:  docker ps [OPTIONS]\n\nList containers\n`,
      1,
    ],
    [
      "docker run -m x busybox",
      `invalid argument "x" for "-m, --memory" flag: invalid size: 'x'\nSee 'docker run --help'.\n`,
      125,
    ],
    [
      "docker run -m 1m busybox",
      "docker: Error response from daemon: Minimum memory limit allowed is 6MB.\nSee 'docker run --help'.\n",
      125,
    ],
    [
      "docker run --rm=maybe busybox",
      `invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax\nSee 'docker run --help'.\n`,
      125,
    ],
    [
      "docker run --cpus abc busybox",
      `invalid argument "abc" for "--cpus" flag: failed to parse abc as a rational number\nSee 'docker run --help'.\n`,
      125,
    ],
    [
      "docker run --rm --restart always busybox",
      "docker: conflicting options: cannot specify both --restart and --rm.\nSee 'docker run --help'.\n",
      125,
    ],
    ["docker run -p foo:bar busybox", "docker: Invalid containerPort: bar.\nSee 'docker run --help'.\n", 125],
    [
      "docker run -v a:b:c:d busybox",
      "docker: Error response from daemon: invalid volume specification: 'a:b:c:d'.\nSee 'docker run --help'.\n",
      125,
    ],
    ["docker run --pid foo busybox", "docker: --pid: invalid PID mode.\nSee 'docker run --help'.\n", 125],
    [
      "docker run --env-file /none busybox",
      "docker: open /none: no such file or directory.\nSee 'docker run --help'.\n",
      125,
    ],
    ["docker run -it busybox", "the input device is not a TTY\n", 1],
    [
      "docker run foo",
      `Unable to find image 'foo:latest' locally\ndocker: Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host.\nSee 'docker run --help'.\n`,
      125,
    ],
    [
      "docker stop x y",
      "Error response from daemon: No such container: x\nError response from daemon: No such container: y\n",
      1,
    ],
    [
      "docker start x",
      "Error response from daemon: No such container: x\nError: failed to start containers: x\n",
      1,
    ],
    [
      "docker ps --filter foo",
      `invalid argument "foo" for "-f, --filter" flag: bad format of filter (expected name=value)\nSee 'docker ps --help'.\n`,
      125,
    ],
    ["docker inspect -f '{{.x' y", "template parsing error: template: :1: unclosed action\n", 64],
    ["docker ps --format '{{.ID'", "failed to parse template: template: :1: unclosed action\n", 1],
    ["docker cp a b", "must specify at least one container source\n", 1],
    ["docker build /nonex", 'unable to prepare context: path "/nonex" not found\n', 1],
    ["docker login", "Error: Cannot perform an interactive login from a non TTY device\n", 1],
    [
      "docker run --gpus all busybox",
      "docker: --gpus is not known to the lab's engine: its machine has none.\nSee 'docker run --help'.\n",
      125,
    ],
  ])("says what is wrong: %s", (script, stderr, status) => {
    expect(sh(script)).toMatchObject({ stdout: "", stderr, status });
  });

  it("runs in the foreground and ends as the container does", () => {
    const engine = new FakeEngine();
    engine.nextExit = 7;
    const { stdout, status } = machine(engine)("docker run --name web -e A=1 busybox echo -n --foo");
    expect({ stdout, status }).toEqual({ stdout: "ran echo -n --foo\n", status: 7 });
    expect(engine.specs[0]).toMatchObject({ name: "web", env: ["A=1"], command: ["echo", "-n", "--foo"] });
  });

  it("ends with 127 where there is no such program", () => {
    expect(sh("docker run busybox nosuch")).toMatchObject({
      stderr:
        'docker: Error response from daemon: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown.\n',
      status: 127,
    });
  });

  it("prints tables as Docker does", () => {
    const script = `docker run -d --name web -p 8080:80 -p 127.0.0.1:9000:90 -l b=2 -l a=1 busybox sh -c 'sleep 100; echo a very long command' >/dev/null
sleep 3
docker ps
docker ps --format 'table {{.ID}}\\t{{.Names}}\\t{{.Labels}}\\t{{.Label "a"}}'
docker ps --format '{{json .Ports}}'
docker images --format 'table {{.Repository}}\\t{{.Tag}}\\t{{.ID}}\\t{{.Size}}'
docker stop web
docker ps
docker ps -aq`;
    expect(
      machine()(script).stdout,
    ).toBe(`CONTAINER ID   IMAGE     COMMAND                  CREATED         STATUS         PORTS                                                   NAMES
0123456789ab   busybox   "sh -c 'sleep 100; e…"   3 seconds ago   Up 3 seconds   443/tcp, 0.0.0.0:8080->80/tcp, 127.0.0.1:9000->90/tcp   web
CONTAINER ID   NAMES     LABELS    a
0123456789ab   web       a=1,b=2   1
"443/tcp, 0.0.0.0:8080->80/tcp, 127.0.0.1:9000->90/tcp"
REPOSITORY   TAG       IMAGE ID       SIZE
busybox      latest    ab12cd34ef56   4.26MB
web
CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES
0123456789ab
`);
  });

  it("inspects what is there and says what is not", () => {
    const { stdout, stderr, status } = sh(
      "docker create --name c busybox true >/dev/null; docker inspect -f '{{.Name}} {{.State.Status}} {{json .Config.Cmd}}' c x",
    );
    expect({ stdout, stderr, status }).toEqual({
      stdout: '/c created ["true"]\n',
      stderr: "Error: No such object: x\n",
      status: 1,
    });
  });
});

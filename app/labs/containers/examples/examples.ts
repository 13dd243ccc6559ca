/** Worked examples: lines for the host's terminal, each with what it is for. */

export interface ExampleStep {
  readonly line: string;
  readonly why: string;
}

export interface Example {
  readonly id: string;
  readonly name: string;
  readonly what: string;
  readonly steps: readonly ExampleStep[];
}

const step = (line: string, why: string): ExampleStep => ({ line, why });

export const examples: readonly Example[] = [
  {
    id: "by-hand",
    name: "A container by hand",
    what: "A root file system, a cgroup, namespaces and pivot_root: what a runtime does, one command at a time.",
    steps: [
      step(
        "mkdir -p /tmp/box/bin /tmp/box/proc /tmp/box/old && cp /bin/busybox /tmp/box/bin/",
        "A directory that will be the container’s whole world, with one program in it.",
      ),
      step(
        "for a in sh ls ps mount umount hostname sleep cat; do ln -s busybox /tmp/box/bin/$a; done",
        "busybox is many programs; it looks at the name that it is called by.",
      ),
      step(
        "mkdir /sys/fs/cgroup/box && echo 16777216 > /sys/fs/cgroup/box/memory.max && echo 20 > /sys/fs/cgroup/box/pids.max",
        "A cgroup with limits: 16 MiB, 20 tasks. It appears in the tree of cgroups.",
      ),
      step(
        "sh -c 'echo $$ > /sys/fs/cgroup/box/cgroup.procs; exec unshare --mount --uts --ipc --net --pid --cgroup --fork sh'",
        "A shell that moves itself into the cgroup and becomes unshare: six new namespaces, and a shell in them.",
      ),
      step("hostname box; hostname", "The host name is the namespace’s own. The host still has its name."),
      step(
        "mount --bind /tmp/box /tmp/box && cd /tmp/box && pivot_root . old && cd /",
        "The directory becomes a mount, and the mount becomes the root. The old root is at /old.",
      ),
      step(
        "/bin/mount -t proc proc /proc && /bin/umount -l /old",
        "A /proc of the new PID namespace; and the host’s files go out of sight.",
      ),
      step("ps; ls /", "Process 1 is this shell. Compare both sides of the process tree."),
      step("exit", "The first process ends, and with it the PID namespace and all that is in it."),
    ],
  },
  {
    id: "docker-run",
    name: "The same with docker run",
    what: "One command does all of that. Compare its steps with yours below, on one axis.",
    steps: [
      step(
        "docker run -d --name box --hostname box -m 16m --pids-limit 20 busybox sleep 100000",
        "Namespaces, cgroup, overlay, mounts, pivot_root: the steps are below.",
      ),
      step("docker exec box ps", "Only what is in its PID namespace."),
      step("docker ps", "As the engine sees it."),
      step("docker rm -f box", "Killed and taken away, with its namespaces and its cgroup."),
    ],
  },
  {
    id: "memory-limit",
    name: "More memory than it may have",
    what: "A container with 16 MiB wants 64. The kernel kills it, and the exit code says so.",
    steps: [
      step(
        "docker run --name hungry -m 16m busybox dd if=/dev/zero of=/dev/null bs=64M count=1",
        "dd fills a buffer of 64 MiB until memory.max stands in its way.",
      ),
      step("echo $?", "137 = 128 + 9, SIGKILL."),
      step(
        "docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' hungry",
        "The engine read memory.events: it was the limit, not a person.",
      ),
      step("docker rm hungry", "What is left of it is taken away."),
    ],
  },
  {
    id: "publish-port",
    name: "A web server with a published port",
    what: "Two containers on a network of their own, and the way in from the host.",
    steps: [
      step("docker network create lab", "A bridge with its own addresses."),
      step(
        "docker run -d --name server --network lab -p 8080:80 web",
        "A web server; port 8080 of the host leads to it.",
      ),
      step(
        "docker run --rm --network lab busybox wget -q -O - http://server/",
        "From another container, by its name.",
      ),
      step("wget -q -O - http://127.0.0.1:8080/", "From the host, through the published port."),
      step("docker rm -f server && docker network rm lab", "All of it is taken away."),
    ],
  },
];

/** The command line over the real engine, in the simulated shell. */
import { beforeAll, describe, expect, it } from "vitest";
import { type DockerMachine, makeDockerMachine } from "@/app/container/docker-machine";
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";

let system: DockerMachine;
beforeAll(() => {
  system = makeDockerMachine({ seed: 1 });
});

/** What a script prints, to either stream, in order. */
function sh(script: string): string {
  const all: Uint8Array[] = [];
  const take = (data: Uint8Array) => void all.push(data);
  const run = system.startScript(new TextEncoder().encode(script), { stdout: take, stderr: take });
  system.runUntil(() => run.status !== undefined, system.kernel.nowNs() + 120e9);
  expect(system.faults).toEqual([]);
  expect(run.status).toBeDefined();
  return new TextDecoder().decode(concatBytes(all));
}

describe("docker over the engine", () => {
  it("runs, lists, logs, executes, stops and removes", () => {
    expect(sh("docker run --rm hello-world | head -2")).toBe("\nHello from Triptych!\n");
    expect(
      sh(`docker run -d --name web busybox sh -c 'echo started; sleep 100' >/dev/null
docker logs web
docker exec -e A=1 web sh -c 'echo $A; exit 4'; echo $?
docker inspect -f '{{.State.Status}} {{.NetworkSettings.IPAddress}}' web
docker stop -t 0 web
docker ps -a --format '{{.Names}} {{.Image}} {{.State}}'
docker rm web`),
    ).toBe("started\n1\n4\nrunning 172.17.0.2\nweb\nweb busybox exited\nweb\n");
  });

  it("ends as the container ends", () => {
    const out = sh(`docker run --rm busybox sh -c 'exit 5'; echo $?
docker run --rm busybox nosuch 2>/dev/null; echo $?
docker run --rm busybox /etc 2>/dev/null; echo $?
docker run --name oom -m 16m busybox sh -c 'exec dd if=/dev/zero of=/dev/shm/x bs=65536 count=600' 2>/dev/null; echo $?
docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' oom
docker rm oom >/dev/null`);
    expect(out).toBe("5\n127\n126\n137\ntrue 137\n");
  });

  it("publishes ports and joins networks", () => {
    const out = sh(`docker network create net1 >/dev/null
docker run -d --name srv --network net1 -p 8088:80 busybox sh -c 'mkdir /w; echo page > /w/index.html; httpd -f -h /w' >/dev/null
sleep 1
docker run --rm --network net1 busybox wget -qO- http://srv/
wget -qO- http://127.0.0.1:8088/
docker port srv
docker rm -f srv
docker network rm net1`);
    expect(out).toBe("page\npage\n80/tcp -> 0.0.0.0:8088\nsrv\nnet1\n");
  });

  it("builds, saves, removes and loads", () => {
    const out =
      sh(`mkdir -p /tmp/b; cd /tmp/b; echo hello > a.txt; echo '*.log' > .dockerignore; echo x > no.log
cat > Dockerfile <<'X'
FROM busybox
ARG V=1
COPY a.txt /in/
RUN echo "hi $V" >> /in/a.txt
CMD ["cat", "/in/a.txt"]
X
docker build -t demo --build-arg V=7 . | grep -c '^Step'
docker build -t demo --build-arg V=7 . | grep -c 'Using cache'
docker run --rm demo
docker save -o /tmp/x.tar demo
docker rmi demo | grep Untagged
docker run --rm demo 2>&1 | head -1
docker load -i /tmp/x.tar
docker run --rm demo
printf 'FROM busybox\\nRUN exit 3\\n' | docker build - | tail -1; printf 'FROM busybox\\nRUN exit 3\\n' | docker build -q -; echo $?
printf 'FROM busybox\\nCOPY no.log /\\n' > D3; docker build -q -f D3 .; echo $?`);
    expect(out.replace(/Running in [0-9a-f]+/, "Running in X")).toBe(`5
4
hello
hi 7
Untagged: demo:latest
Unable to find image 'demo:latest' locally
Loaded image: demo:latest
hello
hi 7
The command '/bin/sh -c exit 3' returned a non-zero code: 3
 ---> Running in X
The command '/bin/sh -c exit 3' returned a non-zero code: 3
3
COPY failed: file not found in build context or excluded by .dockerignore: stat no.log: file does not exist
1
`);
  });

  it("keeps what is in volumes and copies files", () => {
    const out = sh(`docker volume create data
docker run --rm -v data:/d busybox sh -c 'echo kept > /d/f'
docker run --rm -v data:/d:ro busybox sh -c 'cat /d/f; echo x > /d/g'; echo $?
docker volume rm data
echo hi > /tmp/a.txt
docker create --name cc busybox cat /a.txt >/dev/null
docker cp /tmp/a.txt cc:/; docker start -a cc; docker cp cc:/a.txt /tmp/back; cat /tmp/back; docker diff cc
docker commit -c 'CMD ["cat","/a.txt"]' cc snap >/dev/null; docker run --rm snap
docker rm cc`);
    expect(out).toBe(
      "data\nkept\nsh: can't create /d/g: Read-only file system\n1\ndata\nhi\nhi\nA /a.txt\nhi\ncc\n",
    );
  });
});

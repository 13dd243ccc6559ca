import { describe, expect, it } from "vitest";
import { byteString, bytesOf } from "../image/bytes";
import { imageFromTree } from "../image/from-tree";
import { readImages } from "../image/read-image";
import { readTar } from "../image/tar";
import { tarEntry, writeTar } from "../image/tar-write";
import type { ExecSpec } from "./contract";
import { ATTACHED, containerSpec, script, TestWorld } from "./test-kit";

const exec = (command: readonly string[], change: Partial<ExecSpec> = {}): ExecSpec => ({
  command,
  env: [],
  user: undefined,
  workingDir: undefined,
  tty: false,
  openStdin: false,
  privileged: false,
  ...change,
});

/** A world with one container that sleeps. */
function sleeping(change: Parameters<typeof containerSpec>[0] = {}): TestWorld {
  const world = new TestWorld();
  world.run(function* (sys, engine) {
    yield* engine.create(sys, containerSpec({ name: "box", command: ["sleep", "100000"], ...change }));
    yield* engine.start(sys, "box", undefined);
  });
  return world;
}

describe("files", () => {
  it("tells what a container has changed, and makes an image of it", () => {
    const world = new TestWorld();
    world.runContainer(
      script("echo new > /new; rm /etc/shadow; mkdir /d; echo x > /d/f; chmod 600 /etc/passwd", {
        name: "changed",
      }),
    );
    const changes = world.run((sys, engine) => engine.diff(sys, "changed"));
    expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "A /d",
      "A /d/f",
      "C /etc",
      "C /etc/passwd",
      "D /etc/shadow",
      "A /new",
    ]);
    const image = world.run((sys, engine) =>
      engine.commit(sys, "changed", "mine:1", { cmd: ["cat", "/new", "/d/f"] }, "a test"),
    );
    expect(image.tags).toEqual(["mine:1"]);
    expect(image.layers).toHaveLength(2);
    expect(world.runContainer(containerSpec({ image: "mine:1" })).stdout).toBe("new\nx\n");
    expect(world.runContainer(containerSpec({ image: "mine:1", command: ["ls", "/etc/shadow"] })).code).toBe(
      1,
    );
  });

  it("saves and loads images, and removes them when nobody uses them", () => {
    const world = new TestWorld();
    const before = world.engine.image("busybox");
    const lines = world.run(function* (sys, engine) {
      yield* engine.save(sys, ["busybox"], "/tmp/image.tar");
      return yield* engine.removeImage(sys, "busybox", false);
    });
    expect(lines[0]).toBe("Untagged: busybox:latest");
    expect(lines[1]).toBe(`Deleted: ${before.id}`);
    const saved = bytesOf(world.kernel.readFile("/tmp/image.tar"));
    expect(readImages(saved)[0]?.id).toBe(before.id);
    const loaded = world.run((sys, engine) => engine.load(sys, "/tmp/image.tar"));
    expect(loaded[0]?.id).toBe(before.id);
    world.runContainer(containerSpec({ command: ["true"], name: "user" }));
    const conflict = () => world.run((sys, engine) => engine.removeImage(sys, "busybox", false));
    expect(conflict).toThrow(
      /conflict: unable to remove repository reference "busybox" \(must force\) - container/,
    );
  });

  it("copies in and out, also while it does not run", () => {
    const world = sleeping();
    const archive = writeTar([
      tarEntry({ path: "hello", type: "file", data: bytesOf("hello\n"), uid: 33, mode: 0o600 }),
    ]);
    const out = world.run(function* (sys, engine) {
      yield* engine.copyIn(sys, "box", "/tmp", archive);
      yield* engine.exec(sys, "box", exec(["ls", "-ln", "/tmp/hello"]), ATTACHED);
      yield* engine.kill(sys, "box", "KILL");
      return yield* engine.copyOut(sys, "box", "/tmp");
    });
    expect(world.stdout).toMatch(/^-rw------- +1 33 +0 +6 /);
    const entries = readTar(out, "out");
    expect(entries.map(({ path, data }) => [path.replace(/\/$/, ""), byteString(data)])).toEqual([
      ["tmp", ""],
      ["tmp/hello", "hello\n"],
    ]);
    expect(() => world.run((sys, engine) => engine.copyOut(sys, "box", "/none"))).toThrow(
      "Could not find the file /none in container box",
    );
  });

  it("has volumes that outlive it, with what the image has there at first use", () => {
    const world = new TestWorld();
    const mounts = [
      { kind: "volume", source: "data", target: "/www", readOnly: false, options: "" },
    ] as const;
    world.runContainer(script("ls /www; echo kept > /www/x", { image: "web", mounts, autoRemove: true }));
    expect(world.stdout).toBe("index.html\n");
    const readOnly = mounts.map((mount) => ({ ...mount, readOnly: true }));
    const second = world.runContainer(script("cat /www/x; echo no > /www/y", { mounts: readOnly }));
    expect(second.stdout).toBe("kept\n");
    expect(second.stderr).toContain("Read-only file system");
    expect(() => world.run((sys, engine) => engine.removeVolume(sys, "data"))).toThrow(/volume is in use/);
  });

  it("binds host directories and mounts memory", () => {
    const world = new TestWorld();
    const result = world.runContainer(
      script("cat /from/file; echo back > /from/back; mount | grep ' /mem ' | cut -d' ' -f5", {
        mounts: [
          { kind: "bind", source: "/srv/dir", target: "/from", readOnly: false, options: "" },
          { kind: "tmpfs", source: "", target: "/mem", readOnly: false, options: "size=1m" },
        ],
        command: ["sh", "-c", "ls /from; echo back > /from/back; mount | grep ' /mem ' | cut -d' ' -f5"],
      }),
    );
    expect(result.stdout).toBe("tmpfs\n");
    expect(world.shell("cat /srv/dir/back")).toBe("back\n");
  });
});

describe("an image that does not fit", () => {
  it("is refused, and nothing of it is left", () => {
    const world = new TestWorld({ memoryMiB: 32 });
    const before = world.shell("ls /var/lib/docker/overlay2/l | wc -l; df -k /var/lib/docker | tail -1");
    const data = new Uint8Array(20 << 20);
    const big = imageFromTree({
      references: ["big:latest"],
      files: [{ path: "data", type: "file", data }],
      process: { Cmd: ["/data"] },
      platform: { os: "linux", architecture: "386" },
      created: "2026-01-01T00:00:00Z",
    });
    expect(() => world.run((sys, engine) => engine.add(sys, [big]))).toThrow(/no space left on device/);
    expect(world.shell("ls /var/lib/docker/overlay2/l | wc -l; df -k /var/lib/docker | tail -1")).toBe(
      before,
    );
    expect(() => world.engine.image("big")).toThrow("No such image: big:latest");
  });
});

describe("privileges", () => {
  it("keeps what Docker keeps: capabilities, filter, read-only and masked paths", () => {
    const world = new TestWorld();
    const source =
      "hostname x; mount -t tmpfs t /mnt; unshare -u true; echo 1 > /proc/sys/kernel/hostname; ls /sys/firmware | wc -l; grep -E 'CapBnd|NoNewPrivs|Seccomp:' /proc/self/status";
    const { stdout, stderr } = world.runContainer(script(source));
    expect(stderr).toContain("hostname: sethostname: Operation not permitted");
    expect(stderr).toContain("Read-only file system");
    expect(stdout).toContain("CapBnd:\t00000000a80425fb\n");
    expect(stdout).toContain("Seccomp:\t2\n");
    const all = world.runContainer(
      script("hostname x && hostname; mkdir -p /mnt && mount -t tmpfs t /mnt && echo mounted", {
        privileged: true,
      }),
    );
    expect(all.stdout).toBe("x\nmounted\n");
    const some = world.runContainer(
      script("grep CapEff /proc/self/status", { capDrop: ["ALL"], capAdd: ["NET_ADMIN"] }),
    );
    expect(some.stdout).toBe("CapEff:\t0000000000001000\n");
    const readOnly = world.runContainer(
      script("echo x > /x; echo y > /dev/shm/y && echo fine", { readOnlyRoot: true }),
    );
    expect(readOnly.stderr).toContain("Read-only file system");
    expect(readOnly.stdout).toBe("fine\n");
  });

  it("maps ids when it is asked to", () => {
    const world = new TestWorld();
    const { stdout, stderr } = world.runContainer(
      script("id -u; cat /proc/self/uid_map; touch /mine; ls -ln /etc/passwd | cut -c1-28", {
        usernsMode: "private",
        name: "mapped",
        mounts: [{ kind: "tmpfs", source: "", target: "/sys", readOnly: false, options: "" }],
      }),
    );
    expect(stderr).toBe("");
    expect(stdout).toContain("0\n         0     100000      65536\n");
    const { upperDirectory } = world.engine.container("mapped");
    expect(world.shell(`ls -ln ${upperDirectory} | grep mine`)).toMatch(/ 100000 +100000 /);
  });
});

describe("--init", () => {
  it("waits for orphans, passes signals on, and ends as the program does", () => {
    const world = new TestWorld();
    const { code, stdout } = world.runContainer(
      script(
        "(sleep 0.1 &); sleep 1; ps | grep -c '[d]ocker-init'; cat /proc/[0-9]*/stat | grep -c ' Z '; exit 6",
        { init: true },
      ),
    );
    expect([code, stdout]).toEqual([6, "1\n0\n"]);
    const stopped = world.run(function* (sys, engine) {
      const { id } = yield* engine.create(sys, containerSpec({ command: ["sleep", "1000"], init: true }));
      yield* engine.start(sys, id, undefined);
      yield* sys.nanosleep(100e6);
      const from = yield* sys.clockGettime("monotonic");
      yield* engine.stop(sys, id, undefined);
      return [engine.container(id).exitCode, (yield* sys.clockGettime("monotonic")) - from < 1e9];
    });
    expect(stopped).toEqual([143, true]);
  });
});

describe("namespaces of others", () => {
  it("joins the host's or another container's", () => {
    const world = sleeping({ hostname: "shared" });
    expect(world.runContainer(script("hostname", { utsMode: "container:box" })).stdout).toBe("shared\n");
    expect(
      world.runContainer(script("ps | grep -c '[s]leep 100000'", { pidMode: "container:box" })).stdout,
    ).toBe("1\n");
    expect(world.runContainer(script("hostname", { network: "host" })).stdout).toBe("triptych\n");
    const address = world.engine.container("box").networks[0]?.address;
    expect(
      world.runContainer(
        script("grep 172 /proc/net/fib_trie /etc/hosts | grep -c shared", { network: "container:box" }),
      ).stdout,
    ).toBe("1\n");
    expect(address).toBe("172.17.0.2");
  });
});

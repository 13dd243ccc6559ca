import { describe, expect, it } from "vitest";
import type { NetlinkReply } from "../../kernel/abi/netlink";
import type { Program } from "../../kernel/abi/sys";
import { bytesOf } from "../image/bytes";
import { TRIPTYCH_MAGIC } from "../image/elf";
import { imageFromTree } from "../image/from-tree";
import type { EngineError } from "./contract";
import { containerSpec, script, TestWorld } from "./test-kit";

/** serve PORT: answers each connection with the client's address. */
const serve: Program = function* (sys, [, port = "80"]) {
  const fd = yield* sys.socket("inet", "stream", 0);
  yield* sys.bind(fd, { address: "0.0.0.0", port: Number(port) });
  yield* sys.listen(fd, 5);
  for (;;) {
    const { fd: connection, peer } = yield* sys.accept(fd);
    yield* sys.write(connection, `you are ${peer.address}\n`);
    yield* sys.close(connection);
  }
};

/** fetch ADDRESS PORT */
const fetch: Program = function* (sys, [, address = "", port = "80"]) {
  const fd = yield* sys.socket("inet", "stream", 0);
  yield* sys.connect(fd, { address, port: Number(port) });
  yield* sys.write(1, yield* sys.read(fd, 1000));
  return 0;
};

const program = (name: string) => ({
  path: `bin/${name}`,
  type: "file" as const,
  mode: 0o755,
  data: bytesOf(`${TRIPTYCH_MAGIC}${name}\n`),
});

const image = imageFromTree({
  references: ["net:latest"],
  files: [program("serve"), program("fetch")],
  process: { Cmd: ["serve", "80"] },
  platform: { os: "linux", architecture: "386" },
  created: "2026-01-01T00:00:00Z",
});

function netWorld(): TestWorld {
  const world = new TestWorld({
    programs: new Map([
      ["serve", serve],
      ["fetch", fetch],
    ]),
  });
  world.run((sys, engine) => engine.add(sys, [image]));
  return world;
}

const dump = (world: TestWorld, type: "link-dump" | "nat-dump"): NetlinkReply =>
  world.run((sys) => sys.netlink({ type }));

describe("networks", () => {
  it("gives addresses in order, lets containers talk, and takes cables away with them", () => {
    const world = netWorld();
    world.run(function* (sys, engine) {
      for (const name of ["one", "two"]) {
        yield* engine.create(sys, containerSpec({ name, image: "net" }));
        yield* engine.start(sys, name, undefined);
      }
    });
    expect(world.engine.container("one").networks).toEqual([
      { name: "bridge", address: "172.17.0.2", prefix: 16, gateway: "172.17.0.1", mac: "02:42:ac:11:00:02" },
    ]);
    expect(world.engine.container("two").networks[0]?.address).toBe("172.17.0.3");
    const got = world.runContainer(
      containerSpec({ image: "net", command: ["fetch", "172.17.0.2"], autoRemove: true }),
    );
    expect(got).toEqual({ code: 0, stdout: "you are 172.17.0.4\n", stderr: "" });
    const stats = world.run((sys, engine) => engine.stats(sys, "one"));
    expect(stats.rxBytes).toBeGreaterThan(0);
    world.run(function* (sys, engine) {
      for (const name of ["one", "two"]) yield* engine.remove(sys, name, { force: true, volumes: false });
    });
    const links = dump(world, "link-dump");
    expect(links.type === "links" && links.links.filter(({ kind }) => kind === "veth")).toEqual([]);
  });

  it("publishes ports on the host, and to one container at a time", () => {
    const world = netWorld();
    const ports = [{ protocol: "tcp", hostAddress: "", hostPort: 8080, containerPort: 80 }] as const;
    world.run(function* (sys, engine) {
      yield* engine.create(sys, containerSpec({ name: "first", image: "net", ports }));
      yield* engine.start(sys, "first", undefined);
    });
    const answer = world.runContainer(
      containerSpec({ image: "net", command: ["fetch", "172.17.0.1", "8080"] }),
    );
    expect(answer.stdout).toBe("you are 172.17.0.1\n");
    let problem: unknown;
    try {
      world.runContainer(containerSpec({ name: "second", image: "net", ports }));
    } catch (error) {
      problem = error;
    }
    const { id } = world.engine.container("second");
    expect((problem as EngineError).message).toBe(
      `driver failed programming external connectivity on endpoint second (${id}): Bind for 0.0.0.0:8080 failed: port is already allocated`,
    );
    expect((problem as EngineError).status).toBe(125);
    world.run((sys, engine) => engine.stop(sys, "first", 0));
    const nat = dump(world, "nat-dump");
    expect(nat.type === "nat" && nat.rules.filter(({ kind }) => kind === "dnat")).toEqual([]);
    world.run((sys, engine) => engine.start(sys, "second", undefined));
    expect(world.engine.container("second").status).toBe("running");
  });

  it("knows names on networks of one's own, and networks that come and go while it runs", () => {
    const world = netWorld();
    world.run(function* (sys, engine) {
      const { subnet, gateway } = yield* engine.createNetwork(sys, "mine", {
        subnet: undefined,
        gateway: undefined,
      });
      expect([subnet, gateway]).toEqual(["172.18.0.0/16", "172.18.0.1"]);
      yield* engine.create(
        sys,
        containerSpec({ name: "db", image: "net", network: "mine", networkAliases: ["store"] }),
      );
      yield* engine.start(sys, "db", undefined);
    });
    const hosts = world.runContainer(script("grep store /etc/hosts", { network: "mine" }));
    expect(hosts.stdout).toMatch(/^172\.18\.0\.2\tdb store [0-9a-f]{12}\n$/);
    const later = world.run(function* (sys, engine) {
      yield* engine.create(sys, containerSpec({ name: "late", command: ["sleep", "1000"] }));
      yield* engine.start(sys, "late", undefined);
      yield* engine.connect(sys, "mine", "late");
      const addresses = engine.container("late").networks.map(({ name, address }) => `${name} ${address}`);
      yield* engine.disconnect(sys, "mine", "late");
      return addresses;
    });
    expect(later).toEqual(["bridge 172.17.0.2", "mine 172.18.0.3"]);
    expect(() => world.run((sys, engine) => engine.removeNetwork(sys, "mine"))).toThrow(
      /has active endpoints/,
    );
    world.run(function* (sys, engine) {
      yield* engine.stop(sys, "db", 0);
      yield* engine.removeNetwork(sys, "mine");
    });
    expect(() => world.engine.network("mine")).toThrow("network mine not found");
  });

  it("has none, or another's, when it is asked to", () => {
    const world = netWorld();
    const none = world.runContainer(script("cat /proc/net/dev | wc -l", { network: "none" }));
    expect(none.stdout).toBe("3\n");
    world.run(function* (sys, engine) {
      yield* engine.create(sys, containerSpec({ name: "server", image: "net" }));
      yield* engine.start(sys, "server", undefined);
    });
    const joined = containerSpec({
      image: "net",
      command: ["fetch", "127.0.0.1"],
      network: "container:server",
    });
    expect(world.runContainer(joined).stdout).toBe("you are 127.0.0.1\n");
  });
});

/** Calibration: arithmetic, memory, networks and databases on the two-socket host. */

import { TCP_PORT_GBPS } from "../../figures/predict/network";
import { bridgeRoundTripAdder, kvmRoundTripAdder } from "../../figures/published/felter-2015";
import { felterRatio, nativeBulk, sequential } from "../../figures/published/felter-checks-2015";
import * as published from "../../figures/published/felter-tables-2015";
import { heldRows } from "../../vmm/held-against";
import { mysqlTps } from "../predict/mysql";
import { copyRatio, gupsRatio, linpackRatio, triadRatio } from "../predict/processor-and-memory";
import { type RedisPath, redisRun } from "../predict/redis";
import { type CalibrationRow, suggested, usual, within } from "./calibration-row";

const redisThousands = (path: RedisPath, clients: number): number => redisRun(path, clients).perSecond / 1000;
const oneClientUs = (path: RedisPath): number => 1000 / redisThousands(path, 1);

function processors(): readonly CalibrationRow[] {
  const container = suggested(0.01, "C-F1");
  return [
    {
      id: "linpack.container",
      scenario: "linpack",
      what: "Linpack, two sockets, Docker",
      use: "checked",
      published: published.linpack.container,
      model: published.linpack.native.value * linpackRatio("container", 2),
      tolerance: container,
    },
    {
      id: "gups.kvm",
      scenario: "gups",
      what: "random updates, one socket, KVM to native",
      use: "fitted",
      published: felterRatio(published.gups[1].kvm, published.gups[1].native),
      model: gupsRatio("kvm", 1),
      tolerance: within(0.04, "C-F2"),
    },
    ...([1, 2] as const).map(
      (sockets): CalibrationRow => ({
        id: `gups.container-${sockets}`,
        scenario: "gups",
        what: `random updates, sockets: ${sockets}, Docker`,
        use: "checked",
        published: published.gups[sockets].container,
        model: published.gups[sockets].native.value * gupsRatio("container", sockets),
        tolerance: usual,
      }),
    ),
    {
      id: "stream.triad-kvm",
      scenario: "stream",
      what: "STREAM Triad, one socket, KVM to native",
      use: "fitted",
      published: felterRatio(published.streamTriad[1].kvm, published.streamTriad[1].native),
      model: triadRatio("kvm", 1),
      tolerance: within(0.01, "C-F3"),
    },
    {
      id: "stream.copy-kvm",
      scenario: "stream",
      what: "STREAM Copy, one socket, KVM to native",
      use: "fitted",
      published: felterRatio(published.streamCopy[1].kvm, published.streamCopy[1].native),
      model: copyRatio("kvm", 1),
      tolerance: within(0.01, "C-F3"),
    },
    ...([1, 2] as const).map(
      (sockets): CalibrationRow => ({
        id: `stream.triad-container-${sockets}`,
        scenario: "stream",
        what: `STREAM Triad, sockets: ${sockets}, Docker`,
        use: "checked",
        published: published.streamTriad[sockets].container,
        model: published.streamTriad[sockets].native.value * triadRatio("container", sockets),
        tolerance: within(0.5, "C-F3, 0.01 of native"),
      }),
    ),
  ];
}

function networks(): readonly CalibrationRow[] {
  const native = new Map(published.redisGet.map(([clients]) => [clients, redisThousands("native", clients)]));
  return [
    {
      id: "sriov.port",
      scenario: "sriov",
      what: "10 GbE, TCP in bulk, native",
      use: "checked",
      published: nativeBulk,
      model: TCP_PORT_GBPS * 1000,
      tolerance: suggested(0.01, "C-F5"),
    },
    ...published.redisGet.map(
      ([clients, row]): CalibrationRow => ({
        id: `redis.native-${clients}`,
        scenario: "redis",
        what: `Redis GET, clients: ${clients}, native`,
        use: clients === 10 || clients === 20 ? "checked" : "fitted",
        published: row,
        model: native.get(clients)!,
        tolerance: usual,
      }),
    ),
    ...published.redisGet.map(
      ([clients, , host]): CalibrationRow => ({
        id: `redis.host-network-${clients}`,
        scenario: "redis",
        what: `Redis GET, clients: ${clients}, Docker with the host's network`,
        use: "checked",
        published: host,
        model: native.get(clients)!,
        tolerance: usual,
      }),
    ),
    {
      id: "redis.bridge-1",
      scenario: "redis",
      what: "Redis GET, clients: 1, Docker with bridge and NAT",
      use: "fitted",
      published: published.redisBridgeOneClient,
      model: redisThousands("bridge", 1),
      tolerance: usual,
    },
    {
      id: "redis.bridge-adder",
      scenario: "redis",
      what: "round trip at one client, bridge and NAT less native",
      use: "fitted",
      published: bridgeRoundTripAdder,
      model: oneClientUs("bridge") - oneClientUs("native"),
      tolerance: usual,
    },
    {
      id: "redis.kvm-adder",
      scenario: "redis",
      what: "round trip at one client, KVM less native",
      use: "fitted",
      published: kvmRoundTripAdder,
      model: oneClientUs("kvm") - oneClientUs("native"),
      tolerance: within(3, "C-F4"),
    },
  ];
}

function disks(): readonly CalibrationRow[] {
  return sequential.map(({ what, ratio }) => ({
    id: `path.sequential-${what}`,
    scenario: "fio",
    what: `sequential ${what} of 1 MB, KVM to native`,
    use: "checked",
    published: ratio,
    // The storage is the bottleneck: the path's work on one request passes while the next ones are read.
    model: 1,
    tolerance: within(0.015, "C-F6"),
  }));
}

/** What virtualization adds to single paths: the rows of the page "Path of an I/O". */
function paths(): readonly CalibrationRow[] {
  return heldRows().map(({ id, what, modelled, published: row, fitted, toleranceUs }) => ({
    id: `path.${id}`,
    scenario: "path",
    what: `${what}: what the path adds`,
    use: fitted ? "fitted" : "checked",
    published: row,
    model: modelled.value,
    tolerance: within(toleranceUs, "C-F4, C-FC4"),
  }));
}

function databases(): readonly CalibrationRow[] {
  return published.mysqlNative.map(([threads, tps]) => ({
    id: `mysql.native-${threads}`,
    scenario: "mysql",
    what: `sysbench OLTP, threads: ${threads}, native`,
    use: "input",
    published: tps,
    model: mysqlTps("native", threads),
    tolerance: usual,
  }));
}

export const rowsOfProcessors = (): readonly CalibrationRow[] => [
  ...processors(),
  ...networks(),
  ...disks(),
  ...databases(),
  ...paths(),
];

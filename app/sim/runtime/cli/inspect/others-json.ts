/** Images, networks and volumes as `docker inspect` shows them. */
import type { ContainerInfo, ImageInfo, NetworkInfo, VolumeInfo } from "../../engine/contract";
import { isoTime } from "../format/units";
import type { Struct, Value } from "../template/values";

const keys = (names: readonly string[]): Map<string, Value> => new Map(names.map((name) => [name, {}]));

export function imageJson(image: ImageInfo): Struct {
  const { config } = image;
  const process: Struct = {
    Hostname: "",
    Domainname: "",
    User: config.user,
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...(config.exposedPorts.length === 0 ? {} : { ExposedPorts: keys(config.exposedPorts) }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: config.env,
    Cmd: config.cmd ?? null,
    Image: "",
    Volumes: config.volumes.length === 0 ? null : keys(config.volumes),
    WorkingDir: config.workingDir,
    Entrypoint: config.entrypoint ?? null,
    OnBuild: null,
    Labels:
      Object.keys(config.labels).length === 0 ? null : new Map<string, Value>(Object.entries(config.labels)),
    ...(config.stopSignal === "" ? {} : { StopSignal: config.stopSignal }),
  };
  return {
    Id: image.id,
    RepoTags: image.tags,
    RepoDigests: [],
    Parent: "",
    Comment: image.history.at(-1)?.comment ?? "",
    Created: isoTime(image.createdSeconds),
    Container: "",
    DockerVersion: "",
    Author: "",
    Config: process,
    Architecture: image.architecture,
    Os: image.os,
    Size: image.size,
    VirtualSize: image.size,
    GraphDriver: {
      Data: new Map<string, Value>([
        [
          "LowerDir",
          image.layers
            .slice(0, -1)
            .reverse()
            .map(({ directory }) => directory)
            .join(":"),
        ],
        ["UpperDir", image.layers.at(-1)?.directory ?? ""],
      ]),
      Name: "overlay2",
    },
    RootFS: { Type: "layers", Layers: image.layers.map(({ diffId }) => diffId) },
    Metadata: { LastTagTime: "0001-01-01T00:00:00Z" },
  };
}

/** With the containers that are in it. */
export function networkJson(network: NetworkInfo, containers: readonly ContainerInfo[]): Struct {
  const members = containers.flatMap(({ id, name, pid, networks }) =>
    networks
      .filter((each) => each.name === network.name && pid !== 0)
      .map(
        ({ mac, address, prefix }) =>
          [
            id,
            {
              Name: name,
              EndpointID: "",
              MacAddress: mac,
              IPv4Address: `${address}/${prefix}`,
              IPv6Address: "",
            },
          ] as const,
      ),
  );
  return {
    Name: network.name,
    Id: network.id,
    Created: isoTime(network.createdSeconds),
    Scope: "local",
    Driver: network.driver,
    EnableIPv6: false,
    IPAM: {
      Driver: "default",
      Options: null,
      Config: network.subnet === "" ? [] : [{ Subnet: network.subnet, Gateway: network.gateway }],
    },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: "" },
    ConfigOnly: false,
    Containers: new Map<string, Value>(members),
    Options: new Map<string, Value>(
      network.bridge === "" ? [] : [["com.docker.network.bridge.name", network.bridge]],
    ),
    Labels: new Map<string, Value>(),
  };
}

/** A volume as `docker volume inspect` shows it. */
export function volumeJson(volume: VolumeInfo): Struct {
  return {
    CreatedAt: isoTime(Math.floor(volume.createdSeconds)),
    Driver: "local",
    Labels:
      Object.keys(volume.labels).length === 0 ? null : new Map<string, Value>(Object.entries(volume.labels)),
    Mountpoint: volume.mountpoint,
    Name: volume.name,
    Options: null,
    Scope: "local",
  };
}

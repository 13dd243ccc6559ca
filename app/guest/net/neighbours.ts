/** Two neighbours, and the same ping-pong between them over each path that the lab has. */
import type { NetworkSetupInput } from "./setup";

export interface Trips {
  readonly rounds: number;
  /** Of each message. */
  readonly bytes: number;
  /** Between two looks at shared memory. */
  readonly everyUs: number;
}

export interface NeighbourPath {
  readonly id: string;
  readonly what: string;
  readonly setup: NetworkSetupInput;
  /** By machine, to be begun together. */
  scripts(trips: Trips): Readonly<Record<string, string>>;
}

const guests = (kind: "vm" | "pv") =>
  [
    { id: "a", name: "Guest a", kind, address: "10.0.0.1", neighbour: true },
    { id: "b", name: "Guest b", kind, address: "10.0.0.2", neighbour: true },
  ] as const;

const datagrams = ({ rounds, bytes }: Trips) => ({
  a: `neighbour ping udp to=10.0.0.2 rounds=${rounds} bytes=${bytes}`,
  b: `neighbour pong udp rounds=${rounds}`,
});

const throughMemory = ({ rounds, bytes, everyUs }: Trips) => {
  const terms = `shared rounds=${rounds} bytes=${bytes} every=${everyUs}`;
  return { a: `neighbour ping ${terms}`, b: `neighbour pong ${terms}` };
};

/** Two network namespaces on a bridge of the guest's kernel: containers, as far as the network goes. */
const TWO_NAMESPACES = `ip link add br0 type bridge && ip link set br0 up
for n in 1 2; do
  unshare -n sleep 100000 < /dev/null > /dev/null 2>&1 &
  echo $! > /run/n$n
  sleep 0.02
  ip link add v$n type veth peer name eth0 netns $(cat /run/n$n)
  ip link set v$n master br0 up
  nsenter -t $(cat /run/n$n) -n sh -c "ip addr add 10.1.0.$n/24 dev eth0; ip link set eth0 up"
done`;

const TWO_CONTAINERS = `docker run -d --name one busybox sleep 100000
docker run -d --name two busybox sleep 100000`;
const SECOND_CONTAINER = "172.17.0.3";
/** With fewer, ping has no room for the time that it measures. */
const LEAST_PING_BYTES = 4;

export const NEIGHBOUR_PATHS: readonly NeighbourPath[] = [
  {
    id: "ne2k",
    what: "two VMs, NE2000, a switch",
    setup: { name: "Two VMs", machines: [...guests("vm")] },
    scripts: datagrams,
  },
  {
    id: "virtio-net",
    what: "two PV guests, virtio-net, a switch",
    setup: { name: "Two PV guests", machines: [...guests("pv")] },
    scripts: datagrams,
  },
  {
    id: "bridge",
    what: "two network namespaces of one guest, its bridge",
    setup: {
      name: "Two network namespaces in a PV guest",
      machines: [{ ...guests("pv")[0], script: TWO_NAMESPACES }],
    },
    scripts: ({ rounds, bytes }) => ({
      a: `nsenter -t $(cat /run/n2) -n neighbour pong udp rounds=${rounds} > /dev/null &
nsenter -t $(cat /run/n1) -n neighbour ping udp to=10.1.0.2 rounds=${rounds} bytes=${bytes}`,
    }),
  },
  {
    id: "simulated-bridge",
    what: "two containers of the simulated kernel, its bridge (ping, ICMP)",
    setup: {
      name: "Two containers",
      machines: [
        { id: "a", name: "Container host", kind: "container", address: "10.0.0.1", script: TWO_CONTAINERS },
      ],
    },
    scripts: ({ rounds, bytes }) => ({
      a: `docker exec one ping -q -c ${rounds + 1} -i 0.001 -s ${Math.max(bytes, LEAST_PING_BYTES)} ${SECOND_CONTAINER}`,
    }),
  },
  {
    id: "shared-vm",
    what: "two VMs, memory that they share",
    setup: { name: "Two VMs that share memory", machines: [...guests("vm")], shared: ["a", "b"] },
    scripts: throughMemory,
  },
  {
    id: "shared-pv",
    what: "two PV guests, memory that they share",
    setup: { name: "Two PV guests that share memory", machines: [...guests("pv")], shared: ["a", "b"] },
    scripts: throughMemory,
  },
];

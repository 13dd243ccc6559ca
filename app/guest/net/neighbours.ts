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
  /** Of a message; MOST_MESSAGE_BYTES unless it is said. */
  readonly mostBytes?: number;
  readonly setup: NetworkSetupInput;
  /** By machine, to be begun together. */
  scripts(trips: Trips): Readonly<Record<string, string>>;
}

/** What neighbour puts into a message at most. */
export const MOST_MESSAGE_BYTES = 1400;

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

/** A program without an operating system that answers for ever. */
const program = (image: string, told = "") =>
  ({ id: "b", name: image, kind: "pv", address: "10.0.0.2", program: { image, told } }) as const;

/** More than anybody asks for. */
const MOST_ROUNDS = 1_000_000;
/** With fewer, ping has no room for the time that it measures. */
const LEAST_PING_BYTES = 4;

const pings = (rounds: number, bytes: number): string =>
  `ping -q -c ${rounds + 1} -i 0.001 -s ${Math.max(bytes, LEAST_PING_BYTES)}`;

const ASKS_UNIKERNEL = guests("pv")[0];

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
      a: `docker exec one ${pings(rounds, bytes)} ${SECOND_CONTAINER}`,
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
  {
    id: "virtio-net-unikernel",
    what: "a PV guest and a unikernel (kv), virtio-net, a switch (ping, ICMP)",
    setup: {
      name: "A PV guest and a unikernel",
      machines: [ASKS_UNIKERNEL, program("kv")],
    },
    scripts: ({ rounds, bytes }) => ({ a: `${pings(rounds, bytes)} 10.0.0.2` }),
  },
  {
    id: "shared-unikernel",
    what: "a PV guest and a unikernel (pingpong), memory that they share: the guest looks, the unikernel waits for the doorbell",
    mostBytes: 0,
    setup: {
      name: "A PV guest and a unikernel that share memory",
      machines: [ASKS_UNIKERNEL, program("pingpong", `role=pong via=shared rounds=${MOST_ROUNDS}`)],
      shared: ["a", "b"],
    },
    scripts: ({ rounds, everyUs }) => ({
      a: `neighbour ping shared rounds=${rounds} every=${everyUs} ring=1`,
    }),
  },
];

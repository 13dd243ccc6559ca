/** Grammar of commands, as their --help shows it. */
import { type CommandSpec, command } from "./command-spec";

export const NETWORKS_COMMANDS: readonly CommandSpec[] = [
  command(
    { names: ["network ls", "network list"], args: "0", usage: ["[OPTIONS]"], short: "List networks" },
    `
-f, --filter filter  Provide filter values (e.g. "driver=bridge")
    --format string  <table-format>
    --no-trunc  Do not truncate the output
-q, --quiet  Only display network IDs
`,
  ),
  command(
    { names: ["network create"], args: "1", usage: ["[OPTIONS] NETWORK"], short: "Create a network" },
    `
    --attachable  Enable manual container attachment
    --aux-address map  Auxiliary IPv4 or IPv6 addresses used by Network driver (default map[])
    --config-from string  The network from which to copy the configuration
    --config-only  Create a configuration only network
-d, --driver string  Driver to manage the Network (default "bridge")
    --gateway strings  IPv4 or IPv6 Gateway for the master subnet
    --ingress  Create swarm routing-mesh network
    --internal  Restrict external access to the network
    --ip-range strings  Allocate container ip from a sub-range
    --ipam-driver string  IP Address Management Driver (default "default")
    --ipam-opt map  Set IPAM driver specific options (default map[])
    --ipv4  Enable or disable IPv4 address assignment (default true)
    --ipv6  Enable or disable IPv6 address assignment
    --label list  Set metadata on a network
-o, --opt map  Set driver specific options (default map[])
    --scope string  Control the network's scope
    --subnet strings  Subnet in CIDR format that represents a network segment
`,
  ),
  command(
    {
      names: ["network rm", "network remove"],
      args: "1+",
      usage: ["NETWORK [NETWORK...]"],
      short: "Remove one or more networks",
    },
    `
-f, --force  Do not error if the network does not exist
`,
  ),
  command(
    {
      names: ["network inspect"],
      args: "1+",
      usage: ["[OPTIONS] NETWORK [NETWORK...]"],
      short: "Display detailed information on one or more networks",
    },
    `
-f, --format string  <inspect-format>
-v, --verbose  Verbose output for diagnostics
`,
  ),
  command(
    {
      names: ["network connect"],
      args: "2",
      usage: ["[OPTIONS] NETWORK CONTAINER"],
      short: "Connect a container to a network",
    },
    `
    --alias strings  Add network-scoped alias for the container
    --ip string  IPv4 address (e.g., "172.30.100.104")
    --ip6 string  IPv6 address (e.g., "2001:db8::33")
    --link list  Add link to another container
`,
  ),
  command(
    {
      names: ["network disconnect"],
      args: "2",
      usage: ["[OPTIONS] NETWORK CONTAINER"],
      short: "Disconnect a container from a network",
    },
    `
-f, --force  Force the container to disconnect from a network
`,
  ),
  command(
    { names: ["network prune"], args: "0", usage: ["[OPTIONS]"], short: "Remove all unused networks" },
    `
    --filter filter  Provide filter values (e.g. "until=<timestamp>")
-f, --force  Do not prompt for confirmation
`,
  ),
];

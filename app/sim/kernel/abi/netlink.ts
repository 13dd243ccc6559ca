/** Requests to a network namespace: what `ip`, `brctl`, `ifconfig` and iptables ask of the kernel over netlink. */

export type LinkKind = "veth" | "bridge" | "dummy" | "loopback" | "ether";

export interface LinkInfo {
  readonly index: number;
  readonly name: string;
  readonly kind: LinkKind;
  /** IFF_UP and the others, as `ip` prints them, in its order: BROADCAST, MULTICAST, UP, LOWER_UP, LOOPBACK, NO-CARRIER … */
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly qdisc: string;
  readonly operstate: "UP" | "DOWN" | "UNKNOWN" | "LOWERLAYERDOWN";
  readonly group: string;
  readonly qlen: number;
  readonly mac: string;
  readonly broadcast: string;
  readonly master: string | undefined;
  /** Of a veth: the peer's index, and the name if it is in the same namespace, else the namespace's id. */
  readonly peerIndex: number | undefined;
  readonly peerName: string | undefined;
  readonly peerNetnsId: number | undefined;
  /** IFF_… as a number. */
  readonly flagBits: number;
  readonly minMtu: number;
  readonly maxMtu: number;
  readonly tsoMaxSize: number;
  readonly alias: string;
  /** Of hardware: the address it came with. */
  readonly permanentMac: string | undefined;
  readonly promiscuity: number;
  readonly allmulti: number;
  readonly carrierChanges: number;
  /** Of a bridge. */
  readonly bridge: BridgeInfo | undefined;
  /** Of a device that is a bridge's port. */
  readonly port: PortInfo | undefined;
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly rxDropped: number;
  readonly txBytes: number;
  readonly txPackets: number;
  readonly txDropped: number;
}

export interface BridgeInfo {
  readonly ageingCentiseconds: number;
  /** The address in its identifier: zero until it has ports. */
  readonly id: string;
}

export interface PortInfo {
  readonly number: number;
  readonly forwarding: boolean;
  readonly designatedBridge: string;
}

export interface AddressInfo {
  readonly index: number;
  readonly device: string;
  readonly address: string;
  readonly prefix: number;
  readonly broadcast: string | undefined;
  readonly scope: "global" | "link" | "host";
  readonly label: string;
  readonly secondary: boolean;
}

export interface RouteInfo {
  /** "default" or address/prefix. */
  readonly to: string;
  readonly via: string | undefined;
  readonly device: string;
  readonly protocol: "kernel" | "boot" | "static";
  readonly scope: "global" | "link" | "host";
  readonly source: string | undefined;
  readonly metric: number;
  readonly linkDown: boolean;
  readonly onlink: boolean;
  readonly table: "main" | "local";
  readonly type: "unicast" | "local" | "broadcast" | "blackhole" | "unreachable" | "prohibit";
}

export interface NeighbourInfo {
  readonly address: string;
  readonly device: string;
  readonly mac: string | undefined;
  readonly state: "REACHABLE" | "STALE" | "DELAY" | "PROBE" | "FAILED" | "INCOMPLETE" | "PERMANENT";
}

export type NatRule =
  | {
      readonly kind: "masquerade";
      readonly source: string;
      readonly notOut: string | undefined;
      readonly out: string | undefined;
    }
  | {
      readonly kind: "dnat";
      readonly protocol: "tcp" | "udp";
      readonly port: number;
      readonly address: string | undefined;
      readonly to: string;
      readonly toPort: number;
    };

export type LinkRequest =
  | { readonly type: "link-dump" }
  | {
      readonly type: "link-add";
      readonly name: string | undefined;
      readonly kind: string;
      readonly peer?: string;
      readonly mac?: string;
      readonly mtu?: number;
      readonly txqueuelen?: number;
      readonly up?: boolean;
      readonly master?: string;
      /** Makes it in another namespace, by process or by open file. */
      readonly netnsPid?: number;
      readonly netnsFd?: number;
      /** The peer's namespace, where it is another. */
      readonly peerPid?: number;
      readonly peerFd?: number;
      readonly peerUp?: boolean;
      readonly peerMac?: string;
      readonly peerMtu?: number;
    }
  | { readonly type: "link-delete"; readonly name: string }
  | { readonly type: "link-set"; readonly name: string; readonly change: LinkChange };

export interface AddressRequest {
  readonly type: "address-add" | "address-delete" | "address-replace";
  readonly device: string;
  readonly address: string;
  readonly prefix: number;
  readonly broadcast?: string;
  readonly label?: string;
  readonly scope?: "global" | "link" | "host";
  /** A deletion of the address with any prefix. */
  readonly wildcard?: boolean;
}

export interface RouteRequest {
  readonly type: "route-add" | "route-delete" | "route-replace" | "route-append" | "route-change";
  readonly to: string;
  readonly via?: string;
  readonly device?: string;
  readonly metric?: number;
  readonly source?: string;
  readonly scope?: "global" | "link" | "host";
  readonly kind?: RouteInfo["type"];
  readonly protocol?: RouteInfo["protocol"];
  readonly table?: RouteInfo["table"];
  readonly onlink?: boolean;
}

export interface NeighbourRequest {
  readonly type: "neighbour-add" | "neighbour-delete" | "neighbour-replace" | "neighbour-change";
  readonly device: string;
  readonly address: string;
  readonly mac?: string;
  readonly state?: NeighbourInfo["state"];
}

export type NetlinkRequest =
  | LinkRequest
  | { readonly type: "address-dump" }
  | AddressRequest
  | { readonly type: "address-flush"; readonly device: string }
  | { readonly type: "route-dump"; readonly table?: "main" | "local" | "all" }
  | { readonly type: "route-get"; readonly to: string; readonly from?: string; readonly device?: string }
  | RouteRequest
  | { readonly type: "route-flush"; readonly device?: string }
  | { readonly type: "neighbour-dump" }
  | NeighbourRequest
  | { readonly type: "neighbour-flush"; readonly device?: string }
  | { readonly type: "bridge-dump"; readonly bridge: string }
  /** The number by which the namespace knows another, of an open file (RTM_GETNSID). */
  | { readonly type: "netns-id"; readonly fd: number }
  | { readonly type: "nat-dump" }
  | { readonly type: "connection-dump" }
  | { readonly type: "nat-add" | "nat-delete"; readonly rule: NatRule };

export interface LinkChange {
  readonly up?: boolean;
  readonly name?: string;
  readonly mtu?: number;
  readonly mac?: string;
  /** Name of a bridge; "" takes it out. */
  readonly master?: string;
  /** Moves the device to the network namespace of a process, or of an open namespace file. */
  readonly netnsPid?: number;
  readonly netnsFd?: number;
  readonly txqueuelen?: number;
  readonly promisc?: boolean;
  readonly arp?: boolean;
  readonly multicast?: boolean;
  readonly allmulticast?: boolean;
  readonly alias?: string;
  readonly group?: number;
}

/** A hardware address that a bridge knows. */
export interface BridgeMac {
  readonly mac: string;
  readonly port: number;
  /** The address of the port itself. */
  readonly local: boolean;
  readonly ageNs: number;
}

/** A tracked connection: its ends as the first packet had them, and as answers have them. Ports are identifiers for icmp. */
export interface ConnectionInfo {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly state: string | undefined;
  readonly replied: boolean;
  readonly secondsLeft: number;
  readonly original: ConnectionEnds;
  readonly reply: ConnectionEnds;
}

export interface ConnectionEnds {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

export type NetlinkReply =
  | { readonly type: "done" }
  | { readonly type: "links"; readonly links: readonly LinkInfo[] }
  | { readonly type: "addresses"; readonly addresses: readonly AddressInfo[] }
  | { readonly type: "routes"; readonly routes: readonly RouteInfo[] }
  | { readonly type: "neighbours"; readonly neighbours: readonly NeighbourInfo[] }
  | { readonly type: "netns-id"; readonly id: number | undefined }
  | { readonly type: "macs"; readonly macs: readonly BridgeMac[] }
  | { readonly type: "nat"; readonly rules: readonly NatRule[] }
  | { readonly type: "connections"; readonly connections: readonly ConnectionInfo[] };

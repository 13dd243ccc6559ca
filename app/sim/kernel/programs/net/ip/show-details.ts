/** What `ip -d` and `ip -s` add to a device. */
import type { LinkInfo } from "../../../abi/netlink";
import type { Json } from "./json";

const SEGMENTS = {
  gso_max_size: 65536,
  gso_max_segs: 65535,
  tso_max_segs: 65535,
  gro_max_size: 65536,
} as const;

/** The card of the guest. */
const CARD = { bus: "pci", device: "0000:00:05.0" } as const;

function bridgeText(link: LinkInfo): string {
  const { bridge } = link;
  if (bridge === undefined) return "";
  return (
    `forward_delay 1500 hello_time 200 max_age 2000 ageing_time ${bridge.ageingCentiseconds} stp_state 0 priority 32768 ` +
    `vlan_filtering 0 bridge_id 8000.${bridge.id} designated_root 8000.${bridge.id} root_port 0 root_path_cost 0 ` +
    "topology_change 0 topology_change_detected 0 hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 " +
    "gc_timer    0.00 group_fwd_mask 0 group_address 01:80:c2:00:00:00 no_linklocal_learn 0 mcast_vlan_snooping 0 "
  );
}

function portText(link: LinkInfo, nl: string): string {
  const { port } = link;
  if (port === undefined) return "";
  const id = (0x8000 + port.number).toString(16);
  const bridge = `8000.${port.designatedBridge.toUpperCase()}`;
  return (
    `${nl}    bridge_slave state ${port.forwarding ? "forwarding" : "disabled"} priority 32 cost 2 hairpin off guard off ` +
    `root_block off fastleave off learning on flood on port_id 0x${id} port_no 0x${port.number.toString(16)} ` +
    `designated_port ${0x8000 + port.number} designated_cost 0 designated_bridge ${bridge} designated_root ${bridge} ` +
    "hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 " +
    "proxy_arp off proxy_arp_wifi off mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off " +
    "neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off "
  );
}

/** The rest of the link line with -d. */
export function linkDetails(link: LinkInfo, nl: string): string {
  const { gso_max_size, gso_max_segs, tso_max_segs, gro_max_size } = SEGMENTS;
  const kind = link.kind === "loopback" || link.kind === "ether" ? "" : `${nl}    ${link.kind} `;
  return (
    ` promiscuity ${link.promiscuity}  allmulti ${link.allmulti} minmtu ${link.minMtu} maxmtu ${link.maxMtu} ` +
    `${kind}${bridgeText(link)}${portText(link, nl)}numtxqueues 1 gso_max_size ${gso_max_size} gso_max_segs ${gso_max_segs} ` +
    `tso_max_size ${link.tsoMaxSize} tso_max_segs ${tso_max_segs} gro_max_size ${gro_max_size} ` +
    (link.kind === "ether" ? `parentbus ${CARD.bus} parentdev ${CARD.device} ` : "")
  );
}

export function linkDetailsJson(link: LinkInfo): { readonly [name: string]: Json | undefined } {
  const virtual = link.kind !== "loopback" && link.kind !== "ether";
  return {
    promiscuity: link.promiscuity,
    allmulti: link.allmulti,
    min_mtu: link.minMtu,
    max_mtu: link.maxMtu,
    linkinfo: virtual ? { info_kind: link.kind, info_slave_kind: link.port && "bridge" } : undefined,
    num_tx_queues: 1,
    gso_max_size: SEGMENTS.gso_max_size,
    gso_max_segs: SEGMENTS.gso_max_segs,
    tso_max_size: link.tsoMaxSize,
    tso_max_segs: SEGMENTS.tso_max_segs,
    gro_max_size: SEGMENTS.gro_max_size,
    parentbus: link.kind === "ether" ? CARD.bus : undefined,
    parentdev: link.kind === "ether" ? CARD.device : undefined,
  };
}

const WIDTHS = [10, 7, 6, 7, 7, 7] as const;

/** Columns grow with their numbers. */
export function statistics(link: LinkInfo, nl: string): string {
  const rx = [link.rxBytes, link.rxPackets, 0, link.rxDropped, 0, 0];
  const tx = [link.txBytes, link.txPackets, 0, link.txDropped, 0, 0];
  const widths = WIDTHS.map((width, at) => Math.max(width, String(rx[at]).length, String(tx[at]).length));
  const row = (values: readonly number[]): string =>
    `    ${values.map((value, at) => String(value).padStart(widths[at]!)).join(" ")} `;
  const head = (title: string, names: readonly string[]): string =>
    `    ${title}: ${names.map((name, at) => name.padStart(widths[at]! - (at === 0 ? 4 : 0))).join(" ")} ${" ".repeat(10)}`;
  return [
    head("RX", ["bytes", "packets", "errors", "dropped", "missed", "mcast"]),
    row(rx),
    head("TX", ["bytes", "packets", "errors", "dropped", "carrier", "collsns"]),
    row(tx),
  ].join(nl);
}

/** `ip -s -j link`: bytes and packets, and 0 for the errors that no device here can have. */
export function statisticsJson(link: LinkInfo): Json {
  return {
    rx: {
      bytes: link.rxBytes,
      packets: link.rxPackets,
      errors: 0,
      dropped: link.rxDropped,
      over_errors: 0,
      multicast: 0,
    },
    tx: {
      bytes: link.txBytes,
      packets: link.txPackets,
      errors: 0,
      dropped: link.txDropped,
      carrier_errors: 0,
      collisions: 0,
    },
  };
}

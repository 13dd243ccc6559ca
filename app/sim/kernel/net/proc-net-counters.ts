/** /proc/net/snmp, netstat, protocols and ptype: counters of protocols, and what protocols there are. */
import type { NetNamespace } from "./namespace";

const TCP_EXT =
  "SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned OfoPruned " +
  "OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled PAWSActive PAWSEstab DelayedACKs " +
  "DelayedACKLocked DelayedACKLost ListenOverflows ListenDrops TCPHPHits TCPPureAcks TCPHPAcks " +
  "TCPRenoRecovery TCPSackRecovery TCPSACKReneging TCPSACKReorder TCPRenoReorder TCPTSReorder TCPFullUndo " +
  "TCPPartialUndo TCPDSACKUndo TCPLossUndo TCPLostRetransmit TCPRenoFailures TCPSackFailures " +
  "TCPLossFailures TCPFastRetrans TCPSlowStartRetrans TCPTimeouts TCPLossProbes TCPLossProbeRecovery " +
  "TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed TCPBacklogCoalesce TCPDSACKOldSent " +
  "TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv TCPAbortOnData TCPAbortOnClose TCPAbortOnMemory " +
  "TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed TCPMemoryPressures TCPMemoryPressuresChrono " +
  "TCPSACKDiscard TCPDSACKIgnoredOld TCPDSACKIgnoredNoUndo TCPSpuriousRTOs TCPMD5NotFound " +
  "TCPMD5Unexpected TCPMD5Failure TCPSackShifted TCPSackMerged TCPSackShiftFallback TCPBacklogDrop " +
  "PFMemallocDrop TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow " +
  "TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue TCPOFODrop TCPOFOMerge " +
  "TCPChallengeACK TCPSYNChallenge TCPFastOpenActive TCPFastOpenActiveFail TCPFastOpenPassive " +
  "TCPFastOpenPassiveFail TCPFastOpenListenOverflow TCPFastOpenCookieReqd TCPFastOpenBlackhole " +
  "TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking TCPFromZeroWindowAdv TCPToZeroWindowAdv " +
  "TCPWantZeroWindowAdv TCPSynRetrans TCPOrigDataSent TCPHystartTrainDetect TCPHystartTrainCwnd " +
  "TCPHystartDelayDetect TCPHystartDelayCwnd TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq " +
  "TCPACKSkippedFinWait2 TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive " +
  "TCPMTUPFail TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop TCPRcvQDrop " +
  "TCPWqueueTooBig TCPFastOpenPassiveAltKey TcpTimeoutRehash TcpDuplicateDataRehash TCPDSACKRecvSegs " +
  "TCPDSACKIgnoredDubious TCPMigrateReqSuccess TCPMigrateReqFailure";

const IP_EXT =
  "InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts InOctets OutOctets " +
  "InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets InCsumErrors InNoECTPkts InECT1Pkts " +
  "InECT0Pkts InCEPkts ReasmOverlaps";

const IP =
  "Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards " +
  "InDelivers OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs " +
  "FragFails FragCreates";

const ICMP =
  "InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects InEchos " +
  "InEchoReps InTimestamps InTimestampReps InAddrMasks InAddrMaskReps OutMsgs OutErrors " +
  "OutRateLimitGlobal OutRateLimitHost OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs " +
  "OutRedirects OutEchos OutEchoReps OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps";

const TCP =
  "RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs " +
  "RetransSegs InErrs OutRsts InCsumErrors";

const UDP =
  "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors";

/** Two lines: names, and their values. What is not counted here is 0. */
function table(title: string, names: string, values: Readonly<Record<string, number>>): string {
  const numbers = names.split(" ").map((name) => values[name.charAt(0).toLowerCase() + name.slice(1)] ?? 0);
  return `${title}: ${names}\n${title}: ${numbers.join(" ")}\n`;
}

function icmpTypes({ icmp }: NetNamespace["snmp"]): string {
  const counted: readonly (readonly [string, number])[] = [
    ["InType0", icmp.inEchoReps],
    ["InType3", icmp.inDestUnreachs],
    ["InType8", icmp.inEchos],
    ["InType11", icmp.inTimeExcds],
    ["OutType0", icmp.outEchoReps],
    ["OutType3", icmp.outDestUnreachs],
    ["OutType8", icmp.outEchos],
    ["OutType11", icmp.outTimeExcds],
  ];
  const seen = counted.filter(([, count]) => count > 0);
  if (seen.length === 0) return "";
  return `IcmpMsg: ${seen.map(([name]) => name).join(" ")}\nIcmpMsg: ${seen.map(([, count]) => count).join(" ")}\n`;
}

export function snmpText(net: NetNamespace): string {
  const { ip, icmp, tcp, udp } = net.snmp;
  const current = net.sockets.tcp
    .connections()
    .filter(
      ({ connection }) => connection.state === "ESTABLISHED" || connection.state === "CLOSE_WAIT",
    ).length;
  const { ipForward, ipDefaultTtl } = net.sysctls;
  return (
    table("Ip", IP, { ...ip, forwarding: ipForward ? 1 : 2, defaultTTL: ipDefaultTtl }) +
    table("Icmp", ICMP, icmp) +
    icmpTypes(net.snmp) +
    table("Tcp", TCP, {
      ...tcp,
      rtoAlgorithm: 1,
      rtoMin: 200,
      rtoMax: 120_000,
      maxConn: -1,
      currEstab: current,
    }) +
    table("Udp", UDP, udp) +
    table("UdpLite", UDP, {})
  );
}

export function netstatText(net: NetNamespace): string {
  const timeouts = net.snmp.tcp.retransSegs;
  return table("TcpExt", TCP_EXT, { tCPTimeouts: timeouts }) + table("IpExt", IP_EXT, {});
}

/** Name, size of a socket, limit of the header, and which calls there are, as /proc/net/protocols lists them. */
const PROTOCOLS = `protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re sp bi br ha uh gp em
PACKET     848      0      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
UNIX-STREAM  560      0      -1   NI       0   yes  kernel      y  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  y  n  n
UNIX       560      0      -1   NI       0   yes  kernel      y  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
UDP-Lite   696      0       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  y  n  n  y  y  y  n
PING       632      0      -1   NI       0   yes  kernel      y  y  y  n  n  y  n  n  y  y  y  y  n  y  y  y  y  y  n
RAW        640      0      -1   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  n  y  y  y  y  n  n
UDP        696      0       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  y  n  n  y  y  y  n
TCP       1656      0       0   no     160   yes  kernel      y  y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y
NETLINK    648      0      -1   NI       0   no   kernel      n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n
`;

export function protocolsText(): string {
  return PROTOCOLS;
}

export function ptypeText(): string {
  return "Type Device      Function\n0800          ip_rcv\n0004          llc_rcv\n0806          arp_rcv\n";
}

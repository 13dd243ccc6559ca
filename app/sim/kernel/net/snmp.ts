/** Counters of protocols (RFC 4293 and others), as /proc/net/snmp shows them. */

export class SnmpCounters {
  readonly ip = {
    inReceives: 0,
    inAddrErrors: 0,
    forwDatagrams: 0,
    inDelivers: 0,
    outRequests: 0,
    inHdrErrors: 0,
    outNoRoutes: 0,
    inUnknownProtos: 0,
  };
  readonly icmp = {
    inMsgs: 0,
    inDestUnreachs: 0,
    inTimeExcds: 0,
    inEchos: 0,
    inEchoReps: 0,
    outMsgs: 0,
    outDestUnreachs: 0,
    outTimeExcds: 0,
    outEchos: 0,
    outEchoReps: 0,
  };
  readonly tcp = {
    activeOpens: 0,
    passiveOpens: 0,
    attemptFails: 0,
    estabResets: 0,
    inSegs: 0,
    outSegs: 0,
    retransSegs: 0,
    outRsts: 0,
  };
  readonly udp = { inDatagrams: 0, noPorts: 0, inErrors: 0, outDatagrams: 0, rcvbufErrors: 0 };
}

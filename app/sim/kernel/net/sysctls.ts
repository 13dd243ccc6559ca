/** The switches of a network namespace that do something here; /proc/sys/net shows and changes them. */

export class NetSysctls {
  ipForward = false;
  ipDefaultTtl = 64;
  /** First and last ephemeral port. */
  localPortRange: readonly [number, number] = [32768, 60999];
  unprivilegedPortStart = 1024;
  /** Groups that may open ping sockets; an empty range as Linux starts with. */
  pingGroupRange: readonly [number, number] = [1, 0];
  somaxconn = 4096;
  nonlocalBind = false;
  icmpEchoIgnoreAll = false;
  icmpEchoIgnoreBroadcasts = true;
  tcpSynRetries = 6;
  tcpSynackRetries = 5;
  tcpRetries2 = 15;
  tcpFinTimeoutNs = 60e9;
}

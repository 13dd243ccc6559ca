/** What the guest's root file system holds at power-on: guests/userland/initramfs.list, in its order (inode numbers follow it). */

export const DIRECTORIES: readonly (readonly [path: string, mode: number])[] = [
  ["/bin", 0o755],
  ["/dev", 0o755],
  ["/etc", 0o755],
  ["/lib", 0o755],
  ["/mnt", 0o755],
  ["/proc", 0o555],
  ["/root", 0o700],
  ["/run", 0o755],
  ["/sys", 0o555],
  ["/tmp", 0o1777],
  ["/usr", 0o755],
  ["/usr/share", 0o755],
  ["/usr/share/udhcpc", 0o755],
  ["/var", 0o755],
];

export const LINKS: readonly (readonly [path: string, target: string])[] = [
  ["/sbin", "bin"],
  ["/usr/bin", "../bin"],
  ["/usr/sbin", "../bin"],
  ["/var/run", "../run"],
  ["/etc/mtab", "/proc/mounts"],
];

/** Programs with files of their own, and how many bytes each has in the guest. */
export const PROGRAMS: readonly (readonly [path: string, bytes: number])[] = [
  ["/init", 17044],
  ["/bin/busybox", 701548],
  ["/bin/unshare", 99456],
  ["/bin/nsenter", 62592],
  ["/bin/ip", 344200],
  ["/bin/agent", 29304],
  ["/bin/crash", 17356],
  ["/bin/kbench", 41984],
  ["/bin/memtouch", 37884],
  ["/bin/pagepattern", 41984],
  ["/bin/spin", 37888],
];

const UDHCPC_SCRIPT = `#!/bin/sh
# What udhcpc runs when a lease begins or ends.
case $1 in
deconfig) ip addr flush dev "$interface"; ip link set "$interface" up ;;
bound | renew)
	ip addr replace "$ip/\${mask:-24}" dev "$interface"
	[ "$router" ] && ip route replace default via "\${router%% *}"
	: > /etc/resolv.conf
	for server in $dns; do echo "nameserver $server" >> /etc/resolv.conf; done ;;
esac
`;

export const FILES: readonly (readonly [path: string, mode: number, content: string])[] = [
  [
    "/etc/passwd",
    0o644,
    "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:an ordinary user:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
  ],
  ["/etc/group", 0o644, "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n"],
  ["/etc/hosts", 0o644, "127.0.0.1 localhost triptych\n"],
  ["/etc/profile", 0o644, "export PATH=/bin:/sbin:/usr/bin:/usr/sbin\n"],
  ["/usr/share/udhcpc/default.script", 0o755, UDHCPC_SCRIPT],
];

/** Nodes of devtmpfs, in the order in which the guest's kernel makes them. */
export const DEVICES: readonly (readonly [name: string, mode: number, major: number, minor: number])[] = [
  ["null", 0o666, 1, 3],
  ["zero", 0o666, 1, 5],
  ["full", 0o666, 1, 7],
  ["random", 0o666, 1, 8],
  ["urandom", 0o666, 1, 9],
  ["kmsg", 0o644, 1, 11],
  ["tty", 0o666, 5, 0],
  ["console", 0o600, 5, 1],
  ["ptmx", 0o666, 5, 2],
  ["ttyS0", 0o600, 4, 64],
  ["ttyS1", 0o600, 4, 65],
  ["loop-control", 0o600, 10, 237],
];

/** Links that init adds to /dev. */
export const DEVICE_LINKS: readonly (readonly [path: string, target: string])[] = [
  ["/dev/fd", "/proc/self/fd"],
  ["/dev/stdin", "/proc/self/fd/0"],
  ["/dev/stdout", "/proc/self/fd/1"],
  ["/dev/stderr", "/proc/self/fd/2"],
];

/** Random namespace operations of processes side by side: each is a holder that others enter, change and compare. */
import { SeededRandom } from "@/app/sim/time/random";
import { Pick } from "./pick";

const HOLDERS = ["h1", "h2", "h3"] as const;
const FLAGS = [
  "-u",
  "-i",
  "-n",
  "-m",
  "-C",
  "-u -m",
  "-p -f",
  "-u -n -i",
  "-p -f -m --mount-proc",
  "-U -r",
  "-U -r -u -m",
] as const;
const KINDS = ["uts", "ipc", "net", "mnt", "pid", "user", "cgroup", "time"] as const;
const OPERATIONS = 24;

const SET_UP = `mkdir -p /tmp/n && mount -t tmpfs n /tmp/n && cd /tmp/n
hold() {
	name=$1; shift
	"$@" sh -c 'echo ready > /tmp/n/'$name'.ready; exec sleep 1000' 2> $name.err &
	eval "$name=$!"
	n=0
	while [ ! -e $name.ready ] && [ $n -lt 50 ]; do sleep 0.01; n=$((n + 1)); done
	rm -f $name.ready
	# The sleeper itself, where unshare has forked.
	eval "p=\\$$name"
	c=$(cat /proc/$p/task/$p/children 2>/dev/null)
	for s in /proc/[0-9]*; do
		[ "$(sed -n 's/^PPid:\\t//p' $s/status 2>/dev/null)" = "$p" ] && eval "$name=\${s#/proc/}"
	done
	head -n 1 $name.err
}
enter() {
	name=$1; shift
	eval "p=\\$$name"
	err=$(nsenter -t $p "$@" 2>&1)
	echo "enter $name $* -> $?\${err:+ $err}" | head -n 3 | sed "s/$p/PID/g"
}
same() {
	eval "p=\\$$1 q=\\$$2"
	[ "$(readlink /proc/$p/ns/$3)" = "$(readlink /proc/$q/ns/$3)" ] && echo "$1 $2 $3 same" || echo "$1 $2 $3 differ"
}
`;

const LOOK = `for name in h1 h2 h3; do
	eval "p=\\$$name"
	echo "--- $name"
	[ -d /proc/$p ] || { echo gone; continue; }
	nsenter -t $p -u hostname
	nsenter -t $p -n ip -o link 2>&1 | sed 's/ mtu.*//; s/^[0-9]*: //' | sort
	grep -c . /proc/$p/mounts
	grep ' /mnt\\| /tmp/n/' /proc/$p/mounts | cut -d' ' -f1-4
	cat /proc/$p/uid_map | tr -s ' '
	grep NSpid /proc/$p/status | wc -w
done
hostname
grep -c . /proc/mounts
kill -9 $h1 $h2 $h3 2>/dev/null
wait 2>/dev/null
cd /; umount -l /tmp/n
`;

export function namespaceScript(seed: number): string {
  const pick = new Pick(SeededRandom.fromSeed(seed).split("namespaces"));
  const holder = () => pick.of(HOLDERS);
  const operations: readonly (() => string)[] = [
    () => `enter ${holder()} -u hostname n${pick.below(10)}`,
    () => `enter ${holder()} -u hostname`,
    () => `enter ${holder()} -m mount -t tmpfs t${pick.below(9)} ${pick.of(["/mnt", "/tmp/n/d"])}`,
    () => `enter ${holder()} -m umount ${pick.of(["/mnt", "/tmp/n/d"])}`,
    () =>
      `enter ${holder()} -m mount --make-${pick.of(["shared", "private", "slave"])} ${pick.of(["/", "/tmp/n", "/mnt"])}`,
    () => `enter ${holder()} -n ip link add v${pick.below(3)} type dummy`,
    () => `enter ${holder()} -n ip link set lo ${pick.of(["up", "down"])}`,
    () => `enter ${holder()} -p -m sh -c 'echo $$ | wc -w'`,
    () => `enter ${holder()} -U id -u`,
    () => `enter ${holder()} -u -n unshare -u hostname`,
    () => `same ${holder()} ${holder()} ${pick.of(KINDS)}`,
    () => `mount -t tmpfs here${pick.below(9)} ${pick.of(["/mnt", "/tmp/n/d"])}; echo $?`,
    () => `umount ${pick.of(["/mnt", "/tmp/n/d"])} 2>&1; echo $?`,
    () => `mount --make-${pick.of(["rshared", "rprivate", "rslave"])} /; echo $?`,
  ];
  let script = `${SET_UP}mkdir d\n`;
  if (pick.chance(0.5)) script += "mount --make-rshared /\n";
  for (const name of HOLDERS) {
    const propagation = pick.chance(0.4) ? ` --propagation ${pick.of(["shared", "slave", "unchanged"])}` : "";
    script += `hold ${name} unshare ${pick.of(FLAGS)}${propagation}\n`;
  }
  for (let count = 0; count < OPERATIONS; count++) script += `${pick.of(operations)()}\n`;
  return script + LOOK;
}

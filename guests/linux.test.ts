/** What the guest's kernel and userland can do, asked of the guest itself on both tracks. The list is guests/README.md's. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalGuest } from "@/app/guest/local";
import { readyLinux, text } from "@/app/guest/v86/machine.test-kit";

interface Case {
  readonly what: string;
  readonly script: string;
  readonly says: RegExp | string;
  readonly status?: number;
}

const BOTH: readonly Case[] = [
  {
    what: "has every kind of namespace",
    script: "ls /proc/self/ns | tr '\\n' ' '",
    says: "cgroup ipc mnt net pid pid_for_children time time_for_children user uts ",
  },
  {
    what: "makes them with util-linux's unshare",
    script:
      "unshare -m -u -i -n -p -f -C -T --mount-proc sh -c 'hostname box; hostname; echo $$; ip -o link | cut -d: -f2'; hostname",
    says: "box\n1\n lo\ntriptych\n",
  },
  {
    what: "enters them with nsenter",
    script: "unshare -u sh -c 'hostname inside; sleep 5' & sleep 0.1; nsenter -t $! -u hostname; kill $!",
    says: "inside\n",
  },
  {
    what: "delegates every cgroup controller from the root",
    script: "cat /sys/fs/cgroup/cgroup.controllers /sys/fs/cgroup/cgroup.subtree_control",
    says: "cpuset cpu io memory pids\ncpuset cpu io memory pids\n",
  },
  {
    what: "kills what goes over memory.max",
    script:
      "c=/sys/fs/cgroup/m; mkdir $c; echo 4M > $c/memory.max; (echo 0 > $c/cgroup.procs; exec memtouch 8 -f -q); echo $?; grep oom_kill' ' $c/memory.events",
    says: "137\noom_kill 1\n",
  },
  {
    what: "throttles what has used its cpu.max",
    script:
      "c=/sys/fs/cgroup/q; mkdir $c; echo '20000 100000' > $c/cpu.max; (echo 0 > $c/cgroup.procs; exec spin -n 1200000 -q >/dev/null); awk '/nr_throttled/ { print ($2 >= 3) }' $c/cpu.stat",
    says: "1\n",
  },
  {
    what: "refuses a fork over pids.max",
    script:
      "c=/sys/fs/cgroup/p; mkdir $c; echo 2 > $c/pids.max; (echo 0 > $c/cgroup.procs; sleep 1 & sleep 1 & wait) 2>/dev/null; grep max $c/pids.events",
    says: /^max [1-9]/,
  },
  {
    what: "freezes and kills a cgroup",
    script:
      "c=/sys/fs/cgroup/f; mkdir $c; sleep 9 & echo $! > $c/cgroup.procs; echo 1 > $c/cgroup.freeze; grep frozen $c/cgroup.events; echo 1 > $c/cgroup.kill; sleep 0.1; grep populated $c/cgroup.events",
    says: "frozen 1\npopulated 0\n",
  },
  {
    what: "copies up and whites out in an overlay",
    script:
      "mkdir /tmp/o; mount -t tmpfs o /tmp/o; cd /tmp/o; mkdir l u w m; echo low > l/a; echo gone > l/b; mount -t overlay o -o lowerdir=l,upperdir=u,workdir=w m; echo new > m/a; rm m/b; cat l/a m/a; ls m; stat -c %F u/b",
    says: "low\nnew\na\ncharacter special file\n",
  },
  {
    what: "pivots its root in a mount namespace",
    script:
      "mkdir -p /tmp/r; mount -t tmpfs r /tmp/r; mkdir /tmp/r/bin /tmp/r/old; cp /bin/busybox /tmp/r/bin/; unshare -m sh -c 'cd /tmp/r; pivot_root . old; exec /bin/busybox chroot . /bin/busybox sh -c \"/bin/busybox umount -l /old; /bin/busybox ls /\"'",
    says: "bin\nold\n",
  },
  {
    what: "connects two network namespaces with iproute2's ip",
    script:
      "ip link add v0 type veth peer name v1; unshare -n sleep 5 & p=$!; sleep 0.1; ip link set v1 netns $p; ip addr add 10.9.0.1/24 dev v0; ip link set v0 up; nsenter -t $p -n sh -c 'ip addr add 10.9.0.2/24 dev v1; ip link set v1 up'; ping -c 2 -i 0.1 10.9.0.2 | grep -o '[0-9]*% packet loss'; kill $p",
    says: "0% packet loss\n",
  },
  {
    what: "merges equal pages",
    script:
      "echo 1 > /sys/kernel/mm/ksm/run; echo 1000 > /sys/kernel/mm/ksm/pages_to_scan; pagepattern --help >/dev/null 2>&1; test -r /sys/kernel/mm/ksm/pages_sharing && echo ksm",
    says: "ksm\n",
  },
  {
    what: "makes and mounts an ext2 file system",
    script:
      "dd if=/dev/zero of=/tmp/d bs=1k count=1024 2>/dev/null; mkfs.ext2 -F /tmp/d >/dev/null 2>&1; mkdir /tmp/e; mount -t ext2 -o loop /tmp/d /tmp/e && echo hi > /tmp/e/f && cat /tmp/e/f; umount /tmp/e",
    says: "hi\n",
  },
  { what: "measures its own kernel", script: "kbench -n 50 getpid", says: /getpid/ },
  {
    what: "has a user namespace for anybody",
    script: "unshare -U -r sh -c 'id -u; cat /proc/self/uid_map' | head -n 1",
    says: "0\n",
  },
];

async function ask(guest: LocalGuest, { script, says, status = 0 }: Case): Promise<void> {
  const answer = await guest.exec(script, { timeoutNs: 60e9 });
  const said = text(answer.stdout);
  const context = `${script}\n${said}${text(answer.stderr)}`;
  if (typeof says === "string") expect(said, context).toBe(says);
  else expect(said, context).toMatch(says);
  if (status !== 0) expect(answer.status, context).toBe(status);
}

/** Interpreted: what it runs is over before it would have been compiled. */
describe.each(["vm", "pv"] as const)("Linux on the %s track", (track) => {
  let guest: LocalGuest;
  beforeAll(async () => {
    guest = await readyLinux({ track, jit: "never" });
  });
  afterAll(() => guest.dispose());

  it.each(BOTH.map((one) => [one.what, one] as const))("%s", async (_what, one) => {
    await ask(guest, one);
  });
});

describe("the devices", () => {
  it("of the VM are a PC's", async () => {
    const guest = await readyLinux({ track: "vm" });
    await ask(guest, {
      what: "drivers",
      script:
        "basename $(readlink /sys/class/net/eth0/device/driver); ls /sys/bus/virtio/devices 2>/dev/null; tty < /dev/ttyS0",
      says: "ne2k-pci\n/dev/ttyS0\n",
    });
  });

  it("of the PV guest are virtio's, and its clock the hypervisor's", async () => {
    const guest = await readyLinux({ track: "pv" });
    await ask(guest, {
      what: "drivers",
      script:
        "for d in /sys/bus/virtio/devices/*; do basename $(readlink $d/driver); done | sort | tr '\\n' ' '; dmesg | grep -c 'vmware: TSC freq read from hypervisor'",
      says: "9pnet_virtio virtio_balloon virtio_console virtio_net 1\n",
    });
  });
});

import type { BuiltInSetup } from "./index";

const SCRIPT = `mkdir -p /tmp/box/bin /tmp/box/proc /tmp/box/old
cp /bin/busybox /tmp/box/bin/
for applet in sh ls ps mount umount hostname sleep cat; do ln -s busybox /tmp/box/bin/$applet; done
mkdir /sys/fs/cgroup/box
echo 16777216 > /sys/fs/cgroup/box/memory.max
echo 20 > /sys/fs/cgroup/box/pids.max
setsid sh -c '
  echo $$ > /sys/fs/cgroup/box/cgroup.procs
  exec unshare --mount --uts --ipc --net --pid --cgroup --fork sh -c "
    hostname box
    mount --bind /tmp/box /tmp/box
    exec sleep 1000000"
' < /dev/null > /dev/null 2>&1 &
sleep 1
`;

export const halfWay: BuiltInSetup = {
  id: "half-way",
  what: "A container that is half built by hand: it has a root file system, a cgroup with limits and six namespaces, but its root is still the host’s. Enter it with nsenter -t $(pidof sleep) -a sh, and finish it: cd /tmp/box, pivot_root . old, mount proc, umount -l /old.",
  setup: { name: "A container by hand, half-way", script: SCRIPT },
};

/** Scripts of the corpus that the simulated kernel answers otherwise, each with its reason. docs/accuracy.md tells of this list. */
export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
  "cgroup-freeze-kill/kill.sh":
    "which of two killed children the shell hears of first, and so whether it prints Killed for one or for both",
  "cgroup-io/max-loop-device.sh": "there are no block devices, so no loop devices",
  "cgroup-memory/oom-group.sh":
    "which of two killed children the shell hears of first, and so whether it prints Killed for one or for both",
  "mounts/mask-paths.sh": "/proc/irq and /proc/timer_list are not there: their contents would be invented",
  "network/proc-net-files.sh": "nc hears SIGTERM a moment before its peer's end, and says so",
  "pid/ps-with-old-proc.sh": "the guest's agent is a process of the guest; the simulated machine needs none",
  "signals-processes/kill-nobody.sh": "kill with an empty word: busybox takes it for 0",
  "signals-processes/signal-masks.sh": "ash catches SIGCHLD always, ours where it needs to",
  "signals-processes/ulimit-files.sh":
    "where exactly ash runs out of descriptors when it saves them for a redirection",
};

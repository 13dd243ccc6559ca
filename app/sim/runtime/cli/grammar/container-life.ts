/** Grammar of commands, as their --help shows it. */
import { type CommandSpec, command } from "./command-spec";

export const CONTAINER_LIFE_COMMANDS: readonly CommandSpec[] = [
  command(
    {
      names: ["start", "container start"],
      args: "1+",
      usage: ["[OPTIONS] CONTAINER [CONTAINER...]"],
      short: "Start one or more stopped containers",
    },
    `
-a, --attach  Attach STDOUT/STDERR and forward signals
    --detach-keys string  Override the key sequence for detaching a container
-i, --interactive  Attach container's STDIN
`,
  ),
  command(
    {
      names: ["stop", "container stop"],
      args: "1+",
      usage: ["[OPTIONS] CONTAINER [CONTAINER...]"],
      short: "Stop one or more running containers",
    },
    `
-s, --signal string  Signal to send to the container
-t, --timeout int  Seconds to wait before killing the container
`,
  ),
  command(
    {
      names: ["restart", "container restart"],
      args: "1+",
      usage: ["[OPTIONS] CONTAINER [CONTAINER...]"],
      short: "Restart one or more containers",
    },
    `
-s, --signal string  Signal to send to the container
-t, --timeout int  Seconds to wait before killing the container
`,
  ),
  command(
    {
      names: ["kill", "container kill"],
      args: "1+",
      usage: ["[OPTIONS] CONTAINER [CONTAINER...]"],
      short: "Kill one or more running containers",
    },
    `
-s, --signal string  Signal to send to the container
`,
  ),
  command(
    {
      names: ["rm", "container rm", "container remove"],
      args: "1+",
      usage: ["[OPTIONS] CONTAINER [CONTAINER...]"],
      short: "Remove one or more containers",
    },
    `
-f, --force  Force the removal of a running container (uses SIGKILL)
-l, --link  Remove the specified link
-v, --volumes  Remove anonymous volumes associated with the container
`,
  ),
  command(
    {
      names: ["pause", "container pause"],
      args: "1+",
      usage: ["CONTAINER [CONTAINER...]"],
      short: "Pause all processes within one or more containers",
    },
    "",
  ),
  command(
    {
      names: ["unpause", "container unpause"],
      args: "1+",
      usage: ["CONTAINER [CONTAINER...]"],
      short: "Unpause all processes within one or more containers",
    },
    "",
  ),
  command(
    {
      names: ["wait", "container wait"],
      args: "1+",
      usage: ["CONTAINER [CONTAINER...]"],
      short: "Block until one or more containers stop, then print their exit codes",
    },
    "",
  ),
  command(
    {
      names: ["rename", "container rename"],
      args: "2",
      usage: ["CONTAINER NEW_NAME"],
      short: "Rename a container",
    },
    "",
  ),
  command(
    {
      names: ["update", "container update"],
      args: "1+",
      usage: ["[OPTIONS] CONTAINER [CONTAINER...]"],
      short: "Update configuration of one or more containers",
    },
    `
    --blkio-weight uint16  Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)
    --cpu-period int  Limit CPU CFS (Completely Fair Scheduler) period
    --cpu-quota int  Limit CPU CFS (Completely Fair Scheduler) quota
    --cpu-rt-period int  Limit the CPU real-time period in microseconds
    --cpu-rt-runtime int  Limit the CPU real-time runtime in microseconds
-c, --cpu-shares int  CPU shares (relative weight)
    --cpus decimal  Number of CPUs
    --cpuset-cpus string  CPUs in which to allow execution (0-3, 0,1)
    --cpuset-mems string  MEMs in which to allow execution (0-3, 0,1)
-m, --memory bytes  Memory limit
    --memory-reservation bytes  Memory soft limit
    --memory-swap bytes  Swap limit equal to memory plus swap: -1 to enable unlimited swap
    --pids-limit int  Tune container pids limit (set -1 for unlimited)
    --restart string  Restart policy to apply when a container exits
`,
  ),
  command(
    {
      names: ["attach", "container attach"],
      args: "1",
      usage: ["[OPTIONS] CONTAINER"],
      short: "Attach local standard input, output, and error streams to a running container",
    },
    `
    --detach-keys string  Override the key sequence for detaching a container
    --no-stdin  Do not attach STDIN
    --sig-proxy  Proxy all received signals to the process (default true)
`,
  ),
  command(
    { names: ["container prune"], args: "0", usage: ["[OPTIONS]"], short: "Remove all stopped containers" },
    `
    --filter filter  Provide filter values (e.g. "until=<timestamp>")
-f, --force  Do not prompt for confirmation
`,
  ),
];

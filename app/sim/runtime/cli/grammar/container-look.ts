/** Grammar of commands, as their --help shows it. */
import { type CommandSpec, command } from "./command-spec";

export const CONTAINER_LOOK_COMMANDS: readonly CommandSpec[] = [
  command(
    {
      names: ["ps", "container ls", "container list", "container ps"],
      args: "0",
      usage: ["[OPTIONS]"],
      short: "List containers",
    },
    `
-a, --all  Show all containers (default shows just running)
-f, --filter filter  Filter output based on conditions provided
    --format string  <table-format>
-n, --last int  Show n last created containers (includes all states) (default -1)
-l, --latest  Show the latest created container (includes all states)
    --no-trunc  Don't truncate output
-q, --quiet  Only display container IDs
-s, --size  Display total file sizes
`,
  ),
  command(
    {
      names: ["exec", "container exec"],
      args: "2+",
      usage: ["[OPTIONS] CONTAINER COMMAND [ARG...]"],
      short: "Execute a command in a running container",
    },
    `
-d, --detach  Detached mode: run command in the background
    --detach-keys string  Override the key sequence for detaching a container
-e, --env list  Set environment variables
    --env-file list  Read in a file of environment variables
-i, --interactive  Keep STDIN open even if not attached
    --privileged  Give extended privileges to the command
-t, --tty  Allocate a pseudo-TTY
-u, --user string  Username or UID (format: "<name|uid>[:<group|gid>]")
-w, --workdir string  Working directory inside the container
`,
  ),
  command(
    {
      names: ["logs", "container logs"],
      args: "1",
      usage: ["[OPTIONS] CONTAINER"],
      short: "Fetch the logs of a container",
    },
    `
    --details  Show extra details provided to logs
-f, --follow  Follow log output
    --since string  Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)
-n, --tail string  Number of lines to show from the end of the logs (default "all")
-t, --timestamps  Show timestamps
    --until string  Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)
`,
  ),
  command(
    {
      names: ["stats", "container stats"],
      args: "any",
      usage: ["[OPTIONS] [CONTAINER...]"],
      short: "Display a live stream of container(s) resource usage statistics",
    },
    `
-a, --all  Show all containers (default shows just running)
    --format string  <table-format>
    --no-stream  Disable streaming stats and only pull the first result
    --no-trunc  Do not truncate output
`,
  ),
  command(
    {
      names: ["top", "container top"],
      args: "1+",
      usage: ["CONTAINER [ps OPTIONS]"],
      short: "Display the running processes of a container",
    },
    "",
  ),
  command(
    {
      names: ["port", "container port"],
      args: "1-2",
      usage: ["CONTAINER [PRIVATE_PORT[/PROTO]]"],
      short: "List port mappings or a specific mapping for the container",
    },
    "",
  ),
  command(
    {
      names: ["diff", "container diff"],
      args: "1",
      usage: ["CONTAINER"],
      short: "Inspect changes to files or directories on a container's filesystem",
    },
    "",
  ),
  command(
    {
      names: ["cp", "container cp"],
      args: "2",
      usage: ["[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-", "[OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH"],
      short: "Copy files/folders between a container and the local filesystem",
    },
    `
-a, --archive  Archive mode (copy all uid/gid information)
-L, --follow-link  Always follow symbol link in SRC_PATH
-q, --quiet  Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached
`,
  ),
  command(
    {
      names: ["commit", "container commit"],
      args: "1-2",
      usage: ["[OPTIONS] CONTAINER [REPOSITORY[:TAG]]"],
      short: "Create a new image from a container's changes",
    },
    `
-a, --author string  Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")
-c, --change list  Apply Dockerfile instruction to the created image
-m, --message string  Commit message
-p, --pause  Pause container during commit (default true)
`,
  ),
  command(
    {
      names: ["export", "container export"],
      args: "1",
      usage: ["[OPTIONS] CONTAINER"],
      short: "Export a container's filesystem as a tar archive",
    },
    `
-o, --output string  Write to a file, instead of STDOUT
`,
  ),
];

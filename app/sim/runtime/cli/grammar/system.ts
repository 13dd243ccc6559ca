/** Grammar of commands, as their --help shows it. */
import { type CommandSpec, command } from "./command-spec";

export const SYSTEM_COMMANDS: readonly CommandSpec[] = [
  command(
    {
      names: ["inspect"],
      args: "1+",
      usage: ["[OPTIONS] NAME|ID [NAME|ID...]"],
      short: "Return low-level information on Docker objects",
    },
    `
-f, --format string  <inspect-format>
-s, --size  Display total file sizes if the type is container
    --type string  Only inspect objects of the given type
`,
  ),
  command(
    {
      names: ["container inspect"],
      args: "1+",
      usage: ["[OPTIONS] CONTAINER [CONTAINER...]"],
      short: "Display detailed information on one or more containers",
    },
    `
-f, --format string  <inspect-format>
-s, --size  Display total file sizes
`,
  ),
  command(
    { names: ["version"], args: "0", usage: ["[OPTIONS]"], short: "Show the Docker version information" },
    `
-f, --format string  <inspect-format>
`,
  ),
  command(
    {
      names: ["info", "system info"],
      args: "0",
      usage: ["[OPTIONS]"],
      short: "Display system-wide information",
    },
    `
-f, --format string  <inspect-format>
`,
  ),
  command(
    {
      names: ["events", "system events"],
      args: "0",
      usage: ["[OPTIONS]"],
      short: "Get real time events from the server",
    },
    `
-f, --filter filter  Filter output based on conditions provided
    --format string  <inspect-format>
    --since string  Show all events created since timestamp
    --until string  Stream events until this timestamp
`,
  ),
  command(
    { names: ["system df"], args: "0", usage: ["[OPTIONS]"], short: "Show docker disk usage" },
    `
    --format string  <table-format>
-v, --verbose  Show detailed information on space usage
`,
  ),
  command(
    { names: ["system prune"], args: "0", usage: ["[OPTIONS]"], short: "Remove unused data" },
    `
-a, --all  Remove all unused images not just dangling ones
    --filter filter  Provide filter values (e.g. "label=<key>=<value>")
-f, --force  Do not prompt for confirmation
    --volumes  Prune anonymous volumes
`,
  ),
];

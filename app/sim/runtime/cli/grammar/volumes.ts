/** Grammar of commands, as their --help shows it. */
import { type CommandSpec, command } from "./command-spec";

export const VOLUMES_COMMANDS: readonly CommandSpec[] = [
  command(
    { names: ["volume ls", "volume list"], args: "0", usage: ["[OPTIONS]"], short: "List volumes" },
    `
    --cluster  Display only cluster volumes, and use cluster volume list formatting
-f, --filter filter  Provide filter values (e.g. "dangling=true")
    --format string  <table-format>
-q, --quiet  Only display volume names
`,
  ),
  command(
    { names: ["volume create"], args: "0-1", usage: ["[OPTIONS] [VOLUME]"], short: "Create a volume" },
    `
    --availability string  Cluster Volume availability ("active", "pause", "drain") (default "active")
-d, --driver string  Specify volume driver name (default "local")
    --group string  Cluster Volume group (cluster volumes)
    --label list  Set metadata for a volume
    --limit-bytes bytes  Minimum size of the Cluster Volume in bytes
-o, --opt map  Set driver specific options (default map[])
    --required-bytes bytes  Maximum size of the Cluster Volume in bytes
    --scope string  Cluster Volume access scope ("single", "multi") (default "single")
    --secret map  Cluster Volume secrets (default map[])
    --sharing string  Cluster Volume access sharing ("none", "readonly", "onewriter", "all") (default "none")
    --topology-preferred list  A topology that the Cluster Volume would be preferred in
    --topology-required list  A topology that the Cluster Volume must be accessible from
    --type string  Cluster Volume access type ("mount", "block") (default "block")
`,
  ),
  command(
    {
      names: ["volume rm", "volume remove"],
      args: "1+",
      usage: ["[OPTIONS] VOLUME [VOLUME...]"],
      short: "Remove one or more volumes. You cannot remove a volume that is in use by a container.",
    },
    `
-f, --force  Force the removal of one or more volumes
`,
  ),
  command(
    {
      names: ["volume inspect"],
      args: "1+",
      usage: ["[OPTIONS] VOLUME [VOLUME...]"],
      short: "Display detailed information on one or more volumes",
    },
    `
-f, --format string  <inspect-format>
`,
  ),
  command(
    { names: ["volume prune"], args: "0", usage: ["[OPTIONS]"], short: "Remove unused local volumes" },
    `
-a, --all  Remove all unused volumes, not just anonymous ones
    --filter filter  Provide filter values (e.g. "label=<label>")
-f, --force  Do not prompt for confirmation
`,
  ),
];

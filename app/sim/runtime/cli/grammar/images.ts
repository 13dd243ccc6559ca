/** Grammar of commands, as their --help shows it. */
import { type CommandSpec, command } from "./command-spec";

export const IMAGES_COMMANDS: readonly CommandSpec[] = [
  command(
    {
      names: ["images", "image ls", "image list"],
      args: "0-1",
      usage: ["[OPTIONS] [REPOSITORY[:TAG]]"],
      short: "List images",
    },
    `
-a, --all  Show all images (default hides intermediate images)
    --digests  Show digests
-f, --filter filter  Filter output based on conditions provided
    --format string  <table-format>
    --no-trunc  Don't truncate output
-q, --quiet  Only show image IDs
`,
  ),
  command(
    {
      names: ["load", "image load"],
      args: "0",
      usage: ["[OPTIONS]"],
      short: "Load an image from a tar archive or STDIN",
    },
    `
-i, --input string  Read from tar archive file, instead of STDIN
-q, --quiet  Suppress the load output
`,
  ),
  command(
    {
      names: ["save", "image save"],
      args: "1+",
      usage: ["[OPTIONS] IMAGE [IMAGE...]"],
      short: "Save one or more images to a tar archive (streamed to STDOUT by default)",
    },
    `
-o, --output string  Write to a file, instead of STDOUT
`,
  ),
  command(
    {
      names: ["build", "image build", "builder build"],
      args: "1",
      usage: ["[OPTIONS] PATH | URL | -"],
      short: "Build an image from a Dockerfile",
    },
    `
    --add-host list  Add a custom host-to-IP mapping ("host:ip")
    --build-arg list  Set build-time variables
    --cache-from strings  Images to consider as cache sources
    --cgroup-parent string  Set the parent cgroup for the "RUN" instructions during build
    --compress  Compress the build context using gzip
    --cpu-period int  Limit the CPU CFS (Completely Fair Scheduler) period
    --cpu-quota int  Limit the CPU CFS (Completely Fair Scheduler) quota
-c, --cpu-shares int  CPU shares (relative weight)
    --cpuset-cpus string  CPUs in which to allow execution (0-3, 0,1)
    --cpuset-mems string  MEMs in which to allow execution (0-3, 0,1)
-f, --file string  Name of the Dockerfile (Default is "PATH/Dockerfile")
    --force-rm  Always remove intermediate containers
    --iidfile string  Write the image ID to the file
    --label list  Set metadata for an image
-m, --memory bytes  Memory limit
    --memory-swap bytes  Swap limit equal to memory plus swap: -1 to enable unlimited swap
    --network string  Set the networking mode for the RUN instructions during build (default "default")
    --no-cache  Do not use cache when building the image
    --platform string  Set platform if server is multi-platform capable
    --pull  Always attempt to pull a newer version of the image
-q, --quiet  Suppress the build output and print image ID on success
    --rm  Remove intermediate containers after a successful build (default true)
    --security-opt strings  Security options
    --shm-size bytes  Size of "/dev/shm"
    --squash  Squash newly built layers into a single new layer
-t, --tag list  Name and optionally a tag in the "name:tag" format
    --target string  Set the target build stage to build.
    --ulimit ulimit  Ulimit options (default [])
`,
  ),
  command(
    {
      names: ["tag", "image tag"],
      args: "2",
      usage: ["SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]"],
      short: "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
    },
    "",
  ),
  command(
    {
      names: ["rmi", "image rm", "image remove"],
      args: "1+",
      usage: ["[OPTIONS] IMAGE [IMAGE...]"],
      short: "Remove one or more images",
    },
    `
-f, --force  Force removal of the image
    --no-prune  Do not delete untagged parents
`,
  ),
  command(
    {
      names: ["history", "image history"],
      args: "1",
      usage: ["[OPTIONS] IMAGE"],
      short: "Show the history of an image",
    },
    `
    --format string  <table-format>
-H, --human  Print sizes and dates in human readable format (default true)
    --no-trunc  Don't truncate output
-q, --quiet  Only show image IDs
`,
  ),
  command(
    {
      names: ["import", "image import"],
      args: "1+",
      usage: ["[OPTIONS] file|URL|- [REPOSITORY[:TAG]]"],
      short: "Import the contents from a tarball to create a filesystem image",
    },
    `
-c, --change list  Apply Dockerfile instruction to the created image
-m, --message string  Set commit message for imported image
`,
  ),
  command(
    {
      names: ["image inspect"],
      args: "1+",
      usage: ["[OPTIONS] IMAGE [IMAGE...]"],
      short: "Display detailed information on one or more images",
    },
    `
-f, --format string  <inspect-format>
`,
  ),
  command(
    { names: ["image prune"], args: "0", usage: ["[OPTIONS]"], short: "Remove unused images" },
    `
-a, --all  Remove all unused images, not just dangling ones
    --filter filter  Provide filter values (e.g. "until=<timestamp>")
-f, --force  Do not prompt for confirmation
`,
  ),
  command(
    {
      names: ["pull", "image pull"],
      args: "1",
      usage: ["[OPTIONS] NAME[:TAG|@DIGEST]"],
      short: "Download an image from a registry",
    },
    `
-a, --all-tags  Download all tagged images in the repository
    --platform string  Set platform if server is multi-platform capable
-q, --quiet  Suppress verbose output
`,
  ),
  command(
    {
      names: ["push", "image push"],
      args: "1",
      usage: ["[OPTIONS] NAME[:TAG]"],
      short: "Upload an image to a registry",
    },
    `
-a, --all-tags  Push all tags of an image to the repository
-q, --quiet  Suppress verbose output
`,
  ),
  command(
    {
      names: ["login"],
      args: "0-1",
      usage: ["[OPTIONS] [SERVER]"],
      short: "Authenticate to a registry. Defaults to Docker Hub if no server is specified.",
    },
    `
-p, --password string  Password or Personal Access Token (PAT)
    --password-stdin  Take the Password or Personal Access Token (PAT) from stdin
-u, --username string  Username
`,
  ),
  command(
    {
      names: ["logout"],
      args: "0-1",
      usage: ["[SERVER]"],
      short: "Log out from a registry. If no server is specified, the default is defined by the daemon.",
    },
    "",
  ),
  command(
    { names: ["search"], args: "1", usage: ["[OPTIONS] TERM"], short: "Search Docker Hub for images" },
    `
-f, --filter filter  Filter output based on conditions provided
    --format string  Pretty-print search using a Go template
    --limit int  Max number of search results
    --no-trunc  Don't truncate output
`,
  ),
];

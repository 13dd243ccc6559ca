import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHECKS } from "./checks";
import { ALL_COMMANDS, findCommand } from "./commands";
import { commandHelp } from "./help";
import { parseFlags } from "./parse-flags";
import { UsageError } from "./words";

const parse = (line: string) => {
  const words = line.split(" ");
  const { spec, name } = findCommand(words)!;
  return parseFlags(spec, words.slice(name.split(" ").length), `docker ${name}`, CHECKS);
};

describe("flags", () => {
  it("are read in every form that pflag reads", () => {
    const flags = parse(
      "run -dit --name=web -p8080:80 -p=81:81 -e A=1 --env B=2 -m 64m --rm=false busybox sh -c --x",
    );
    expect(["detach", "interactive", "tty", "rm"].map((name) => flags.on(name))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect([flags.text("name"), flags.all("publish"), flags.all("env"), flags.text("memory")]).toEqual([
      "web",
      ["8080:80", "81:81"],
      ["A=1", "B=2"],
      "64m",
    ]);
    expect(flags.args).toEqual(["busybox", "sh", "-c", "--x"]);
  });

  it("may stand behind arguments, but not of what is run", () => {
    expect(parse("rm a -f b").args).toEqual(["a", "b"]);
    expect(parse("rm a -- -f").args).toEqual(["a", "-f"]);
    expect(parse("exec a ls -l").args).toEqual(["a", "ls", "-l"]);
    expect(parse("stop --time 3 a").int("timeout")).toBe(3);
    expect(parse("run --net host busybox").text("network")).toBe("host");
  });

  it("have their defaults", () => {
    const flags = parse("run busybox");
    expect([flags.text("pull"), flags.text("restart"), flags.on("sig-proxy"), flags.has("pull")]).toEqual([
      "missing",
      "no",
      true,
      false,
    ]);
  });

  it("never crash, whatever they are", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "-d",
        "-it",
        "--name",
        "--",
        "-",
        "-p",
        "--rm=x",
        "-m",
        "--mount",
        "type=bind,source=/x,target=/y",
        "--ulimit",
        "nofile=1:2",
        "busybox",
        "-e",
        "=",
        "--=",
        "---",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ALL_COMMANDS), fc.array(word, { maxLength: 8 }), (spec, words) => {
        try {
          parseFlags(spec, words, "docker x", CHECKS);
        } catch (error) {
          if (!(error instanceof UsageError)) throw error;
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe("help", () => {
  // As Docker's own command line prints it, with a terminal of 80 columns.
  it("is laid out as Docker's", () => {
    const { spec, name } = findCommand(["container", "rm"])!;
    expect(commandHelp(spec, name, 80)).toBe(`Usage:  docker container rm [OPTIONS] CONTAINER [CONTAINER...]

Remove one or more containers

Aliases:
  docker container rm, docker container remove, docker rm

Options:
  -f, --force     Force the removal of a running container (uses SIGKILL)
  -l, --link      Remove the specified link
  -v, --volumes   Remove anonymous volumes associated with the container
`);
  });

  it("wraps long texts", () => {
    const { spec } = findCommand(["events"])!;
    expect(commandHelp(spec, "events", 80)).toContain(`Options:
  -f, --filter filter   Filter output based on conditions provided
      --format string   Format output using a custom template:
                        'json':             Print in JSON format
                        'TEMPLATE':         Print output using the given
                        Go template.
                        Refer to https://docs.docker.com/go/formatting/
                        for more information about formatting output with
                        templates
`);
  });
});

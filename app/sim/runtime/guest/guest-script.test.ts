import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baseImages } from "../base-images/base-images";
import { containerSpec, TestWorld } from "../engine/test-kit";
import { bytesOf } from "../image/bytes";
import { imageFromTree } from "../image/from-tree";
import type { NewEntry } from "../image/tar-write";
import { lookUp } from "./commands";
import { guestScript } from "./guest-script";
import { guestLayers } from "./layers";
import { quote } from "./quote";

const image = (files: readonly NewEntry[]) =>
  imageFromTree({
    references: [],
    files,
    process: { Cmd: ["/bin/x"] },
    platform: { os: "linux", architecture: "386" },
    created: "2026-01-01T00:00:00Z",
  });
const plain = image([{ path: "bin/x", type: "file", data: bytesOf("x") }]);
const word = fc.string({
  unit: fc.constantFrom("a", "'", '"', "$", "`", "\\", "\n", " ", ";", "*", "!", "-", "#", "\xe9"),
});

describe("quoting", () => {
  it("gives the shell exactly the word", () => {
    const world = new TestWorld({ images: false });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const shown = world.shell(`for w in ${words.map(quote).join(" ")}; do printf '%s|' "$w"; done`);
        expect(shown).toBe(words.map((one) => `${one}|`).join(""));
      }),
      { numRuns: 40 },
    );
  });
});

describe("looking for the program", () => {
  it("says what the engine says, with its status", () => {
    const world = new TestWorld({ images: false });
    const answer = (name: string) =>
      world.shell(`(PATH=/bin; ${lookUp(name).join("\n")}\necho found); echo $?`);
    expect(answer("ls")).toBe("found\n0\n");
    expect(answer("/bin/ls")).toBe("found\n0\n");
    expect(answer("it's not there")).toBe(
      `exec: "it's not there": executable file not found in $PATH\n127\n`,
    );
    expect(answer("/not/there")).toBe(
      'exec: "/not/there": stat /not/there: no such file or directory\n127\n',
    );
    expect(answer("/etc")).toBe('exec: "/etc": is a directory\n126\n');
    expect(answer("/etc/passwd")).toBe('exec: "/etc/passwd": permission denied\n126\n');
  });
});

describe("the guest's script", () => {
  it("is a script, whatever the container is called to be", () => {
    const world = new TestWorld({ images: false });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (command, hostname) => {
        const spec = containerSpec({
          command,
          hostname,
          env: [`A=${command[0]}`],
          workingDir: `/${command[0]}`,
          mounts: [
            { kind: "bind", source: `/${command[0]}`, target: `/t/${hostname}`, readOnly: true, options: "" },
          ],
        });
        const script = guestScript(plain, spec, ["/tmp/0.tar"]);
        // -n: read, and nothing done. What is written out for later is read as well.
        world.kernel.writeFile("/run/guest", bytesOf(script), 0o644);
        expect(world.shell("sh -n /run/guest; echo $?")).toBe("0\n");
        const inside =
          /<<'(END_OF_FILE_*)'\n([\s\S]*?)\n\1\n[\s\S]*<<'(END_OF_FILE_*)'\n([\s\S]*?)\n\3\n/.exec(script);
        world.kernel.writeFile("/run/inside", bytesOf(inside?.[4] ?? "("), 0o644);
        expect(world.shell("sh -n /run/inside; echo $?")).toBe("0\n");
      }),
      { numRuns: 25 },
    );
  });

  it("has the plan's steps, with what each is for", () => {
    const [busybox] = baseImages(["ls"], []);
    const script = guestScript(
      busybox!,
      containerSpec({ command: ["ls"], resources: { memoryMax: 8 << 20 } }),
      ["/l"],
    );
    for (const part of [
      "tar -x -f /l -C ",
      "mount -t overlay overlay -o lowerdir=",
      "printf %s 8388608 > /sys/fs/cgroup/docker/",
      "unshare -m -u -i -n -p --fork",
      "mount -t proc -o nosuid,nodev,noexec proc ",
      "pivot_root . .",
      "# a proc of its own shows the processes of its PID namespace only",
    ])
      expect(script).toContain(part);
  });

  it("follows links of the image within it", () => {
    const linked = image([
      { path: "proc", type: "symlink", linkTarget: "/../../etc" },
      { path: "bin/x", type: "file", data: bytesOf("x") },
    ]);
    const script = guestScript(linked, containerSpec(), ["/l"]);
    expect(script).toMatch(/mount -t proc \S+ \S+ proc \/run\/triptych\/[0-9a-f]{12}\/merged\/etc\n/);
    expect(guestLayers(linked)).toHaveLength(1);
  });
});

/** Applying layers: order, whiteouts, links, and that nothing leads outside the root. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteString, bytesOf } from "./bytes";
import { ImageError } from "./errors";
import { applyLayer, unpackEntries } from "./layer";
import { diffLayer, type LayerChange } from "./layer-diff";
import { LayerTree } from "./layer-tree";
import { readTar, type TarEntry } from "./tar";
import { tarEntry } from "./tar-write";

const file = (path: string, text = ""): TarEntry => tarEntry({ path, type: "file", data: bytesOf(text) });
const dir = (path: string, mode = 0o755): TarEntry => tarEntry({ path, type: "directory", mode });
const link = (path: string, linkTarget: string): TarEntry => tarEntry({ path, type: "symlink", linkTarget });
const hard = (path: string, linkTarget: string): TarEntry => tarEntry({ path, type: "hardlink", linkTarget });

function applied(...layers: readonly (readonly TarEntry[])[]): LayerTree {
  const tree = new LayerTree();
  layers.forEach((layer, i) => {
    applyLayer(tree, layer, `layer ${i}`);
  });
  return tree;
}
const shape = (tree: LayerTree): string[] =>
  tree
    .entries()
    .map(
      ({ path, type, data, linkTarget }) =>
        `${path}${type === "directory" ? "/" : ""}${linkTarget && ` > ${linkTarget}`}${data.length > 0 ? `=${byteString(data)}` : ""}`,
    );

describe("a layer over others", () => {
  it("hides files by whiteouts and directories by opaque marks, wherever these stand in it", () => {
    const lower = [dir("d"), file("d/a", "1"), file("d/b", "1"), file("e/old"), dir("gone"), file("gone/x")];
    const upper = [
      file("d/new", "2"),
      file("d/.wh.a"),
      file("e/new"),
      file("e/.wh..wh..opq"),
      file(".wh.gone"),
    ];
    expect(shape(applied(lower, upper))).toEqual(["d/", "d/b=1", "d/new=2", "e/", "e/new"]);
  });

  it("a whiteout hides only what is below", () => {
    expect(shape(applied([file("a", "1")], [file("a", "2"), file(".wh.a")]))).toEqual(["a=2"]);
    expect(shape(applied([], [file("nothing/.wh.here"), file(".wh.x")]))).toEqual([]);
  });

  it("replaces a directory by a file and back; a directory over a directory keeps what is in it", () => {
    expect(shape(applied([file("a/b")], [file("a", "f")]))).toEqual(["a=f"]);
    expect(shape(applied([file("a", "f")], [dir("a"), file("a/b")]))).toEqual(["a/", "a/b"]);
    const tree = applied([dir("a"), file("a/b")], [dir("a", 0o700)]);
    expect(shape(tree)).toEqual(["a/", "a/b"]);
    expect(tree.nodes.get("a")?.meta.mode).toBe(0o700);
  });

  it("a link replaces a directory and is not followed itself", () => {
    expect(shape(applied([dir("a"), file("a/b")], [link("a", "etc")]))).toEqual(["a > etc"]);
    expect(shape(applied([link("a", "etc"), dir("etc")], [dir("a")]))).toEqual(["a/", "etc/"]);
  });

  it("hard links share a node; one to itself changes nothing", () => {
    const tree = applied([file("a", "1"), hard("d/b", "/a"), hard("a", "./a")], [hard("c", "d/b")]);
    expect(shape(tree)).toEqual(["a=1", "c > a", "d/", "d/b > a"]);
    expect(tree.nodes.get("c")).toBe(tree.nodes.get("a"));
  });

  it("a tar that is no layer has no whiteouts", () => {
    const tree = applied([file("a")]);
    unpackEntries(tree, [file(".wh.a")], "x");
    expect(shape(tree)).toEqual([".wh.a", "a"]);
  });

  it("aufs' own files mean nothing", () => {
    expect(shape(applied([file("a"), file(".wh..wh.plnk"), file(".wh..wh.aufs")]))).toEqual(["a"]);
  });
});

describe("paths stay within the root", () => {
  it.each([
    [[file("../../etc/passwd", "x")], ["etc/", "etc/passwd=x"]],
    [[file("/abs", "x")], ["abs=x"]],
    [
      [link("out", "/etc"), file("out/passwd", "x")],
      ["etc/", "etc/passwd=x", "out > /etc"],
    ],
    [
      [link("out", "../../.."), file("out/x", "x")],
      ["out > ../../..", "x=x"],
    ],
    [
      [dir("d"), link("d/up", ".."), file("d/up/x", "x")],
      ["d/", "d/up > ..", "x=x"],
    ],
    [
      [file("etc/passwd", "1"), link("l", "/"), hard("h", "l/etc/passwd")],
      ["etc/", "etc/passwd=1", "h > etc/passwd", "l > /"],
    ],
  ])("case %#", (entries, expected) => {
    expect(shape(applied(entries))).toEqual(expected);
  });

  it.each([
    [
      [link("a", "b"), link("b", "a"), file("a/x")],
      'layer 0: entry "a/x": more than 40 symbolic links on the way',
    ],
    [[file("a"), file("a/b")], '"a" is a file, not a directory'],
    [[file("d/..")], "a name that ends in .."],
    [[file("./")], "a file in the place of the root directory"],
    [[hard("a", "../nothing")], 'a hard link to "../nothing", which is not there'],
    [[dir("d"), hard("a", "d")], 'a hard link to the directory "d"'],
    [[file("d/f"), hard("d", "d/f")], "a hard link that would replace the directory of its target"],
    [[file(".wh..")], "a whiteout of no file"],
  ])("refused: case %#", (entries, message) => {
    expect(() => applied(entries)).toThrow(ImageError);
    expect(() => applied(entries)).toThrow(message);
  });

  it("links that unfold into thousands of names end in an error", () => {
    const long = "a/../".repeat(800);
    const links = Array.from({ length: 38 }, (_, i) => link(`l${i}`, `${long}l${i + 1}`));
    const entries = [dir("a"), ...links, ...Array.from({ length: 2000 }, () => file("l0/x"))];
    expect(() => applied(entries)).toThrow("the paths of this layer are too long to follow");
  });
});

describe("a layer made of changes", () => {
  it("is ordered, and the first name of a file carries its data", () => {
    const changes: LayerChange[] = [
      { kind: "set", entry: file("d/z", "data") },
      { kind: "set", entry: hard("b", "d/z") },
      { kind: "set", entry: dir("d") },
      { kind: "set", entry: file("d-e") },
      { kind: "delete", path: "/d/old" },
      { kind: "opaque", path: "d" },
      { kind: "delete", path: "gone" },
    ];
    const entries = readTar(diffLayer(changes), "x");
    expect(entries.map(({ path, type, linkTarget }) => `${path} ${type} ${linkTarget}`.trim())).toEqual([
      ".wh.gone file",
      "b file",
      "d directory",
      "d/.wh..wh..opq file",
      "d/.wh.old file",
      "d/z hardlink b",
      "d-e file",
    ]);
    expect(diffLayer([...changes].reverse())).toEqual(diffLayer(changes));
  });

  it("of any tree gives that tree", () => {
    const name = fc.constantFrom("a", "b", "c", ".hidden", "x y");
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    const entry = fc.oneof(
      path.map((p) => file(p, p)),
      path.map((p) => dir(p)),
      path.map((p) => link(p, "a")),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const tree = new LayerTree();
        try {
          applyLayer(tree, entries, "random");
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
          return;
        }
        const changes = tree.entries().map((each): LayerChange => ({ kind: "set", entry: each }));
        const again = applied(readTar(diffLayer(changes), "x"));
        expect(again.entries()).toEqual(tree.entries());
      }),
      { numRuns: 300 },
    );
  });
});

it("any entries: a tree whose names all have their parent, or an ImageError", () => {
  const part = fc.constantFrom("a", "b", "..", ".", "", ".wh.a", ".wh..wh..opq", "l");
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/") || "/");
  const entry = fc
    .record({
      path,
      type: fc.constantFrom("file", "directory", "symlink", "hardlink", "fifo"),
      linkTarget: path,
    } as const)
    .map((made) => tarEntry(made as TarEntry));
  fc.assert(
    fc.property(fc.array(fc.array(entry, { maxLength: 8 }), { maxLength: 3 }), (layers) => {
      const tree = new LayerTree();
      try {
        for (const layer of layers) applyLayer(tree, layer, "x");
      } catch (error) {
        expect(error).toBeInstanceOf(ImageError);
      }
      for (const path of tree.nodes.keys()) {
        expect(path.split("/")).not.toContain("..");
        const parent = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
        expect(tree.nodes.get(parent)?.type).toBe("directory");
      }
    }),
    { numRuns: 500 },
  );
});

/** Archives of skopeo and umoci are read as these tools say they are; whatever is wrong is an ImageError with its place. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { byteString, bytesOf } from "./bytes";
import { digestOf, hexOf } from "./digest";
import { ImageError } from "./errors";
import { imageFromTree } from "./from-tree";
import type { Image } from "./image";
import { formatJson, parseJson } from "./json";
import { treeOf } from "./layer-tree";
import { OCI_INDEX } from "./media-types";
import { readImages } from "./read-image";
import { readTar } from "./tar";
import { tarEntry, writeTar } from "./tar-write";
import { writeDockerArchive, writeOciLayout } from "./write-image";

const testdata = (name: string) => new Uint8Array(readFileSync(`${import.meta.dirname}/../testdata/${name}`));
const told = (name: string) => JSON.parse(byteString(testdata(name)));
const one = (bytes: Uint8Array): Image => {
  const images = readImages(bytes, { name: "x.tar" });
  expect(images).toHaveLength(1);
  return images[0]!;
};
const errorOf = (bytes: Uint8Array, options = {}): string => {
  try {
    readImages(bytes, { name: "x.tar", ...options });
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return (error as ImageError).message;
  }
};

const small = imageFromTree({
  references: ["hello:1"],
  files: [
    { path: "bin/hello", type: "file", mode: 0o755, data: bytesOf("#!/bin/sh\necho hello\n") },
    { path: "bin/hi", type: "hardlink", linkTarget: "bin/hello" },
  ],
  process: { Cmd: ["hello"], Env: ["PATH=/bin"] },
  platform: { os: "linux", architecture: "386" },
  created: "2024-01-01T00:00:00Z",
});

/** The archive as files, changed, and as archive again. */
function edited(archive: Uint8Array, change: (files: Map<string, Uint8Array>) => void): Uint8Array {
  const files = new Map(
    readTar(archive, "x")
      .filter((entry) => entry.type === "file")
      .map((entry) => [entry.path, entry.data]),
  );
  change(files);
  return writeTar([...files].map(([path, data]) => tarEntry({ path, type: "file", data })));
}

/** An archive whose index names a manifest with these members changed. */
function withManifest(change: (manifest: Record<string, unknown>) => void): Uint8Array {
  return edited(writeOciLayout([small]), (files) => {
    const manifest = parseJson(small.manifestBytes, "x", 1e6) as Record<string, unknown>;
    change(manifest);
    const bytes = formatJson(manifest);
    const digest = digestOf(bytes);
    files.set(`blobs/sha256/${hexOf(digest)}`, bytes);
    const descriptor = { mediaType: small.manifestMediaType, digest, size: bytes.length };
    files.set("index.json", formatJson({ schemaVersion: 2, manifests: [descriptor] }));
  });
}

describe("archives that others' tools made", () => {
  it.each(["umoci-layout", "skopeo-zstd"])(
    "%s: digests, layers and configuration are what skopeo says",
    (name) => {
      const image = one(testdata(`${name}.tar`));
      const inspect = told(`${name}.inspect.txt`);
      expect(image.manifestDigest).toBe(inspect.Digest);
      expect(image.layers.map((layer) => layer.digest)).toEqual(inspect.Layers);
      expect(image.config).toEqual(told("config.inspect.txt"));
      expect(image.references).toEqual(["latest"]);
    },
  );

  it("skopeo's docker-archive is the same image, its layers uncompressed", () => {
    const image = one(testdata("skopeo-docker-archive.tar"));
    const other = one(testdata("umoci-layout.tar"));
    expect(image.references).toEqual(["example.org/team/hello:1.0"]);
    expect(image.id).toBe(other.id);
    expect(image.layers.map((layer) => byteString(layer.tar))).toEqual(
      other.layers.map((layer) => byteString(layer.tar)),
    );
    expect(image.layers.every((layer) => layer.digest === layer.diffId)).toBe(true);
  });

  it("unpacks to what umoci unpacks", () => {
    const short = { file: "f", directory: "d", symlink: "l", fifo: "p" } as Record<string, string>;
    const lines = [...treeOf(one(testdata("umoci-layout.tar"))).nodes]
      .filter(([path]) => path !== "")
      .map(
        ([path, { type, meta, target }]) =>
          `${short[type]} ${meta.mode.toString(8)} ${meta.uid}:${meta.gid} ${path} ${target}`,
      );
    const unpacked = byteString(testdata("umoci-unpacked.txt")).trimEnd().split("\n");
    expect(lines.map((line) => line.trimEnd()).sort()).toEqual(unpacked.map((line) => line.trimEnd()).sort());
  });

  it("may be compressed as a whole", () => {
    expect(one(gzipSync(testdata("umoci-layout.tar"))).manifestDigest).toBe(
      one(testdata("umoci-layout.tar")).manifestDigest,
    );
  });
});

describe("indexes", () => {
  const forArm = { ...small, platform: { os: "linux", architecture: "arm64" } };
  const nested = (platforms: readonly { os: string; architecture: string }[], keep = true) => {
    const images = platforms.map((platform) => {
      const image = imageFromTree({
        references: [],
        files: [{ path: platform.architecture, type: "file" }],
        process: {},
        platform,
        created: "2024-01-01T00:00:00Z",
      });
      return {
        image,
        descriptor: {
          mediaType: image.manifestMediaType,
          digest: image.manifestDigest,
          size: image.manifestBytes.length,
          platform,
        },
      };
    });
    return edited(writeOciLayout(images.map(({ image }) => image)), (files) => {
      const inner = formatJson({
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: images.map(({ descriptor }) => descriptor),
      });
      files.set(`blobs/sha256/${hexOf(digestOf(inner))}`, inner);
      const outer = {
        mediaType: OCI_INDEX,
        digest: digestOf(inner),
        size: inner.length,
        annotations: { "io.containerd.image.name": "docker.io/library/multi:1" },
      };
      files.set("index.json", formatJson({ schemaVersion: 2, manifests: [outer] }));
      if (!keep) for (const { image } of images) files.delete(`blobs/sha256/${hexOf(image.manifestDigest)}`);
    });
  };
  const amd64 = { os: "linux", architecture: "amd64" };
  const i386 = { os: "linux", architecture: "386" };

  it("give the guest's platform if it is there, else another, under the name of the index", () => {
    expect(one(nested([amd64, i386]))).toMatchObject({ platform: i386, references: ["multi:1"] });
    expect(one(nested([forArm.platform, amd64])).platform).toEqual(amd64);
    expect(readImages(nested([amd64, i386]), { platforms: [amd64] })[0]?.platform).toEqual(amd64);
  });

  it("with none of their images in the archive are an error", () => {
    expect(errorOf(nested([amd64, i386], false))).toContain(
      "none of the index's manifests (linux/amd64, linux/386) is in the archive",
    );
  });

  it("that name themselves do not have the digest they are named by", () => {
    const digest = `sha256:${"1".repeat(64)}`;
    const archive = edited(writeOciLayout([small]), (files) => {
      const self = (size: number) =>
        formatJson({ schemaVersion: 2, manifests: [{ mediaType: OCI_INDEX, digest, size }] });
      const size = self(100).length;
      files.set("index.json", self(size));
      files.set(`blobs/sha256/${"1".repeat(64)}`, self(size));
    });
    expect(errorOf(archive)).toContain(`x.tar: ${digest}: its content has the digest sha256:`);
  });

  it("may hold attestations, which are no images", () => {
    const archive = edited(writeOciLayout([small]), (files) => {
      const index = JSON.parse(byteString(files.get("index.json")!));
      const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
      index.manifests.push({ ...index.manifests[0], digest: `sha256:${"0".repeat(64)}`, annotations });
      files.set("index.json", formatJson(index));
    });
    expect(one(archive).manifestDigest).toBe(small.manifestDigest);
  });
});

describe("what is wrong is said with its place", () => {
  const layout = writeOciLayout([small]);
  const set = (name: string, text: string) => edited(layout, (files) => files.set(name, bytesOf(text)));
  const layerPath = `blobs/sha256/${hexOf(small.layers[0]!.digest)}`;
  const layer = (descriptor: object) =>
    withManifest((manifest) => {
      manifest.layers = [{ ...(manifest.layers as object[])[0], ...descriptor }];
    });

  it.each([
    ["an empty file", new Uint8Array(0), "x.tar: an empty file"],
    ["no tar", bytesOf("hello ".repeat(200)), "this is not a tar archive"],
    [
      "a tar of a root file system",
      writeTar([tarEntry({ path: "bin", type: "directory" })]),
      "neither an OCI image layout",
    ],
    ["a missing layer", edited(layout, (f) => f.delete(layerPath)), "x.tar: no file"],
    [
      "a changed layer",
      edited(layout, (f) => f.get(layerPath)!.fill(1, 0, 1)),
      `its content has the digest sha256:`,
    ],
    ["a layer of another size", layer({ size: 5 }), "3072 bytes, its descriptor says 5"],
    ["an unknown version", set("oci-layout", '{"imageLayoutVersion":"9"}'), 'x.tar: oci-layout: version "9"'],
    ["no JSON", set("index.json", '{\n "a": }'), "x.tar: index.json, line 2, column 7: not valid JSON"],
    [
      "a key twice",
      set("index.json", '{"schemaVersion":2,"schemaVersion":2}'),
      'the key "schemaVersion" stands there twice',
    ],
    [
      "a field of another type",
      set("index.json", '{"schemaVersion":2,"manifests":3}'),
      "x.tar: index.json: manifests: ",
    ],
    ["no image", set("index.json", '{"schemaVersion":2,"manifests":[]}'), "x.tar: an archive without images"],
    [
      "a foreign layer",
      layer({ mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" }),
      "a foreign layer",
    ],
    [
      "an unknown layer",
      layer({ mediaType: "application/x" }),
      'unknown media type "application/x" for a layer',
    ],
    [
      "a layer compressed otherwise",
      layer({ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" }),
      "says compression gzip, its bytes none",
    ],
    [
      "another algorithm",
      layer({ digest: `sha512:${"0".repeat(128)}` }),
      'digest algorithm "sha512" is not read here',
    ],
    ["no digest", layer({ digest: "sha256:../../etc/passwd" }), "is not a digest"],
    [
      "layers without diff_id",
      withManifest((m) => {
        m.layers = [];
      }),
      "rootfs.diff_ids: 1 for 0 layers",
    ],
    [
      "an artifact",
      withManifest((m) => {
        m.config = { ...(m.config as object), mediaType: "application/x" };
      }),
      "this is an artifact",
    ],
    [
      "a file twice",
      writeTar(["index.json", "./index.json"].map((path) => tarEntry({ path, type: "file" }))),
      'two files named "index.json"',
    ],
  ])("%s", (_, bytes, message) => {
    expect(errorOf(bytes)).toContain(message);
  });

  it("a diff_id that is not the layer's", () => {
    const wrong = { ...small.config, rootfs: { type: "layers", diff_ids: [`sha256:${"0".repeat(64)}`] } };
    const archive = edited(writeDockerArchive([small]), (files) => {
      files.delete("oci-layout");
      files.set("c.json", formatJson(wrong));
      files.set("manifest.json", formatJson([{ Config: "c.json", RepoTags: null, Layers: [layerPath] }]));
    });
    expect(errorOf(archive)).toContain("without compression (diff_id): its content has the digest");
  });

  it("links of a docker archive that go in a circle", () => {
    const link = (path: string, linkTarget: string) => tarEntry({ path, type: "symlink", linkTarget });
    const manifest = tarEntry({
      path: "manifest.json",
      type: "file",
      data: bytesOf('[{"Config":"a","Layers":[]}]'),
    });
    expect(errorOf(writeTar([manifest, link("a", "b"), link("b", "a")]))).toContain(
      'the links at "a" go in a circle',
    );
    expect(errorOf(writeTar([manifest, link("a", "../../../etc/passwd")]))).toContain('no file "etc/passwd"');
  });

  it("names that are none, and machines", () => {
    const tagged = (tag: string) =>
      edited(writeDockerArchive([small]), (files) => {
        const [member] = JSON.parse(byteString(files.get("manifest.json")!));
        files.set("manifest.json", formatJson([{ ...member, RepoTags: [tag] }]));
      });
    expect(errorOf(tagged("A b"))).toContain('x.tar: manifest.json: "A b" is no name with a tag');
    expect(errorOf(tagged("a:\x1b[2J"))).toContain("\\u001b[2J");
    const index = byteString(readTar(layout, "x").find((entry) => entry.path === "index.json")!.data);
    expect(errorOf(set("index.json", index.replace('"hello:1"', '"a b"')))).toContain(
      'x.tar: index.json: "a b" is no name',
    );
    expect(errorOf(set("index.json", index.replace('"386"', '"\\u001b"')))).toContain(
      "must be a word of letters",
    );
  });

  it("more images than the limit", () => {
    expect(errorOf(writeOciLayout([small, small, small]), { limits: { manifests: 2 } })).toContain(
      "more than 2 manifests",
    );
  });
});

describe("names", () => {
  it("names with and without a tag, and the tags of an archive whose index has none", () => {
    const named = { ...small, references: ["a:1", "bare"] };
    expect(one(writeDockerArchive([named])).references).toEqual(["a:1", "bare"]);
    const docker = edited(writeDockerArchive([{ ...small, references: ["bare"] }]), (files) => {
      const manifest = byteString(files.get("manifest.json")!);
      files.set(
        "manifest.json",
        bytesOf(manifest.replace('"RepoTags":null', '"RepoTags":["docker.io/library/b:2"]')),
      );
    });
    expect(one(docker).references).toEqual(["b:2"]);
  });
});

describe("archives changed at random", () => {
  it.each(["umoci-layout", "skopeo-docker-archive", "skopeo-zstd"])(
    "%s: an ImageError or an image",
    (name) => {
      const archive = testdata(`${name}.tar`);
      const flips = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), {
        minLength: 1,
        maxLength: 6,
      });
      fc.assert(
        fc.property(flips, fc.nat(archive.length), (changes, length) => {
          const bytes = archive.slice();
          for (const [at, value] of changes) bytes[at] = value;
          errorOf(bytes);
          errorOf(archive.subarray(0, length));
        }),
        { numRuns: 40 },
      );
    },
  );
});

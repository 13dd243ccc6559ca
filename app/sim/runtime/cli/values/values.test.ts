import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesReference } from "./image-patterns";
import { parseMoment } from "./moments";
import { parseMount, parseTmpfs, parseVolume } from "./mounts";
import { choosePorts, parseExpose, parsePublish } from "./ports";
import { parseRestart, parseUlimit } from "./settings";
import { parseBytes, parseCpus, parseDuration, ValueError } from "./sizes";

const problem = (act: () => unknown): string => {
  try {
    return `no problem: ${JSON.stringify(act())}`;
  } catch (error) {
    if (error instanceof ValueError) return error.message;
    throw error;
  }
};

describe("numbers", () => {
  it("have units", () => {
    expect(["64m", "1.5g", "512", "1kb", "2MiB"].map(parseBytes)).toEqual([
      67108864, 1610612736, 512, 1024, 2097152,
    ]);
    expect(problem(() => parseBytes("x"))).toBe("invalid size: 'x'");
    expect([parseCpus("1.5"), parseCpus("1/2"), parseCpus(".25")]).toEqual([1.5e9, 5e8, 2.5e8]);
    expect(problem(() => parseCpus("0.0000000001"))).toBe("value is too precise");
    expect([parseDuration("1m30s"), parseDuration("-1.5h"), parseDuration("0"), parseDuration("3")]).toEqual([
      90e9,
      -5400e9,
      0,
      undefined,
    ]);
    expect([
      parseMoment("10s", 100, "since"),
      parseMoment("42", 100, "since"),
      parseMoment("1970-01-02T00:00:01Z", 100, "since"),
    ]).toEqual([90, 42, 86401]);
  });
});

describe("ports", () => {
  it("are mapped", () => {
    const tcp = { protocol: "tcp", hostAddress: "0.0.0.0" };
    expect(parsePublish("8080:80")).toEqual([{ ...tcp, hostPort: 8080, containerPort: 80 }]);
    expect(parsePublish("127.0.0.1::53/udp")).toEqual([
      { protocol: "udp", hostAddress: "127.0.0.1", hostPort: 0, containerPort: 53 },
    ]);
    expect(parsePublish("8000-8001:80-81").map(({ hostPort }) => hostPort)).toEqual([8000, 8001]);
    expect(parsePublish("target=80,published=90,protocol=udp")).toEqual([
      { protocol: "udp", hostAddress: "0.0.0.0", hostPort: 90, containerPort: 80 },
    ]);
    const chosen = choosePorts(["80", "81", "90:90"].flatMap(parsePublish), new Set(["tcp/32768"]));
    expect(chosen.map(({ hostPort }) => hostPort)).toEqual([32769, 32770, 90]);
    expect(parseExpose("80-81/udp")).toEqual(["80/udp", "81/udp"]);
  });

  it.each([
    ["foo:bar", "Invalid containerPort: bar"],
    ["99999:80", "Invalid hostPort: 99999"],
    ["1.2.3:80:80", "Invalid ip address: 1.2.3"],
    ["80:80/foo", "Invalid proto: foo"],
    ["80-90:80-85", "Invalid ranges specified for container and host Ports: 80-85 and 80-90"],
    ["a=b,c", "invalid field key a"],
    ["target=80,x", "invalid publish opts format (should be name=value but got 'x')"],
  ])("%s is refused", (text, words) => {
    expect(problem(() => parsePublish(text))).toBe(words);
  });
});

describe("mounts", () => {
  it("are read", () => {
    expect(parseVolume("/h/../x:/in:ro", "/")).toEqual({
      kind: "bind",
      source: "/x",
      target: "/in",
      readOnly: true,
      options: "",
    });
    expect(parseVolume("./rel:/in", "/cwd").source).toBe("/cwd/rel");
    expect(parseVolume("data:/in/", "/")).toEqual({
      kind: "volume",
      source: "data",
      target: "/in",
      readOnly: false,
      options: "",
    });
    expect(parseVolume("/anonymous", "/")).toMatchObject({ kind: "volume", source: "" });
    expect(parseMount('type=tmpfs,"target=/a,b",tmpfs-size=1m')).toEqual({
      kind: "tmpfs",
      source: "",
      target: "/a,b",
      readOnly: false,
      options: "size=1048576",
    });
    expect(parseMount("type=bind,src=/x,dst=/y,readonly")).toMatchObject({
      source: "/x",
      target: "/y",
      readOnly: true,
    });
    expect(parseTmpfs("/t:size=1m")).toMatchObject({ target: "/t", options: "size=1m" });
  });

  it.each([
    ["a:b:c:d", "invalid volume specification: 'a:b:c:d'"],
    [":", "invalid volume specification: ':'"],
    ["/a:/b:zz", "invalid mode: zz"],
  ])("%s is refused", (text, words) => {
    expect(problem(() => parseVolume(text, "/"))).toBe(words);
  });

  it("with fields are refused in words", () => {
    expect(problem(() => parseMount("foo"))).toBe("invalid field 'foo' must be a key=value pair");
    expect(problem(() => parseMount("type=bind,source=/x,target=/x,foo=bar"))).toBe(
      "unexpected key 'foo' in 'foo=bar'",
    );
    expect(problem(() => parseMount("type=bind,target=/x"))).toBe(
      `invalid mount config for type "bind": field Source must not be empty`,
    );
  });
});

describe("settings", () => {
  it("are read", () => {
    expect(parseUlimit("nofile=1:-1")).toEqual(["nofile", { soft: 1, hard: Number.POSITIVE_INFINITY }]);
    expect(problem(() => parseUlimit("nofile=1:0"))).toBe(
      "ulimit soft limit must be less than or equal to hard limit: 1 > 0",
    );
    expect(parseRestart("on-failure:3")).toEqual({ name: "on-failure", maximum: 3 });
    expect(problem(() => parseRestart("foo"))).toBe("invalid restart policy 'foo'");
    expect([
      matchesReference("a/busy:1", "a/b*"),
      matchesReference("busy:1", "busy:2"),
      matchesReference("a/b:1", "*"),
    ]).toEqual([true, false, false]);
  });

  it("never crash, whatever is written", () => {
    const parsers = [
      parseBytes,
      parseCpus,
      parsePublish,
      parseExpose,
      parseMount,
      parseTmpfs,
      parseUlimit,
      parseRestart,
      (text: string) => parseVolume(text, "/"),
    ];
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom("8", "80", ":", "/", "-", "=", ",", "tcp", "a", ".", '"', "type", "bind"), {
          maxLength: 12,
        })
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...parsers),
        text,
        (parser, value) => typeof problem(() => parser(value)) === "string",
      ),
      { numRuns: 3000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ProgressDocument, readProgress, readProgressText, writeProgressText } from "./progressDocument";

const lessons: ProgressDocument["lessons"] = {
  "booting-a-machine": {
    predictions: { "direct-share": { value: 40, skipped: false, measured: 16 }, other: { skipped: true } },
    exercises: {
      "never-off": {
        passedAtMs: 1_790_000_000_000,
        verdict: {
          passed: false,
          marks: [{ id: "note", passed: true }],
          hint: { code: "rebooted", values: { snapshots: 1 } },
        },
      },
    },
  },
};

test("what is written can be read", () => {
  expect(readProgressText(writeProgressText(lessons))).toEqual({
    ok: true,
    document: { kind: "triptych-progress", version: 1, lessons },
  });
});

describe("what is refused, with a reason that names the field", () => {
  const spoilt = (change: (document: Record<string, unknown>) => void): string => {
    const document = JSON.parse(writeProgressText(lessons));
    change(document);
    return JSON.stringify(document);
  };
  test.each<[string, string, RegExp]>([
    ["no JSON", "{", /not JSON/],
    ["something else", "[1, 2]", /^The document/],
    ["null", "null", /^The document/],
    ["another kind of document", spoilt((d) => Object.assign(d, { kind: "triptych-run" })), /field kind/],
    ["a version that is to come", spoilt((d) => Object.assign(d, { version: 2 })), /field version/],
    ["more than there should be", spoilt((d) => Object.assign(d, { more: 1 })), /more/],
    ["lessons that are none", spoilt((d) => Object.assign(d, { lessons: { a: 1 } })), /field lessons\.a/],
    [
      "a prediction that is no number",
      writeProgressText(lessons).replace('"value": 40', '"value": "<img src=x onerror=alert(1)>"'),
      /field lessons\.booting-a-machine\.predictions\.direct-share\.value/,
    ],
    [
      "a prototype for a name",
      '{"kind":"triptych-progress","version":1,"lessons":{"__PROTO__":{}}}',
      /lessons/,
    ],
    ["a file that is far too large", " ".repeat(1_000_001), /larger/],
  ])("%s", (_, text, why) => {
    const read = readProgressText(text);
    if (read.ok) throw new Error("was read");
    expect(read.why).toMatch(why);
    expect(read.why).toMatch(/Nothing was changed\.$/);
  });
});

test("never throws", () => {
  fc.assert(
    fc.property(fc.string(), fc.anything(), (text, value) => {
      expect(typeof readProgressText(text).ok).toBe("boolean");
      expect(typeof readProgress(value).ok).toBe("boolean");
    }),
  );
});

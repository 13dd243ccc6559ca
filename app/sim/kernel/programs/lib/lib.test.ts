import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochOf, momentOf, strftime } from "./calendar";
import { parseDate } from "./datestr";
import { globRegex } from "./glob";
import { modeString, parseMode } from "./modes";
import { humanSize } from "./numbers";
import { baseName, dirName } from "./paths";
import { formatFloat, formatInteger } from "./printf";
import { usageText } from "./usage/texts";

describe("calendar", () => {
  it("goes from seconds to fields and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e10, max: 1e11 }), (seconds) => {
        const m = momentOf(seconds);
        expect(epochOf(m.year, m.month, m.day, m.hour, m.minute, m.second)).toBe(seconds);
        const date = new Date(seconds * 1000);
        expect([m.year, m.month, m.day, m.weekday]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth(),
          date.getUTCDate(),
          date.getUTCDay(),
        ]);
      }),
    );
  });

  it("reads what date -d reads", () => {
    const now = momentOf(1767225600);
    const zone = { name: "UTC", offset: 0 };
    expect(parseDate("2020-01-02 03:04:05", now, zone)).toBe(1577934245);
    expect(parseDate("01020304.05", now, zone)).toBe(1767323045);
    expect(parseDate("3.4-10:20", now, zone)).toBe(1772619600);
    expect(parseDate("garbage", now, zone)).toBeUndefined();
    expect(strftime("%a %b %e %H:%M:%S %Z %Y", momentOf(0))).toBe("Thu Jan  1 00:00:00 UTC 1970");
  });
});

describe("modes", () => {
  it.each([
    ["u+s,g-r", 0o100644, 0o4604],
    ["+x", 0o104604, 0o4715],
    ["a=rX,u+w", 0o040700, 0o755],
    ["u=g", 0o100600, 0],
    ["=r", 0o100000, 0o444],
    ["1777", 0o040755, 0o1777],
  ])("%s", (text, current, expected) => {
    expect(parseMode(text, current, 0o022)).toBe(expected);
  });

  it("refuses what is none", () => {
    for (const text of ["xyz", "8", "77777", "u+q"]) expect(parseMode(text, 0o100644, 0o022)).toBeUndefined();
    expect(modeString(0o104604)).toBe("-rwS---r--");
  });
});

describe("small things", () => {
  it("shows sizes as busybox", () => {
    expect([0, 1023, 1536, 123456, 102400, 3145728].map((size) => humanSize(size))).toEqual([
      "0",
      "1023",
      "1.5K",
      "120.6K",
      "100.0K",
      "3.0M",
    ]);
  });

  it("takes paths apart", () => {
    expect(["/a/b/", "/", "", "a"].map(baseName)).toEqual(["b", "/", "", "a"]);
    expect(["/a/b", "a", "/", "a/", "a//b", ""].map(dirName)).toEqual(["/a", ".", "/", ".", "a", "."]);
  });

  it("formats numbers as printf", () => {
    const plain = { flags: "", width: 0, precision: -1 };
    expect(formatFloat(12345.678, { ...plain, letter: "e" })).toBe("1.234568e+04");
    expect(formatFloat(0.0001, { ...plain, letter: "g" })).toBe("0.0001");
    expect(formatFloat(1e30, { ...plain, precision: 6, letter: "g" })).toBe("1e+30");
    expect(formatFloat(2.5, { ...plain, precision: 0, letter: "f" })).toBe("2");
    expect(formatInteger(-1n, { ...plain, letter: "u" })).toBe("18446744073709551615");
    expect(formatInteger(255n, { flags: "#", width: 0, precision: -1, letter: "x" })).toBe("0xff");
  });

  it("matches file names", () => {
    expect(globRegex("*.[ch]").test("main.c")).toBe(true);
    expect(globRegex("a?c").test("abbc")).toBe(false);
    expect(globRegex("[!a]*").test("abc")).toBe(false);
    expect(globRegex("*a*a*a*a*a*b").test("a".repeat(5000))).toBe(false);
  });

  it("has the usage of every applet that the guest has one for", () => {
    expect(usageText("cat")).toMatch(/^BusyBox v1\.35\.0 \(\) multi-call binary\.\n\nUsage: cat /);
  });
});

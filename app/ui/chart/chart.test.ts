import fc from "fast-check";
import { expect, test } from "vitest";
import { axisFor, linearAxis, logAxis, tickText } from "./axis";
import { accentOf, fillingOf, looksOfSeries, partInk } from "./ink";
import { cutTo, keepApart, linesOf, textWidth } from "./lettering";

const texts = (axis: { ticks: readonly { text: string }[] }) => axis.ticks.map(({ text }) => text);

test("axes are marked at round numbers, bytes at powers of two", () => {
  expect(texts(linearAxis([434.6], "ms"))).toEqual(["0", "100", "200", "300", "400", "500"]);
  expect(texts(linearAxis([0.83, 1], "×"))).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1"]);
  expect(texts(linearAxis([26 * 2 ** 20], "bytes")).slice(0, 3)).toEqual(["0 bytes", "4 MiB", "8 MiB"]);
  expect(texts(logAxis([1.5, 434], "ms"))).toEqual(["1", "10", "100"]);
  expect(logAxis([1.5, 434], "ms")).toMatchObject({ from: 1, to: 500 });
  expect(texts(logAxis([12, 80], "ms"))).toEqual(["10", "20", "50", "100"]);
  expect(tickText(2 ** 40, "bytes")).toBe("1 TiB");
});

test("nothing to show is an axis all the same, and zero lies at the start of a logarithmic one", () => {
  expect(axisFor("log", [], "ms").to).toBe(1);
  expect(axisFor("linear", [0], "ms").to).toBe(1);
  expect(logAxis([0, 10, 1000], "count").place(0, 40, 90)).toBe(40);
});

test("for any values: all within the axis, in their order, few marks", () => {
  const values = fc.array(fc.double({ min: 1e-6, max: 1e13, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      values,
      fc.constantFrom("linear" as const, "log" as const),
      fc.constantFrom("ms" as const, "bytes" as const),
      (of, scale, unit) => {
        const axis = axisFor(scale, of, unit);
        expect(axis.from).toBeLessThanOrEqual(Math.min(...of) * (1 + 1e-9));
        expect(axis.to).toBeGreaterThanOrEqual(Math.max(...of) * (1 - 1e-9));
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
        expect(axis.ticks.length).toBeLessThanOrEqual(12);
        const places = [...of].sort((a, b) => a - b).map((value) => axis.place(value, 0, 100));
        for (const [n, at] of places.entries()) expect(at).toBeGreaterThanOrEqual(places[n - 1] ?? 0);
        expect(places.at(-1)).toBeLessThanOrEqual(100);
      },
    ),
  );
});

test("labels keep apart, within their place while there is room", () => {
  expect(keepApart([50, 52, 10], 12, 0, 100)).toEqual([45, 57, 10]);
  expect(keepApart([99, 98], 10, 0, 100)).toEqual([100, 90]);
  const wanted = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(wanted, (of) => {
      const placed = [...keepApart(of, 15, 0, 300)].sort((a, b) => a - b);
      expect(placed[0]).toBeGreaterThanOrEqual(-1e-9);
      expect(placed.at(-1)).toBeLessThanOrEqual(300 + 1e-9);
      for (let n = 1; n < placed.length; n++)
        expect(placed[n]! - placed[n - 1]!).toBeGreaterThanOrEqual(15 - 1e-9);
    }),
  );
});

test("text is broken between words and cut with a sign", () => {
  const title = "A unikernel starts before a container, and a thin VM after it";
  const lines = linesOf(title, 150, 12);
  expect(lines.join(" ")).toBe(title);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(150);
  expect(cutTo("container", 500, 12)).toBe("container");
  expect(cutTo("container, Docker-like", 80, 12)).toMatch(/^container.*…$/);
});

test("a row has the accent of the track that it names first", () => {
  expect(accentOf("VM, cold through its BIOS")).toBe("var(--vm)");
  expect(accentOf("thin VM from a snapshot")).toBe("var(--pv)");
  expect(accentOf("VM, PV devices")).toBe("var(--pv)");
  expect(accentOf("unikernel on QEMU, the monitor's part")).toBe("var(--pv)");
  expect(accentOf("container in a VM")).toBe("var(--container)");
  expect(accentOf("native")).toBe("var(--ink-soft)");
});

test("what has one hue differs without it: origins, curves of a track, parts of a bill", () => {
  const origins = (["measured", "modelled", "published"] as const).map(
    (origin) => fillingOf(origin, "var(--vm)").texture,
  );
  expect(new Set(origins).size).toBe(3);
  const looks = [...looksOfSeries(["VM, a", "VM, b", "container", "VM, c"]).values()];
  expect(new Set(looks.map(({ accent, dash }) => `${accent} ${dash}`)).size).toBe(4);
  const parts = Array.from({ length: 12 }, (_, n) => partInk(n, "var(--vm)"));
  expect(new Set(parts.map(({ texture, ground }) => `${texture} ${ground}`)).size).toBe(12);
});

import { describe, expect, test } from "vitest";
import { publishedFigure, publishedIds } from ".";
import * as firecracker from "./firecracker-nsdi20";

describe("published figures", () => {
  test.each(publishedIds())("%s names its source, table and host", (id) => {
    const figure = publishedFigure(id);
    if (figure?.origin.kind !== "published") throw new Error(`${id} is not a published figure`);
    expect(figure.value).toBeGreaterThan(0);
    for (const part of ["title", "authors", "where", "table", "host"] as const)
      expect(figure.origin.source[part].length, part).toBeGreaterThan(4);
  });

  test.each(["", "firecracker", "firecracker.", "firecracker.toString", "__proto__.x", "a.b.c"])(
    "%j names nothing",
    (id) => expect(publishedFigure(id)).toBeUndefined(),
  );

  test("the derived figures are the differences that they say they are", () => {
    const {
      qemuSeaBios,
      qemuQboot,
      firmwareCost,
      cloudHypervisor,
      cloudHypervisorBzImage,
      decompressionCost,
    } = firecracker;
    expect(firmwareCost.value).toBeCloseTo(qemuSeaBios.value - qemuQboot.value, 6);
    expect(decompressionCost.value).toBeCloseTo(cloudHypervisorBzImage.value - cloudHypervisor.value, 6);
  });
});

import { expect, test } from "vitest";
import { examples } from "./examples";

test.each(examples.map((example) => [example.id, example] as const))("%s can be typed", (_, { steps }) => {
  expect(steps.length).toBeGreaterThan(2);
  for (const { line, why } of steps) {
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(line.length).toBeLessThan(200);
    expect(why).toMatch(/\.$/);
  }
});

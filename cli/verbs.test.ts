import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { VERBS } from "./verbs";

test("each file of verbs/ has its entry, and each entry loads the verb of its name", async () => {
  for (const { name, load } of VERBS) expect((await load()).usage).toMatch(new RegExp(`^lab ${name}\\b`));
  // A name with a hyphen is a part of a verb.
  const files = readdirSync(new URL("./verbs", import.meta.url)).filter((file) => /^\w+\.ts$/.test(file));
  expect(VERBS.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

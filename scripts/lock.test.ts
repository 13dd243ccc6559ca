/** package-lock.json is what `npm ci` accepts on a fresh clone: each optional package of another platform is in it. */
import { expect, it } from "vitest";
import packageJson from "@/package.json";
import lock from "@/package-lock.json";

interface Entry {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const packages: Readonly<Record<string, Entry>> = lock.packages;

it("names the packages of every platform: after npm install, run node scripts/complete-lock.mjs", () => {
  const names = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)));
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter((name) => !names.has(name)),
  );
  expect(missing).toEqual([]);
});

it("holds what package.json asks for, exactly", () => {
  for (const [name, version] of Object.entries({
    ...packageJson.dependencies,
    ...packageJson.devDependencies,
  })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
    expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

/** Guests that take over what another one did (remembering.test-kit.ts): the same answers, and each goes its own way from there. */
import { expect, it } from "vitest";
import { DEFAULT_COSTS } from "./defaults";
import { Lab } from "./lab";
import { nodeEnvironment } from "./node";
import { rememberingEnvironment } from "./remembering.test-kit";
import type { Action } from "./state";

const scenario = {
  id: "remembering",
  seed: 1,
  costs: DEFAULT_COSTS,
  columns: [{ id: "pv", track: "pv", image: "linux", via: "snapshot" }],
} as const;

const ALIKE: Action[] = [
  { do: "boot", column: "pv" },
  { do: "script", column: "pv", script: "echo 1 > /tmp/it; cat /proc/uptime", as: "first" },
];
const APART: Action[] = [
  { do: "type", column: "pv", text: "echo 2 >> /tmp/it\n" },
  { do: "script", column: "pv", script: "cat /tmp/it /proc/uptime", as: "second" },
];

const plain = nodeEnvironment();
let created = 0;
const counted: typeof plain = {
  ...plain,
  createGuest: (...args) => {
    created++;
    return plain.createGuest(...args);
  },
};

it("executes only from where two guests part, on machines that it has, and ends as one that has executed it all", async () => {
  const remembering = rememberingEnvironment(counted);
  const course = async (environment: typeof plain, actions: readonly Action[]) => {
    const lab = new Lab(scenario, environment);
    await lab.perform(actions);
    await lab.ask([{ id: "file", column: "pv", script: "md5sum /tmp/it" }]);
    const record = lab.record();
    lab.dispose();
    return record;
  };

  const first = await course(remembering, ALIKE);
  const before = created;
  expect(await course(remembering, ALIKE)).toEqual(first);
  expect(created).toBe(before);

  const parted = await course(remembering, [...ALIKE, ...APART]);
  expect(created).toBe(before);
  expect(parted).toEqual(await course(plain, [...ALIKE, ...APART]));
  expect(parted.answers?.second?.stdout).toMatch(/^1\n2\n/);
});

it("takes over the boots of another environment", async () => {
  const boots = new Map();
  const booted = async () => {
    const lab = new Lab(scenario, rememberingEnvironment(counted, boots));
    await lab.perform(ALIKE.slice(0, 1));
    const record = lab.record();
    lab.dispose();
    return record;
  };
  const first = await booted();
  const before = created;
  expect(await booted()).toEqual(first);
  expect(created).toBe(before);
});

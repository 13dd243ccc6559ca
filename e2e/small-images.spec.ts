/** Every image that is wholly ours boots in the page with the counts that it has in Node, and does there what it is for. */
import { expect, type Page, test } from "@playwright/test";
import { bootsOf, nodesBoots } from "./counts-kit";

const DISK_MIB = 16;

interface SmallImage {
  readonly name: string;
  /** What its machine needs: in the address, and as options of `lab boot`. */
  readonly parameter?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** How it stands then. */
  readonly state?: "halted" | "running";
}

const DISK: SmallImage = {
  name: "disk",
  parameter: "disk=virtio-blk",
  options: { disk: "virtio-blk", "disk-size": `${DISK_MIB}` },
};
const CHAOS: SmallImage = { name: "chaos" };
const TERN: SmallImage = { name: "tern", state: "running" };

const ALL = {
  pv: [
    { name: "hello", state: "halted" },
    { name: "kv", state: "running" },
    { name: "compute", state: "halted" },
    DISK,
    {
      name: "pingpong",
      parameter: "shared-memory=64",
      options: { "shared-memory": "64" },
      state: "running",
    },
    CHAOS,
  ],
  vm: [CHAOS, TERN],
} as const satisfies Record<string, readonly SmallImage[]>;

type ByTrack = Readonly<Record<"pv" | "vm", readonly SmallImage[]>>;

/** Boots them all in one page. */
async function countAsInNode(page: Page, byTrack: ByTrack): Promise<void> {
  const columns = (["pv", "vm"] as const).flatMap((track) =>
    byTrack[track].map((image, index) => ({
      id: index === 0 ? track : `${track}${index + 1}`,
      track,
      image,
    })),
  );
  const ids = columns.map(({ id }) => id).join();
  const machines = columns.flatMap(({ id, image: { name, parameter } }) =>
    [`image=${name}`, ...(parameter === undefined ? [] : [parameter])].map((setting) => `${id}.${setting}`),
  );
  const query = [`columns=${ids}`, ...machines, "via=direct", `autoboot=${ids}`].join("&");
  const boots = await bootsOf(page, query, columns.length);
  const inNode = nodesBoots(
    columns.map(({ track, image: { name, options } }) => ({ image: name, track, via: "direct", ...options })),
  );
  for (const [index, { id, track, image }] of columns.entries()) {
    const { name, state } = image;
    const inPage = boots.find((boot) => boot.image === name && boot.track === track);
    expect(inPage, name).toEqual(inNode[index]);
    if (state !== undefined)
      await expect(page.getByTestId(`power-${id}`)).toHaveAttribute("data-value", state, {
        timeout: 60_000,
      });
  }
}

test("one with a disk, and another operating system, side by side", ({ page }) =>
  countAsInNode(page, { pv: [DISK], vm: [TERN] }));

test("all images on the pv track, side by side; compute's report is the one that it gives in Node", {
  tag: "@soak",
}, async ({ page }) => {
  await countAsInNode(page, { pv: ALL.pv, vm: [] });
  const guests = await page.evaluate(() => window.triptych?.record().guests);
  expect(guests?.find(({ column }) => column === "pv3")?.console).toContain(
    "compute: 17984 primes below 200000, sha256 22da2e1b25d49d581c33ca76d8f2b2c554e4202965386359eda40f9e00d5a6f1",
  );
});

test("all images on the vm track, side by side", { tag: "@soak" }, ({ page }) =>
  countAsInNode(page, { pv: [], vm: ALL.vm }),
);

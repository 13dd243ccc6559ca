/** Every image that is wholly ours boots in the page with the counts that it has in Node, and does there what it is for. */
import { expect, test } from "@playwright/test";
import { bootsOf, nodesBoot } from "./counts-kit";

const DISK_MIB = 16;

/** Image, track, what its machine needs (in the address, and as options of `lab boot`), how it stands then. */
const IMAGES = [
  ["hello", "pv", "", {}, "halted"],
  ["kv", "pv", "", {}, "running"],
  ["compute", "pv", "", {}, "halted"],
  ["disk", "pv", "pv.disk=virtio-blk", { disk: "virtio-blk", "disk-size": `${DISK_MIB}` }, undefined],
  ["pingpong", "pv", "pv.shared-memory=64", { "shared-memory": "64" }, "running"],
  ["chaos", "pv", "", {}, undefined],
  ["chaos", "vm", "", {}, undefined],
  ["tern", "vm", "", {}, "running"],
] as const;

for (const [image, track, parameters, options, state] of IMAGES)
  test(`${image} on the ${track} track`, async ({ page }) => {
    const query = [
      `columns=${track}`,
      `${track}.image=${image}`,
      "via=direct",
      parameters,
      `autoboot=${track}`,
    ];
    const [boot] = await bootsOf(page, query.filter(Boolean).join("&"), 1);
    expect(boot).toEqual(nodesBoot({ image, track, via: "direct", ...options }));
    if (state === undefined) return;
    await expect(page.getByTestId(`power-${track}`)).toHaveAttribute("data-value", state, {
      timeout: 60_000,
    });
  });

test("compute's report is the one that it gives in Node", async ({ page }) => {
  await bootsOf(page, "columns=pv&pv.image=compute&via=direct&autoboot=pv", 1);
  await expect(page.getByTestId("power-pv")).toHaveAttribute("data-value", "halted", { timeout: 60_000 });
  const console = await page.evaluate(() => window.triptych?.record().guests[0]?.console ?? "");
  expect(console).toContain(
    "compute: 17984 primes below 200000, sha256 22da2e1b25d49d581c33ca76d8f2b2c554e4202965386359eda40f9e00d5a6f1",
  );
});

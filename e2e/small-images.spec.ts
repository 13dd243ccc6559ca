/** Every image that is wholly ours boots in the page with the counts that it has in Node, and does there what it is for. */
import { expect, test } from "@playwright/test";
import { bootsOf, nodesBoot } from "./counts-kit";

const DISK_MIB = 16;

/** By track: image, what its machine needs (in the address, and as options of `lab boot`), how it stands then. */
const IMAGES = {
  pv: [
    ["hello", "", {}, "halted"],
    ["kv", "", {}, "running"],
    ["compute", "", {}, "halted"],
    ["disk", "disk=virtio-blk", { disk: "virtio-blk", "disk-size": `${DISK_MIB}` }, undefined],
    ["pingpong", "shared-memory=64", { "shared-memory": "64" }, "running"],
    ["chaos", "", {}, undefined],
  ],
  vm: [
    ["chaos", "", {}, undefined],
    ["tern", "", {}, "running"],
  ],
} as const;

for (const track of ["pv", "vm"] as const)
  test(`the images on the ${track} track, side by side`, async ({ page }) => {
    const images = IMAGES[track].map((image, index) => ({
      id: index === 0 ? track : `${track}${index + 1}`,
      image,
    }));
    const ids = images.map(({ id }) => id).join(",");
    const machines = images.flatMap(({ id, image: [name, parameter] }) =>
      [`image=${name}`, parameter].filter(Boolean).map((setting) => `${id}.${setting}`),
    );
    const query = [`columns=${ids}`, ...machines, "via=direct", `autoboot=${ids}`];
    const boots = await bootsOf(page, query.join("&"), images.length);
    for (const { id, image } of images) {
      const [name, , options, state] = image;
      const inNode = nodesBoot({ image: name, track, via: "direct", ...options });
      expect(
        boots.find((boot) => boot.image === name),
        name,
      ).toEqual(inNode);
      if (state !== undefined)
        await expect(page.getByTestId(`power-${id}`)).toHaveAttribute("data-value", state, {
          timeout: 60_000,
        });
    }
  });

test("compute's report is the one that it gives in Node", async ({ page }) => {
  await bootsOf(page, "columns=pv&pv.image=compute&via=direct&autoboot=pv", 1);
  await expect(page.getByTestId("power-pv")).toHaveAttribute("data-value", "halted", { timeout: 60_000 });
  const console = await page.evaluate(() => window.triptych?.record().guests[0]?.console ?? "");
  expect(console).toContain(
    "compute: 17984 primes below 200000, sha256 22da2e1b25d49d581c33ca76d8f2b2c554e4202965386359eda40f9e00d5a6f1",
  );
});

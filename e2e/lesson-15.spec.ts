/** Lesson 15 as a learner goes through it: cards, a bridge, shared memory; few trips; inside the house and outside. */
import { expect, type Page, test } from "@playwright/test";
import { accessibilityViolations, checkSolved, predictAndRun, RUN, showsItself } from "./host-lesson";

const open = async (page: Page) => {
  await page.goto("/lessons/talking-to-the-neighbour/");
  await expect(page.getByTestId("keep-ne2k")).toHaveAttribute("aria-disabled", "false", RUN);
};

/** Builds the network of an exercise. */
async function setUp(page: Page, exercise: string, name: string): Promise<void> {
  await page.getByTestId(`restart-${exercise}`).click();
  await page.getByTestId(`restart-${exercise}-confirm`).click();
  await expect(page.getByTestId("network-name")).toHaveText(name, RUN);
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "false", RUN);
}

let runs = 0;

/** Gives scripts to machines and waits until all have ended. */
async function together(page: Page, scripts: Readonly<Record<string, string>>): Promise<void> {
  for (const field of await page.getByTestId("together").locator("textarea").all()) await field.fill("");
  for (const [machine, script] of Object.entries(scripts))
    await page.getByTestId(`script-${machine}`).fill(script);
  runs++;
  await page.getByTestId("run-together").click();
  await expect(page.getByTestId(`time-${runs}-${Object.keys(scripts)[0]}`)).toBeVisible(RUN);
  await expect(page.getByTestId("run-together")).toHaveAttribute("aria-disabled", "false", RUN);
}

async function checkAndHint(page: Page, exercise: string, reached: string, hint: string): Promise<void> {
  await page.getByTestId(`check-${exercise}`).click();
  await expect(page.getByTestId(`outcome-${exercise}`)).toHaveText(
    new RegExp(`^(At your last check: )?${reached} reached\\.$`),
    RUN,
  );
  await page.getByTestId(`hint-${exercise}`).click();
  await expect(page.getByTestId(`hint-text-${exercise}`)).toContainText(hint);
}

test("a prediction comes before each run; what was measured stays when the next network is built", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await open(page);
  await page.getByTestId("skip-virtio").click();
  await page.getByTestId("skip-long").click();
  const ne2k = await predictAndRun(page, "ne2k", "20", "cards");
  expect(ne2k).toBeGreaterThan(50);
  await expect(page.getByTestId("here-talk-virtio-us").first()).toHaveAttribute("data-origin", "modelled");
  await expect(page.getByTestId("network-name")).toHaveText("Two PV guests on a switch");
  expect(await predictAndRun(page, "bridge", "10", "bridge")).toBeLessThan(2);
  expect(await predictAndRun(page, "shared", "0", "memory")).toBeGreaterThan(2);
  await expect(page.getByTestId("shares-a")).toContainText("Guest b");
  await expect(page.getByTestId("here-talk-ne2k-exits").first()).toHaveAttribute("data-value", String(ne2k));
  expect(await accessibilityViolations(page)).toEqual([]);

  runs = 0;
  const exercise = "few-trips";
  await setUp(page, exercise, "Two guests, a switch and memory that they share");
  await checkAndHint(page, exercise, "0 of 2", "Nothing has been run");
  await together(page, {
    a: "neighbour ping shared rounds=20 bytes=1400 every=1000",
    b: "neighbour pong shared rounds=20 bytes=1400 every=1000",
  });
  await checkSolved(page, exercise);

  await page.reload();
  await expect(page.getByTestId("measured-ne2k")).toHaveAttribute("data-state", "earlier");
  await expect(page.getByTestId("result-ne2k")).toHaveAttribute("data-value", String(ne2k));
});

test("many bytes, few trips: each message costs the same, so there must be few", { tag: "@soak" }, async ({
  page,
}) => {
  test.setTimeout(300_000);
  runs = 0;
  const exercise = "few-trips";
  await open(page);
  await setUp(page, exercise, "Two guests, a switch and memory that they share");
  await checkAndHint(page, exercise, "0 of 2", "Nothing has been run");
  await together(page, {
    a: "neighbour ping udp to=10.0.0.2 rounds=100 bytes=300",
    b: "neighbour pong udp rounds=100",
  });
  await expect(page.getByTestId("output-a")).toContainText("100 rounds of 300 bytes");
  await checkAndHint(page, exercise, "1 of 2", "A message costs its trips");
  await together(page, {
    a: "neighbour ping shared rounds=20 bytes=1400 every=1000",
    b: "neighbour pong shared rounds=20 bytes=1400 every=1000",
  });
  await checkSolved(page, exercise);
  await showsItself(page, exercise);
});

test("inside the house, and outside: a bridge has no cable, and TCP repairs what a cable loses", {
  tag: "@soak",
}, async ({ page }) => {
  test.setTimeout(300_000);
  runs = 0;
  const exercise = "stay-inside";
  await open(page);
  await setUp(page, exercise, "A guest, and a kernel with neighbours");
  await together(page, { guest: "wget -q -O - http://172.17.0.2/big | wc -c" });
  await expect(page.getByTestId("output-guest")).toContainText("65536");
  await checkAndHint(page, exercise, "1 of 2", "on the same side of the switch");
  await together(page, { host: "docker run --rm busybox wget -q -O /dev/null http://172.17.0.2/big" });
  await expect(page.getByTestId("frames-2-host")).toHaveAttribute("data-value", "0");
  await checkSolved(page, exercise);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { LabRun } from "../app/sim/run/record";

type Column = "vm" | "container" | "pv";

/** Booting by BIOS is the longest thing here; on two slow cores it takes half a minute. */
const bootTimeout = 60_000;

const power = (page: Page, column: Column) => page.getByTestId(`power-${column}`);

async function waitForPrompt(page: Page, column: Column): Promise<void> {
  await expect(power(page, column)).toHaveAttribute("data-value", "running", { timeout: bootTimeout });
}

async function waitForTerminal(page: Page, column: Column): Promise<void> {
  await expect(page.getByTestId(`terminal-${column}`)).toHaveAttribute("data-open", "true");
}

const record = (page: Page): Promise<LabRun> => page.evaluate(() => window.triptych!.record());

async function consoleOf(page: Page, column: Column): Promise<string> {
  const { guests } = await record(page);
  return guests.find((guest) => guest.column === column)?.console ?? "";
}

/** Types as a learner does: into the terminal that has been clicked. */
async function typeInto(page: Page, column: Column, text: string): Promise<void> {
  await waitForTerminal(page, column);
  await page.getByTestId(`terminal-${column}`).click();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

const onScreen = (page: Page, column: Column) =>
  page.getByTestId(`terminal-${column}`).locator(".xterm-rows");

function failOnPageErrors(page: Page): void {
  page.on("pageerror", (error) => {
    throw error;
  });
}

test.beforeEach(({ page }) => failOnPageErrors(page));

async function bootEachWay(page: Page, ways: readonly string[]): Promise<void> {
  await page.goto("/workbench/");
  for (const [before, via] of ways.entries()) {
    await page.getByTestId(`via-vm-${via}`).check();
    await page.getByTestId("boot-vm").click();
    await expect
      .poll(async () => (await record(page)).boots.length, { timeout: bootTimeout })
      .toBe(before + 1);
    await waitForPrompt(page, "vm");

    const answers = [/Linux \S+ \d+\.\d+/, /Mem:\s+\d+/, /\[\s*\d+\.\d+\]/];
    await typeInto(page, "vm", "uname -a; free -m; dmesg | tail -1");
    for (const answer of answers) {
      await expect.poll(() => consoleOf(page, "vm")).toMatch(answer);
      await expect(onScreen(page, "vm")).toContainText(answer);
    }

    const { boots } = await record(page);
    const shown = Number(await page.getByTestId("boot-ms-vm").getAttribute("data-value"));
    expect(boots[before]).toMatchObject({ via, track: "vm", virtualMs: shown });
    expect(shown).toBeGreaterThan(0);
    for (const { name, virtualMs } of boots[before]!.phases) {
      await expect(page.getByTestId(`phase-vm-${name}`)).toHaveAttribute("data-value", String(virtualMs));
    }
    await expect(power(page, "pv")).toHaveAttribute("data-value", "off");
  }
}

test("boots the VM directly and from a snapshot, and it answers what a learner types", ({ page }) =>
  bootEachWay(page, ["direct", "snapshot"]));

test("boots the VM by BIOS, and it answers what a learner types", { tag: "@soak" }, ({ page }) =>
  bootEachWay(page, ["bios"]),
);

test("one button starts all three, and the comparison says what was found", async ({ page }) => {
  await page.goto("/workbench/");
  await expect(page.getByTestId("comparison")).toHaveCount(0);
  await expect(page.getByTestId("boot-all")).toHaveText("Start all three");
  await page.getByTestId("boot-all").click();
  await Promise.all([waitForPrompt(page, "vm"), waitForPrompt(page, "pv"), waitForPrompt(page, "container")]);
  await expect(page.getByTestId("boot-all")).toHaveText("All three on");
  const { boots, starts } = await record(page);
  const all = [...boots, ...(starts ?? [])].sort((a, b) => a.virtualMs - b.virtualMs);
  expect(all).toHaveLength(3);
  const [fast, slow] = [all[0], all.at(-1)];
  await expect(page.getByTestId("comparison").getByRole("heading")).toContainText(
    `${slow!.virtualMs.toFixed(2)} ms against ${fast!.virtualMs.toFixed(2)} ms`,
  );
  for (const column of ["vm", "pv"] as const) {
    const exits = Number(await page.getByTestId(`exits-${column}`).getAttribute("data-value"));
    expect(exits).toBeGreaterThan(0);
  }
  await page.getByTestId("comparison").locator("summary").click();
  await expect(page.getByTestId("comparison").getByRole("table")).toContainText("system calls");
});

test("a container starts, answers what is typed, shows its calls, and ends with its shell", async ({
  page,
}) => {
  await page.goto("/workbench/?columns=container,vm&via=snapshot");
  await page.getByTestId("boot-container").click();
  await waitForPrompt(page, "container");
  const { starts } = await record(page);
  await expect(page.getByTestId("boot-ms-container")).toHaveAttribute(
    "data-value",
    String(starts![0]!.virtualMs),
  );
  for (const { name, virtualMs } of starts![0]!.phases)
    await expect(page.getByTestId(`phase-container-${name}`)).toHaveAttribute(
      "data-value",
      String(virtualMs),
    );
  const own = page.getByTestId("layer-inodes-container-own");
  await expect(own).toHaveAttribute("data-value", "0");
  await typeInto(page, "container", "mkdir /tmp/mine-$((40+2)); ls /tmp; ps");
  await expect(onScreen(page, "container")).toContainText("mine-42");
  // /tmp is copied up, and the new directory is in it.
  await expect(own).toHaveAttribute("data-value", "2");
  await expect(onScreen(page, "container")).toContainText(/1 root .* sh/);
  await page.getByTestId("more-calls-container").click();
  await expect(page.getByTestId("calls-container-pivot_root")).toHaveAttribute("data-value", "1");

  await page.getByTestId("pause-container").click();
  await expect(power(page, "container")).toHaveAttribute("data-value", "paused");
  await page.getByTestId("resume-container").click();
  await expect(power(page, "container")).toHaveAttribute("data-value", "running");
  await typeInto(page, "container", "exit");
  await expect(power(page, "container")).toHaveText("Ended");
  await page.getByTestId("boot-container").click();
  await waitForPrompt(page, "container");
  expect((await record(page)).starts).toEqual([starts![0], starts![0]]);
});

test("the same address boots the same machine, to the instruction", async ({ page }) => {
  const bootOf = async () => {
    await page.goto("/workbench/?via=direct&seed=7&autoboot=vm");
    await waitForPrompt(page, "vm");
    return (await record(page)).boots[0];
  };
  const first = await bootOf();
  expect(first).toMatchObject({ seed: 7, via: "direct" });
  expect(await bootOf()).toEqual(first);
});

test("a reload during the boot leaves a page that boots", { tag: "@soak" }, async ({ page }) => {
  await page.goto("/workbench/?via=bios&autoboot=vm");
  await expect(power(page, "vm")).toHaveAttribute("data-value", "booting");
  await page.reload();
  await waitForPrompt(page, "vm");
  expect((await record(page)).boots).toHaveLength(1);
});

test("two tabs do not know of each other", { tag: "@soak" }, async ({ page, context }) => {
  const other = await context.newPage();
  for (const tab of [page, other]) await tab.goto("/workbench/?via=snapshot&autoboot=vm");
  for (const tab of [page, other]) await waitForPrompt(tab, "vm");
  await page.bringToFront();
  await typeInto(page, "vm", "echo first-$((40+2))");
  await expect.poll(() => consoleOf(page, "vm")).toContain("first-42");
  await other.bringToFront();
  await typeInto(other, "vm", "echo second-$((40+2))");
  await expect.poll(() => consoleOf(other, "vm")).toContain("second-42");
  expect(await consoleOf(page, "vm")).not.toContain("second");
  expect(await consoleOf(other, "vm")).not.toContain("first");
});

test("pause stops the clock, resume goes on, a saved state can be put back", async ({ page }) => {
  await page.goto("/workbench/?via=snapshot&autoboot=vm");
  await waitForPrompt(page, "vm");
  await typeInto(page, "vm", "echo kept > /tmp/note");
  await expect.poll(() => consoleOf(page, "vm")).toMatch(/note\r?\n(.*\n)*# $/);

  await page.getByTestId("pause-vm").click();
  await expect(power(page, "vm")).toHaveAttribute("data-value", "paused");
  const clock = () => page.getByTestId("virtual-ms-vm").getAttribute("data-value");
  const stopped = await clock();
  await page.waitForTimeout(500);
  expect(await clock()).toBe(stopped);
  await page.getByTestId("resume-vm").click();
  await expect.poll(clock).not.toBe(stopped);

  await page.getByTestId("snapshot-vm").click();
  const saved = page.getByTestId("snapshots-vm").getByRole("button", { name: /^Put back/ });
  await expect(saved).toHaveCount(1);
  await typeInto(page, "vm", "rm /tmp/note; ls /tmp/note");
  await expect.poll(() => consoleOf(page, "vm")).toContain("No such file");
  await saved.click();
  await expect(page.getByTestId("snapshots-vm")).toContainText("running from this one");
  await expect(onScreen(page, "vm")).not.toContainText("No such file");
  await typeInto(page, "vm", "cat /tmp/note");
  await expect.poll(() => consoleOf(page, "vm")).toMatch(/cat \/tmp\/note\r?\nkept/);
});

test("a crash is its own column's, and says what the guest left", async ({ page }) => {
  await page.goto("/workbench/?via=snapshot&autoboot=vm,pv");
  await Promise.all([waitForPrompt(page, "vm"), waitForPrompt(page, "pv")]);
  await typeInto(page, "pv", "echo c > /proc/sysrq-trigger");
  const crash = page.getByTestId("crash-pv");
  await expect(crash).toContainText("kernel panic");
  await expect(power(page, "pv")).toHaveAttribute("data-value", "crashed");
  await crash.getByText("Last lines on the console").click();
  await expect(crash.getByRole("region")).toContainText("Trigger a crash");
  await crash.getByText("Registers").click();
  await expect(crash).toContainText(/eip\s*[0-9a-f]{8}/);

  await typeInto(page, "vm", "echo alive-$((40+2))");
  await expect.poll(() => consoleOf(page, "vm")).toContain("alive-42");
  await page.getByTestId("boot-pv").click();
  await waitForPrompt(page, "pv");
  await expect(crash).toHaveCount(0);
});

const directImage = /\/images\/linux\/direct-[\w-]+\.img$/;

test("a damaged image is named, nothing hangs, and the next boot works", async ({ page }) => {
  await page.route(directImage, (route) => {
    const body = readFileSync(join("out", new URL(route.request().url()).pathname));
    for (let at = body.length >> 1; at < (body.length >> 1) + 16; at++) body[at] = body[at]! ^ 0xff;
    return route.fulfill({ body });
  });
  await page.goto("/workbench/");
  await page.getByTestId("boot-vm").click();
  const error = page.getByTestId("error-vm");
  await expect(error).toBeVisible();
  await expect(error).toHaveAttribute("role", "alert");
  await expect(error).toContainText(/images\/linux\/direct-/);
  await expect(power(page, "vm")).toHaveAttribute("data-value", "off");

  await page.getByTestId("via-pv-snapshot").check();
  await page.getByTestId("boot-pv").click();
  await waitForPrompt(page, "pv");
  await expect(error).toBeVisible();

  await page.unroute(directImage);
  await page.getByTestId("boot-vm").click();
  await waitForPrompt(page, "vm");
  await expect(error).toHaveCount(0);
});

test("a missing image is named with what the server said", async ({ page }) => {
  await page.route(directImage, (route) => route.fulfill({ status: 404, body: "Not found" }));
  await page.goto("/workbench/?autoboot=vm");
  await expect(page.getByTestId("error-vm")).toContainText("404");
  await expect(page.getByTestId("error-vm")).toContainText("What to do");
  await expect(power(page, "vm")).toHaveAttribute("data-value", "off");
});

test("an address that cannot be understood is answered in words, and the defaults stand", async ({
  page,
}) => {
  await page.goto("/workbench/?via=usb&seed=-1&autoboot=qm");
  const notices = page.getByTestId("url-notice");
  await expect(notices).toHaveCount(3);
  await expect(notices.nth(0)).toContainText("bios, direct, snapshot");
  await expect(notices.nth(1)).toContainText("0 to 4294967295");
  await expect(notices.nth(2)).toContainText("vm, container, pv");
  await expect(page.getByTestId("via-vm-direct")).toBeChecked();
  await expect(power(page, "vm")).toHaveAttribute("data-value", "off");
});

test("a browser without WebAssembly is told so", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "WebAssembly"));
  await page.goto("/workbench/");
  await expect(page.getByTestId("missing")).toContainText("WebAssembly");
  await expect(page.getByTestId("boot-all")).toHaveCount(0);
});

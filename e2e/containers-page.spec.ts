import { expect, type Page, test } from "@playwright/test";
import { helloImage } from "../app/container/i386.test-kit";
import { writeDockerArchive } from "../app/sim/runtime/image/write-image";
import { openContainers, type, viewOf } from "./containers-kit";
import { expectGoodLooks } from "./looks";

test.beforeEach(({ page }) => {
  page.on("pageerror", (error) => {
    throw error;
  });
});

const rowOf = (page: Page, kind: string) => page.getByTestId(`namespaces-${kind}`);
const written = (page: Page) => page.getByTestId("written");

async function typeExample(page: Page, name: string, lines: number): Promise<void> {
  await page.getByTestId("example").selectOption({ label: name });
  for (let line = 0; line < lines; line++) {
    const before = await page.getByTestId("next-line").textContent();
    await page.getByTestId("type-next").click();
    await expect(page.getByTestId("next-line")).not.toHaveText(before ?? "");
  }
}

test("a container by hand, then the same by docker run, and the pictures change", async ({ page }) => {
  await openContainers(page, "empty");
  await expect(page.getByTestId("own-namespaces")).toHaveAttribute("data-value", "0");
  await expect(page.getByTestId("inside-side")).toContainText("only one PID namespace");

  await typeExample(page, "A container by hand", 3);
  await expect(page.getByTestId("cgroup-/box")).toContainText("of 16.00 MiB");
  await expect(page.getByTestId("cgroup-/box")).toContainText("of 20");

  await page.getByTestId("type-next").click();
  await expect(page.getByTestId("own-namespaces")).toHaveAttribute("data-value", "6");
  const { processes } = await viewOf(page);
  const shell = processes.find(({ numbers }) => numbers.length === 2 && numbers[1] === 1)!;
  await expect(page.getByTestId(`inside-process-${shell.pid}`)).toContainText(`1 = ${shell.pid}`);
  await expect(page.getByTestId(`host-process-${shell.pid}`)).toContainText("/box");
  await expect(page.getByTestId("inside-process-1")).toHaveCount(0);
  await page.getByTestId(`inside-process-${shell.pid}`).hover();
  await expect(page.getByTestId(`host-process-${shell.pid}`)).toHaveAttribute("data-marked", "true");

  await type(page, "hostname box; echo named-$(hostname)", "named-box");
  await expect(rowOf(page, "uts")).toContainText("“box”");
  await expect(rowOf(page, "uts")).toContainText("“triptych”");
  await type(
    page,
    "mount --bind /tmp/box /tmp/box && cd /tmp/box && pivot_root . old && cd / && echo r=$?",
    "r=0",
  );
  await type(page, "/bin/mount -t proc proc /proc && /bin/umount -l /old; echo u=$?", "u=0");
  await page.getByTestId(`host-process-${shell.pid}`).click();
  await page.getByTestId("mounts-table").click();
  await expect(page.getByTestId("mounts").getByRole("row")).toHaveCount(3);
  await type(page, "exit", /exit/);
  await expect(page.getByTestId("own-namespaces")).toHaveAttribute("data-value", "0");

  await type(
    page,
    "docker run -d --name box --hostname boxed -m 16m --pids-limit 20 busybox sleep 100000 && echo d=$?",
    "d=0",
  );
  await expect(page.getByTestId("status-box")).toHaveText("running");
  await expect(rowOf(page, "uts")).toContainText("“boxed”");
  const { containers, starts } = await viewOf(page);
  const { id, pid } = containers[0]!;
  await expect(page.getByTestId(`inside-process-${pid}`)).toContainText(`1 = ${pid}`);
  await expect(page.getByTestId(`start-${id}`)).toBeVisible();
  await expect(page.getByTestId("start-hand")).toBeVisible();
  await page.getByTestId(`steps-${id}`).click();
  await expect(page.getByTestId(`start-${id}`).locator("tbody tr")).toHaveCount(starts[id]!.length);
  await page.getByTestId("steps-hand").click();
  await expect(page.getByTestId("start-hand")).toContainText("pivot_root");
  const length = async (key: string) =>
    Number(await page.getByTestId(`length-${key}`).getAttribute("data-value"));
  expect(await length(id)).toBeGreaterThan(await length("hand"));
  await page.getByTestId("phase-rootfs").click();
  await expect(page.getByTestId("phase-label")).toContainText("root file system");

  await expect(page.getByTestId("layer-users-box-image")).toHaveAttribute("data-value", "1");
  await type(page, "docker run -d --name too busybox sleep 100000 && echo e=$?", "e=0");
  for (const name of ["box", "too"])
    await expect(page.getByTestId(`layer-users-${name}-image`)).toHaveAttribute("data-value", "2");

  await page.getByTestId("kill-box").click();
  await expect(page.getByTestId("status-box")).toContainText("exited (137): 128 + 9: killed by SIGKILL");
  await page.getByTestId("rm-box").click();
  await expect(page.getByTestId("container-box")).toHaveCount(0);
});

test("memory.max kills, and the exit code is 137; a hostile image is refused in words", async ({ page }) => {
  await openContainers(page, "empty");
  await type(
    page,
    "docker run --name hungry -m 16m busybox dd if=/dev/zero of=/dev/null bs=64M count=1; echo code=$?",
    "code=137",
  );
  await expect(page.getByTestId("status-hungry")).toContainText("137");
  await expect(page.getByTestId("status-hungry")).toContainText("memory.max");

  const images = (await viewOf(page)).images.length;
  await page.getByTestId("image-file").setInputFiles({
    name: "../../evil.tar",
    mimeType: "application/x-tar",
    buffer: Buffer.from("this is no archive".repeat(100)),
  });
  await expect(page.getByTestId("error-image")).toContainText("docker load -i /root/evil.tar");
  expect((await viewOf(page)).images.length).toBe(images);
});

test("limits are moved by hand, and the file says so", async ({ page }) => {
  await openContainers(page, "noisy-neighbour");
  const { containers } = await viewOf(page);
  const { cgroup, pid } = containers.find(({ name }) => name === "noisy")!;
  const fileOf = async (name: "memory.max" | "cpu.max" | "cpu.weight" | "pids.max" | "cgroup.events") =>
    (await viewOf(page)).cgroups.find(({ path }) => path === cgroup)!.files[name];
  await page.getByTestId("look-noisy").click();
  await expect(page.getByTestId(`inside-process-${pid}`)).toBeVisible();

  await page.getByTestId("memory.max-field").fill("32");
  await page.getByTestId("memory.max-field").press("Enter");
  await expect(written(page)).toHaveText(`echo 33554432 > /sys/fs/cgroup${cgroup}/memory.max`);
  expect(await fileOf("memory.max")).toBe("33554432\n");

  await page.getByTestId("cpu.max-field").fill("25");
  await page.getByTestId("cpu.max-field").press("Enter");
  await expect.poll(() => fileOf("cpu.max")).toBe("25000 100000\n");
  await page.getByTestId("cpu.weight-slider").focus();
  await page.keyboard.press("Home");
  await expect.poll(() => fileOf("cpu.weight")).toBe("1\n");
  await page.getByTestId("pids.max-field").fill("many");
  await page.getByTestId("pids.max-field").press("Enter");
  await expect(page.getByTestId("limits").getByRole("alert")).toContainText("whole number");

  await page.getByTestId("freeze").click();
  await expect.poll(() => fileOf("cgroup.events")).toContain("frozen 1");
  await expect(page.getByTestId(`cgroup-${cgroup}`)).toHaveAttribute("data-frozen", "true");
  await page.getByTestId("freeze").click();
  await expect.poll(() => fileOf("cgroup.events")).toContain("frozen 0");
});

test("a published port is fetched from the host and from another container; the page looks good", async ({
  page,
}) => {
  await openContainers(page, "three-servers");
  await expect(page.getByTestId("container-web1")).toContainText("0.0.0.0:8081 → 80/tcp");
  await type(page, "wget -q -O - http://127.0.0.1:8081/ | grep -c works; echo h=$?", "h=0");
  await type(page, "docker run --rm --network lab busybox wget -q -O - http://web2/; echo c=$?", "c=0");
  await expect(page.getByTestId("terminal-0").locator(".xterm-rows")).toContainText("It works");

  await page.getByTestId("pause").click();
  await page.getByTestId("look-web1").click();
  await page.getByTestId("namespaces-table").click();
  await page.getByTestId("mounts-table").click();
  await page.getByTestId("starts").locator("summary").first().click();
  await expectGoodLooks(page);
});

test("an image of real programs says what it is, and runs in a real guest", async ({ page }) => {
  await openContainers(page, "empty");
  await page.getByTestId("image-file").setInputFiles({
    name: "hello.tar",
    mimeType: "application/x-tar",
    buffer: Buffer.from(writeDockerArchive([helloImage])),
  });
  const image = page.getByTestId("image-hello:latest");
  await expect(image).toContainText("Intel 80386");
  await image.getByTestId("run-in-guest-hello:latest").click();
  const answer = image.getByTestId("guest-answer-hello:latest");
  await expect(answer).toContainText("hello from i386", { timeout: 60_000 });
  await expect(answer).toContainText("status 7");
});

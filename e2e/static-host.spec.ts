/** The export on a plain static host, below a path that it was not built for: with no headers of its own, and cross-origin isolated. */
import { createReadStream, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { expect, type Page, test } from "@playwright/test";

const BELOW = "/some/sub/path/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Files of out/ as they are, a folder's index.html for the folder; everything that is asked for elsewhere is noted. */
function plainHost(headers: Readonly<Record<string, string>>, elsewhere: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const path = normalize(decodeURIComponent(pathname.slice(BELOW.length)));
    const file = join("out", path.endsWith("/") || path === "." ? join(path, "index.html") : path);
    if (!pathname.startsWith(BELOW) || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      elsewhere.push(pathname);
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { ...headers, "Content-Type": type });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const addressOf = (server: Server): string => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the host has no port");
  return `http://127.0.0.1:${address.port}`;
};

async function boots(page: Page, host: string): Promise<void> {
  await page.goto(`${host}${BELOW}workbench/?autoboot=vm&via=snapshot`);
  await expect(page.getByTestId("power-vm")).toHaveAttribute("data-value", "running", { timeout: 60_000 });
}

async function onHost(
  headers: Readonly<Record<string, string>>,
  visit: (address: string) => Promise<void>,
): Promise<void> {
  const elsewhere: string[] = [];
  const host = await plainHost(headers, elsewhere);
  try {
    await visit(addressOf(host));
    expect(elsewhere).toEqual([]);
  } finally {
    host.closeAllConnections();
    host.close();
  }
}

test("below a path of a plain host a guest boots, links stay below it, and an experiment runs", ({ page }) =>
  onHost({}, async (host) => {
    await boots(page, host);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page
      .getByRole("navigation", { name: "Site" })
      .getByRole("link", { name: "Experiments", exact: true })
      .click();
    await expect(page.getByTestId("experiments-view")).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`${BELOW}experiments/`);
    await page.getByTestId("input-instances").fill("5");
    await page.getByTestId("input-instances").press("Enter");
    await page.getByTestId("run").click();
    await expect(page.getByTestId("run-state")).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  }));

test("cross-origin isolated, a guest boots there too", ({ page }) =>
  onHost(ISOLATED, async (host) => {
    await boots(page, host);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  }));

/** The export made to run from any path, on a small one; e2e/static-host.spec.ts has the whole. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-anywhere-"));
  mkdirSync(join(folder, "_next/static/chunks"), { recursive: true });
  mkdirSync(join(folder, "lessons/one"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const RUNTIME = "_next/static/chunks/turbopack-0.js";
const make = () => spawnSync("node", ["scripts/anywhere.mjs", folder], { encoding: "utf8" });
const read = (path: string) => readFileSync(join(folder, path), "utf8");

const row = (text: string) => `<script>self.__next_f.push([1,${JSON.stringify(text)}])</script>`;
/** An address in the page's data is cut between two rows, as it may be. */
const PAGE = `<!DOCTYPE html><html><head><meta charSet="utf-8"/><script src="/_next/a.js"></script></head><body><a href="/host/">host</a><a href="//other.org/">away</a>${row('["/_ne')}${row('xt/static/b.js","/host/"]')}</body></html>`;

/** What the page hands to Next.js when it is at that address. */
function dataAt(html: string, href: string): string {
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, code]) => code);
  const run = new Function(
    "self",
    "location",
    "MutationObserver",
    "document",
    "addEventListener",
    `${scripts.map((code) => `with(self){${code}}`).join("\n")}`,
  );
  const self = { __next_f: [] as [number, string][] };
  const watcher = class {
    observe() {}
  };
  run(self, { href }, watcher, {}, () => {});
  return self.__next_f.map(([, text]) => text).join("");
}

test("a page finds its files and its data from where it is", () => {
  writeFileSync(join(folder, RUNTIME), 'x=>{if(e)return{src:e.getAttribute("src")}}');
  writeFileSync(join(folder, "lessons/one/index.html"), PAGE);
  const { status, stderr } = make();
  expect(status, stderr).toBe(0);
  const html = read("lessons/one/index.html");
  expect(html).toContain('src="../../_next/a.js"');
  expect(html).toContain('href="../../host/"');
  expect(html).toContain('href="//other.org/"');
  expect(html.indexOf("charSet")).toBeLessThan(html.indexOf("TURBOPACK_CHUNK_BASE_PATH"));
  expect(read(RUNTIME)).toBe("x=>{if(e)return{src:new URL(e.src).pathname}}");
  expect(dataAt(html, "http://host/some/sub/lessons/one/")).toBe('["/some/sub/_next/static/b.js","/host/"]');
  expect(dataAt(html, "http://host/lessons/one/")).toBe('["/_next/static/b.js","/host/"]');
  expect(make().status).toBe(0);
  expect(read("lessons/one/index.html")).toBe(html);
});

test("a runtime that looks otherwise than expected fails the build", () => {
  writeFileSync(join(folder, RUNTIME), "x=>0");
  expect(make()).toMatchObject({ status: 1, stderr: expect.stringContaining("static-host.spec.ts") });
});

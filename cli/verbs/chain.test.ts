/** `lab chain` as it is typed: real guests on an image that is brought; layers that are made first are in `npm run soak -- 5 chain`. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { callLab } from "../calls";

const folder = mkdtempSync(join(tmpdir(), "triptych-chain-verb-"));
afterAll(() => rmSync(folder, { recursive: true }));

const BASE_BYTES = 2 ** 20;
const base = join(folder, "base.raw");
writeFileSync(base, Buffer.alloc(BASE_BYTES, "what the guests begin on "));

it("prints the same each time: two guests on one image, each with what it wrote and nothing of the other's", async () => {
  const out = join(folder, "out");
  const args = ["chain", "--guests", "2", "--base", base, "--json"];
  const [first, second] = [await callLab(args), await callLab([...args, "--out", out])];
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(second.stdout).toBe(first.stdout);
  const { layers, guests, bytesPerGuest, checks } = JSON.parse(first.stdout);
  expect(layers).toEqual([{ name: "base.raw", fileBytes: BASE_BYTES }]);
  expect(checks).toEqual({ layersUnchanged: true, othersUnchanged: true, guestSeesTheSame: true });
  const [one, other] = guests;
  expect(one.layers[0].readBytes).toBeGreaterThanOrEqual(BASE_BYTES);
  expect(one.overlayDigest).not.toBe(other.overlayDigest);
  expect(one.writtenBlocks).toBe(1);
  expect(bytesPerGuest.rawCopy).toBe(BASE_BYTES);
  expect(bytesPerGuest.chain).toBe((BASE_BYTES + one.overlayBytes + other.overlayBytes) / 2);
  expect(bytesPerGuest.reflink).toBe(BASE_BYTES / 2 + 4096);
  expect(readdirSync(out).sort()).toEqual(["base.raw", "guest-1.qcow2", "guest-2.qcow2"]);
}, 240_000);

it.each([
  [["--guests", "25"], /--guests 25: a whole number from 1 to 24/],
  [["--base", "missing.raw"], /missing\.raw/],
  [["--base", base, "--upgrade"], /leave --base out/],
  [["4"], /what is "4"\?/],
])("refuses %j", async (args, message) => {
  const outcome = await callLab(["chain", ...args]);
  expect(outcome).toMatchObject({ status: 2, stdout: "" });
  expect(outcome.stderr).toMatch(message);
});

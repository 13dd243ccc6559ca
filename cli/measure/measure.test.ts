/** The committed table against the guest: its image, its rows, and a handful of counts, exactly. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MEASURED } from "@/app/sim/kernel/costs/measured";
import { measuredIds } from "./catalogue";
import { MeasuringGuest } from "./guest";
import { Measurer } from "./measure";
import { assemble } from "./program";
import { countSteps } from "./program-run";
import { tableText } from "./table";

const committed = (id: string) => MEASURED.rows.find((row) => row.id === id);

let guest: MeasuringGuest;
let measurer: Measurer;
beforeAll(async () => {
  guest = await MeasuringGuest.start();
  measurer = new Measurer(guest);
});
afterAll(() => guest.dispose());

describe("the table of measurements", () => {
  it("is of the image that is shipped", () => {
    const manifest = JSON.parse(readFileSync("public/images/manifest.json", "utf8"));
    expect(MEASURED.imageSha256).toBe(manifest.images.linux.files["snapshot-vm"].sha256);
    expect(guest.imageSha256).toBe(MEASURED.imageSha256);
  });

  it("has each measurement once, in the catalogue's order", () => {
    expect(MEASURED.rows.map(({ id }) => id)).toEqual(measuredIds());
    expect(new Set(measuredIds()).size).toBe(measuredIds().length);
  });

  it("is what its writer writes", () => {
    expect(readFileSync("app/sim/kernel/costs/measured.ts", "utf8")).toBe(tableText(MEASURED));
  });

  it.each([
    "getpid",
    "read.kib",
    "fork.call",
    "mount.tmpfs",
    "cgroup.mkdir",
    "unshare.net",
    "kbench.getpid",
    "sh.colon",
  ])("%s counts the same again", async (id) => {
    expect(await measurer.measure(id)).toEqual(committed(id));
  });
});

describe("a measuring program", () => {
  it("counts the same twice, and twice the work as twice the count", async () => {
    const source = {
      times: 8,
      turn: [
        { mark: "(settle)" },
        { mark: "one" },
        { call: "getpid" as const },
        { mark: "two" },
        { call: "getpid" as const },
        { call: "getpid" as const },
        { mark: "end" },
      ],
    };
    const counts = await countSteps(guest, source);
    expect(await countSteps(guest, source)).toEqual(counts);
    // Marks are known to a few instructions (docs/accuracy.md).
    expect(Math.abs(counts.get("two")!.instructions - 2 * counts.get("one")!.instructions)).toBeLessThan(8);
    expect(Math.abs(counts.get("end")!.instructions)).toBeLessThan(4);
  });

  it("that fails says which call and with which error", async () => {
    const source = { times: 2, turn: [{ mark: "missing" }, { call: "rmdir" as const, args: ["/nothing"] }] };
    await expect(countSteps(guest, source)).rejects.toThrow("status 2: call 1 failed");
  });

  it("cannot name what it does not have", () => {
    const unknown = { times: 1, turn: [{ call: "close" as const, args: [{ result: "file" }] }] };
    expect(() => assemble(unknown)).toThrow('nothing is called "file" yet');
    const many = { times: 1, turn: Array.from({ length: 300 }, (_, k) => ({ mark: `${k}` })) };
    expect(() => assemble(many)).toThrow("more steps than there are marks");
  });

  it("that there is not is an error", async () => {
    await expect(measurer.measure("nothing")).rejects.toThrow('nothing measures "nothing"');
  });
});

/** Disks in layers: every hint once, and what must and must not pass. */
import { describe, expect, it } from "vitest";
import type { ChainRecord } from "../run/chain-record";
import type { GuestRecord } from "../run/record";
import { everyColumnRun, guest, runOf } from "./fixtures";
import { masked, thinStart } from "./lesson-10";
import { chain, layer } from "./lesson-10-fixtures";
import { chainMeasures } from "./lesson-10-measures";
import type { Verdict } from "./verdict";

const passed = ({ marks }: Verdict) => marks.filter((mark) => mark.passed).map(({ id }) => id);
const on = (column: string, record: ChainRecord, over: Partial<GuestRecord> = {}) =>
  guest({ column, chain: record, ...over });
const judged = (...guests: GuestRecord[]) => thinStart(runOf([], guests));

const below = (read: number) => [layer("os.qcow2", 2400, read), layer("database.qcow2", 1100, 100)];
const thin = chain(...below(1300), layer("own", 320, 0));
const thick = chain(...below(1300), layer("own", 2000, 0));

describe("a thin start", () => {
  it("is two guests on the same two layers, both of which have read, and one of which has written", () => {
    expect(judged(on("vm", thick), on("vm2", thin)).passed).toBe(true);
    expect(judged(on("vm", thin), on("vm2", thick), on("vm3", thin)).passed).toBe(true);
  });

  it.each<[string, readonly GuestRecord[], readonly string[]]>([
    ["no-chain", [guest()], []],
    ["no-chain", [on("vm", thick, { state: "crashed" })], []],
    ["one-guest", [on("vm", thick)], []],
    ["other-layers", [on("vm", thick), on("vm2", chain(layer("own", 320, 0)))], []],
    [
      "few-layers",
      [
        on("vm", chain(layer("os.qcow2", 9, 9), layer("own", 2000, 0))),
        on("vm2", chain(layer("os.qcow2", 9, 9), layer("own", 320, 0))),
      ],
      [],
    ],
    ["not-read", [on("vm", thick), on("vm2", chain(...below(50), layer("own", 320, 0)))], ["same", "apart"]],
    ["not-apart", [on("vm", thin), on("vm2", thin)], ["same", "read"]],
  ])("is not there yet: %s", (code, guests, marks) => {
    const verdict = judged(...guests);
    expect([verdict.hint?.code, passed(verdict)]).toEqual([code, marks]);
  });
});

describe("a masked base", () => {
  const before = chain(layer("os.qcow2", 2400, 1300), layer("own", 16_700, 50));
  const asked = (record: ChainRecord | undefined, stdout = "alive\n", start = before) =>
    masked(
      runOf(
        [],
        [on("vm", start, { probes: { whole: { stdout, status: 0, ...(record && { chain: record }) } } })],
      ),
    );

  it("answers nothing when the whole disk is read, and the system on it runs", () => {
    expect(asked(chain(layer("os.qcow2", 2400, 1300), layer("own", 16_700, 16_400))).passed).toBe(true);
  });

  it("still answers where only most was written again", () => {
    const verdict = asked(chain(layer("os.qcow2", 2400, 1340), layer("own", 16_700, 16_400)));
    expect(verdict.hint).toEqual({
      code: "still-read",
      values: { column: "vm", kib: 40, layer: "os.qcow2" },
    });
    expect(passed(verdict)).toEqual(["layered", "alive"]);
  });

  it("is not believed of a guest without one, without a system, or that was not asked", () => {
    const alone = chain(layer("own", 2400, 0));
    expect(asked(alone, "alive\n", alone).hint?.code).toBe("alone");
    expect(asked(before, "").hint?.code).toBe("no-system");
    expect(asked(undefined).passed).toBe(false);
    expect(asked(chain(layer("other.qcow2", 1, 0), layer("own", 1, 0))).passed).toBe(false);
    expect(masked(runOf([])).hint?.code).toBe("no-chain");
  });
});

describe("the measures", () => {
  it("read the layers as they stood after each script", () => {
    const values = Object.fromEntries(
      Object.entries(chainMeasures).map(([id, of]) => [id, of(everyColumnRun())?.value]),
    );
    expect(values).toMatchObject({
      "chain-os-kb": 2432,
      "chain-start-kb": 320,
      "chain-lowest-share": 60,
      "chain-line-kb": 128,
      "chain-files-below-kb": 16,
      "chain-files-own-kb": 2352,
      "chain-blocks-below-kb": 0,
    });
    expect(Object.values(chainMeasures).map((of) => of(runOf([])))).toEqual(
      Object.keys(chainMeasures).map(() => undefined),
    );
  });
});

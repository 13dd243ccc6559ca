/** The recorded measurements against the machines: the image, and some of them again, exactly. */
import { describe, expect, test } from "vitest";
import { type GuestWay, RECORDED_SEED as SEED } from "@/app/sim/experiments/measurements";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { nodeHostEnvironment } from "../host/node";
import { nodeEnvironment, nodeImages } from "../lab/node";
import { measureContainer, measureGuest, measurePooled } from "./measure";
import { measureAll } from "./measure-all";

const environment = nodeEnvironment();

describe("what was recorded", () => {
  test("is of the image that is shipped", async () => {
    const image = await nodeImages().image("linux");
    expect(RECORDED.imageSha256).toBe(image.files.direct!.sha256);
  });

  test.each<GuestWay>(["pv-direct", "pv-snapshot", "unikernel-kv", "unikernel-hello"])(
    "%s counts the same again",
    async (way) => expect(await measureGuest(environment, way, SEED)).toEqual(RECORDED.guests[way]),
  );

  test("containers take the same again", () => {
    expect(measureContainer("crun", SEED)).toEqual(RECORDED.containers.crun);
    expect(measurePooled(SEED)).toBe(RECORDED.pooledMs);
  });
});

test("stopped, measuring has what there is and says what was left out", async () => {
  const seen: string[] = [];
  const { measurements, stopped } = await measureAll(
    {
      guests: environment,
      host: nodeHostEnvironment(),
      seed: SEED,
      starts: { together: [1], cores: 1, memory: true },
    },
    {
      at: (_step, _of, label) => seen.push(label),
      stopped: () => seen.length === 2,
      nextTurn: async () => {},
    },
  );
  expect(Object.keys(measurements.containers)).toEqual(["by hand", "crun"]);
  expect(measurements.guests).toEqual({});
  expect(stopped).toMatch(
    /^Stopped after 2 of 14 measurements; not measured: container, runc; .*a guest on the host\.$/,
  );
});

/** Two copies of one memory. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { SharedMemory, type SharedWrite } from "./shared-memory";

const SIZE = 16;

const contents = (memory: SharedMemory): number[] => Array.from({ length: SIZE }, (_, at) => memory.read(at));

const writes = fc.array(
  fc.record({
    by: fc.nat(1),
    offset: fc.nat(SIZE + 2),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    gapNs: fc.nat(3),
    /** How long the other takes to hear of it. */
    delayNs: fc.nat(8),
  }),
);

it("agree when both know of all writes, whenever they hear of each other's, and hold the last of each byte", () => {
  fc.assert(
    fc.property(writes, (sent) => {
      const copies = [new SharedMemory(SIZE), new SharedMemory(SIZE)] as const;
      const expected = new Array<{ byte: number; atNs: number }>(SIZE).fill({ byte: 0, atNs: -1 });
      const underWay: { to: SharedMemory; write: SharedWrite; thereNs: number }[] = [];
      let nowNs = 0;
      for (const { by, offset, bytes, gapNs, delayNs } of sent) {
        nowNs += gapNs;
        for (const one of underWay.filter(({ thereNs }) => thereNs <= nowNs)) one.to.write(one.write);
        const write = { offset, bytes, atNs: nowNs };
        copies[by === 0 ? 0 : 1].write(write);
        underWay.push({ to: copies[by === 0 ? 1 : 0], write, thereNs: nowNs + delayNs });
        bytes.forEach((byte, i) => {
          const last = expected[offset + i];
          if (last === undefined || (last.atNs === nowNs && last.byte > byte)) return;
          expected[offset + i] = { byte, atNs: nowNs };
        });
      }
      for (const { to, write } of underWay) to.write(write);
      const last = expected.map(({ byte }) => byte);
      expect(copies.map(contents)).toEqual([last, last]);
      const restored = new SharedMemory(SIZE);
      restored.load(JSON.parse(JSON.stringify(copies[0].save())));
      expect(contents(restored)).toEqual(last);
    }),
  );
});

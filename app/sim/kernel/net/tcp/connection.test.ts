import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../time/random";
import type { TcpSegment } from "../packets";
import { TcpConnection } from "./connection";
import type { TcpHost, TcpOutput } from "./host";

/** Two ends over a link that loses, delays and so reorders segments. */
class Pair {
  now = 0;
  private events: { readonly at: number; readonly order: number; readonly then: () => void }[] = [];
  private order = 0;
  readonly random: SeededRandom;
  readonly ends: [TcpConnection, TcpConnection | undefined];
  lossy = true;

  constructor(
    seed: number,
    private readonly loss: number,
    private readonly jitterNs: number,
    private readonly mss: number,
  ) {
    this.random = SeededRandom.fromSeed(seed);
    this.ends = [new TcpConnection(this.host(0), 4_294_967_000, mss), undefined];
    this.ends[0].start();
  }

  after(delay: number, then: () => void): { cancel(): void } {
    const event = { at: this.now + delay, order: this.order++, then };
    this.events.push(event);
    return {
      cancel: () => {
        this.events = this.events.filter((other) => other !== event);
      },
    };
  }

  private host(side: 0 | 1): TcpHost {
    return {
      nowNs: () => this.now,
      after: (delay, then) => this.after(delay, then),
      send: (output) => this.carry(side === 0 ? 1 : 0, output),
      changed: () => undefined,
      ended: () => undefined,
      limits: { synRetries: 30, synackRetries: 30, retries: 60, finTimeoutNs: 60e9 },
    };
  }

  private carry(to: 0 | 1, output: TcpOutput): void {
    if (this.lossy && this.random.fraction() < this.loss) return;
    const { flags } = output;
    const segment: TcpSegment = {
      sourcePort: 1,
      destinationPort: 2,
      sequence: output.sequence,
      acknowledgement: output.acknowledgement,
      syn: flags.syn === true,
      ack: flags.ack === true,
      fin: flags.fin === true,
      rst: flags.rst === true,
      psh: flags.psh === true,
      window: output.window,
      mss: output.mss,
      data: output.data.slice(),
    };
    this.after(1e6 + this.random.fraction() * this.jitterNs, () => {
      if (to === 1 && this.ends[1] === undefined) {
        if (!segment.syn) return;
        this.ends[1] = new TcpConnection(this.host(1), 17, this.mss, segment);
        this.ends[1].start();
      } else this.ends[to]!.receive(segment);
    });
  }

  /** Runs events until `done`; false if nothing is left or it takes too long. */
  until(done: () => boolean, each: () => void): boolean {
    for (let steps = 0; steps < 200_000 && !done(); steps++) {
      const next = this.events.reduce<(typeof this.events)[number] | undefined>(
        (best, event) =>
          best === undefined || event.at < best.at || (event.at === best.at && event.order < best.order)
            ? event
            : best,
        undefined,
      );
      if (next === undefined) return false;
      this.events = this.events.filter((event) => event !== next);
      this.now = next.at;
      next.then();
      each();
    }
    return done();
  }
}

function pattern(length: number, salt: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + salt + (at >> 8)) & 255);
}

describe("a TCP connection", () => {
  it("delivers exactly what was sent, in both directions, over links that lose and delay", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 12_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.constantFrom(100, 536, 1460),
        (seed, loss, jitterMs, there, back, mss) => {
          const pair = new Pair(seed, loss / 100, jitterMs * 1e6, mss);
          const wanted = [pattern(back, 7), pattern(there, 3)];
          const got: number[][] = [[], []];
          const left = [pattern(there, 3), pattern(back, 7)];
          const step = (): void => {
            pair.ends.forEach((end, side) => {
              if (end === undefined) return;
              if (end.canSend) {
                const part = left[side]!.slice(0, end.space);
                left[side] = left[side]!.slice(part.length);
                if (part.length > 0) end.write(part);
                if (left[side]!.length === 0) end.finish();
              }
              got[side]!.push(...end.read(4096));
            });
          };
          const done = (): boolean =>
            pair.ends.every(
              (end, side) => end?.incoming.closed === true && got[side]!.length >= wanted[side]!.length,
            );
          expect(pair.until(done, step)).toBe(true);
          expect(got.map((bytes) => Uint8Array.from(bytes))).toEqual(wanted);
          pair.lossy = false;
          pair.until(() => pair.ends.every((end) => end?.state === "CLOSED"), step);
          expect(pair.ends.map((end) => [end?.state, end?.error])).toEqual([
            ["CLOSED", undefined],
            ["CLOSED", undefined],
          ]);
        },
      ),
      { numRuns: 25 },
    );
  }, 20_000);

  it("closes in good order while less may be under way than is", () => {
    const sent: TcpOutput[] = [];
    const host: TcpHost = {
      nowNs: () => 0,
      after: () => ({ cancel: () => undefined }),
      send: (output) => {
        sent.push(output);
        if (sent.length > 100) throw new Error("It sends without end.");
      },
      changed: () => undefined,
      ended: () => undefined,
      limits: { synRetries: 5, synackRetries: 5, retries: 5, finTimeoutNs: 60e9 },
    };
    const connection = new TcpConnection(host, 0, 1460);
    connection.start();
    const answer: TcpSegment = {
      sourcePort: 2,
      destinationPort: 1,
      sequence: 0,
      acknowledgement: 1,
      syn: true,
      ack: true,
      fin: false,
      rst: false,
      psh: false,
      window: 60_000,
      mss: 1460,
      data: new Uint8Array(0),
    };
    connection.receive(answer);
    connection.write(pattern(8 * connection.mss, 1));
    // The first of eight segments is lost: duplicates halve the congestion window.
    for (let n = 0; n < 3; n++) connection.receive({ ...answer, syn: false, sequence: 1 });
    const before = sent.length;
    connection.finish();
    expect(sent.slice(before).map(({ sequence, flags }) => [sequence, flags.fin])).toEqual([
      [1 + 8 * connection.mss, true],
    ]);
  });

  it("gives up on a link that carries nothing", () => {
    const pair = new Pair(1, 1, 0, 1460);
    pair.until(
      () => pair.ends[0].state === "CLOSED",
      () => undefined,
    );
    expect(pair.ends[0].error).toBe("ETIMEDOUT");
  });

  it("does not send more than the other side has room for", () => {
    const pair = new Pair(2, 0, 0, 1460);
    pair.until(
      () => pair.ends[1]?.established === true && pair.ends[0].established,
      () => undefined,
    );
    const [a, b] = pair.ends;
    let written = 0;
    for (let round = 0; round < 400; round++) {
      const part = Math.min(a.space, 4096);
      if (part > 0) a.write(pattern(part, written & 255));
      written += part;
      const stop = pair.now + 5e6;
      pair.until(
        () => pair.now > stop,
        () => undefined,
      );
    }
    expect(b!.incoming.length).toBeLessThanOrEqual(131_072);
    expect(b!.incoming.length).toBeGreaterThan(100_000);
    const before = b!.incoming.length;
    b!.read(before);
    const stop = pair.now + 2e9;
    pair.until(
      () => pair.now > stop,
      () => undefined,
    );
    expect(b!.incoming.length).toBeGreaterThan(10_000);
  });
});

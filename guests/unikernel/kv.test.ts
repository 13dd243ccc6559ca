/** kv serves over its own stack: what it stores it gives back, and no frame from the cable can make it stop. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type SmallRun, smallMachine } from "../small.test-kit";
import { Client, Peer } from "./peer.test-kit";

async function served(): Promise<Peer> {
  const guest = await smallMachine("kv");
  guest.run(5);
  expect(guest.events.some((event) => event.type === "ready")).toBe(true);
  const peer = new Peer(guest);
  peer.resolve();
  return peer;
}

describe("kv", () => {
  let peer: Peer;
  let port = 2000;
  const client = () => {
    const c = new Client(peer, port++);
    c.connect();
    return c;
  };
  beforeAll(async () => {
    peer = await served();
  });

  it("is up within a tenth of a virtual millisecond and 100 exits, without touching an emulated device", async () => {
    const guest: SmallRun = await smallMachine("kv");
    guest.run(5);
    const { boot } = guest.machine;
    expect(boot!.virtualMs).toBeLessThan(0.1);
    expect(Object.keys(boot!.exits).sort()).toEqual(["hypervisor", "virtio-net"]);
    const exits = Object.values(boot!.exits).reduce((sum, { reads, writes }) => sum + reads + writes, 0);
    expect(exits).toBeLessThanOrEqual(100);
  });

  it("answers a ping with the same bytes", () => {
    for (const length of [0, 1, 56, 1400]) {
      const data = Array.from({ length }, (_, i) => (i * 7) & 255);
      peer.send(peer.ping(data));
      const reply = peer.hear().find((frame) => frame[23] === 1);
      expect(reply?.[34]).toBe(0);
      expect(reply?.slice(42, 42 + length)).toEqual(data);
    }
  });

  it("keeps what it is told, replaces it, and forgets it", () => {
    const c = client();
    expect(c.ask("GET a")).toBe("NONE\r\n");
    expect(c.ask("SET a one two")).toBe("OK\r\n");
    expect(c.ask("GET a")).toBe("VALUE one two\r\n");
    expect(c.ask("SET a ")).toBe("OK\r\n");
    expect(c.ask("GET a")).toBe("VALUE \r\n");
    expect(c.ask("COUNT")).toBe("COUNT 1\r\n");
    expect(c.ask("DEL a")).toBe("OK\r\n");
    expect(c.ask("DEL a")).toBe("NONE\r\n");
    for (const wrong of ["", "GET", "SET", "GET  a", "get a", "DEL a b", `GET ${"k".repeat(65)}`])
      expect(c.ask(wrong)).toBe("ERROR\r\n");
    expect(c.ask(`SET a ${"v".repeat(1025)}`)).toBe("ERROR\r\n");
    expect(c.ask(`SET a ${"v".repeat(5000)}`)).toBe("ERROR\r\n");
    expect(c.ask(`SET a ${"v".repeat(1024)}`)).toBe("OK\r\n");
    expect(c.ask("GET a")).toBe(`VALUE ${"v".repeat(1024)}\r\n`);
    expect(c.ask("DEL a")).toBe("OK\r\n");
    c.close();
    expect(c.finished).toBe(true);
  });

  it("gives the same answers however the bytes are cut, and if every segment comes twice", () => {
    const requests = ["SET k 1", "GET k", "SET k 22", "GET k", "DEL k", "GET k"];
    const expected = "OK\r\nVALUE 1\r\nOK\r\nVALUE 22\r\nOK\r\nNONE\r\n";
    for (const segmentBytes of [1, 3, 1400])
      for (const twice of [false, true]) {
        const c = client();
        c.write(requests.map((line) => `${line}\r\n`).join(""), { segmentBytes, twice });
        expect(c.read()).toBe(expected);
        c.close();
      }
  });

  it("sends again what was not acknowledged, and closes a connection that never answers", async () => {
    const alone = await served();
    const c = new Client(alone, 4000);
    c.connect();
    c.write("COUNT\r\n");
    const heard = alone.segments(alone.hear(1000), 4000).filter(({ data }) => data.length > 0);
    expect(heard.length).toBeGreaterThan(1);
    expect(new Set(heard.map(({ sequence }) => sequence)).size).toBe(1);
    alone.hear(60_000);
    expect(alone.hear(60_000)).toEqual([]);
    const other = new Client(alone, 4001);
    other.connect();
    expect(other.ask("COUNT")).toBe("COUNT 0\r\n");
  });

  it("waits for a reader that has no room, and loses nothing", () => {
    const c = new Client(peer, port++, 7000, 100);
    c.connect();
    c.write(`SET big ${"x".repeat(1000)}\r\n`);
    c.read();
    let heard = "";
    c.write("GET big\r\n".repeat(3));
    for (let n = 0; n < 100 && heard.length < 3 * 1008; n++) heard += c.read(1);
    expect(heard).toBe(`VALUE ${"x".repeat(1000)}\r\n`.repeat(3));
    expect(c.ask("DEL big")).toBe("OK\r\n");
    c.close();
  });

  it("holds as many keys as it says and no more", async () => {
    const c = new Client(await served(), 3000);
    c.connect();
    const replies: string[] = [];
    for (let n = 0; n < 1025; n++) replies.push(c.ask(`SET key${n} ${n}`));
    expect(replies.filter((reply) => reply === "OK\r\n")).toHaveLength(1024);
    expect(replies.at(-1)).toBe("FULL\r\n");
    expect(c.ask("DEL key7")).toBe("OK\r\n");
    expect(c.ask("SET other 1")).toBe("OK\r\n");
    expect(c.ask("GET key1023")).toBe("VALUE 1023\r\n");
  });

  it("survives any frame: after damaged, cut and random ones it serves as before", () => {
    const sample = () => [
      peer.arpRequest(),
      peer.ping([1, 2, 3]),
      peer.segment(2999, 7000, { flags: 2, sequence: 5 }, [2, 4, 5, 0]),
      peer.segment(2999, 7000, { flags: 24, sequence: 6, data: [71, 69, 84, 10] }),
    ];
    const damaged = fc
      .tuple(fc.nat(3), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.option(fc.nat(80)))
      .map(([which, changes, cut]) => {
        const frame = sample()[which]!;
        for (const [at, value] of changes) frame[at % frame.length] = value;
        return cut === null ? frame : frame.slice(0, cut);
      })
      .chain((frame) => fc.constantFrom(frame, peer.repaired(frame)));
    const noise = fc.array(fc.nat(255), { maxLength: 1514 }).map((bytes) => [...peer.guestMac, ...bytes]);
    fc.assert(
      fc.property(fc.array(fc.oneof(damaged, noise), { maxLength: 20 }), (frames) => {
        for (const frame of frames) peer.send(frame);
        peer.hear(1);
        expect(peer.guest.machine.status).toBe("on");
      }),
      { numRuns: 100, seed: 1 },
    );
    peer.hear(60_000);
    const c = client();
    expect(c.ask("SET still here")).toBe("OK\r\n");
    expect(c.ask("GET still")).toBe("VALUE here\r\n");
    expect(peer.guest.console()).not.toContain("panic");
  });
});

/** The agent's wire protocol, and scripts through it in a real guest: byte for byte. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import {
  AgentLink,
  AgentSession,
  encodeFrame,
  type Frame,
  FrameDecoder,
  Reply,
  Request,
  SCRIPT_CHUNK_BYTES,
} from "./agent";
import { readyLinux, text } from "./v86/machine.test-kit";

function decode(bytes: Iterable<number>): Frame[] {
  const frames: Frame[] = [];
  const decoder = new FrameDecoder((frame) => frames.push(frame));
  for (const byte of bytes) decoder.push(byte);
  return frames;
}

const aFrame = fc.record({
  type: fc.integer({ min: 0, max: 255 }),
  payload: fc.uint8Array({ maxLength: 300 }),
});

describe("frames", () => {
  it("come back as they were sent", () => {
    fc.assert(
      fc.property(fc.array(aFrame), (sent) => {
        const stream = sent.flatMap(({ type, payload }) => [...encodeFrame(type, payload)]);
        expect(decode(stream).map(({ type, payload }) => ({ type, payload: [...payload] }))).toEqual(
          sent.map(({ type, payload }) => ({ type, payload: [...payload] })),
        );
      }),
    );
  });

  it("survive noise in front of them", () => {
    const noise = fc.array(fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 0x54));
    fc.assert(
      fc.property(noise, aFrame, (before, frame) => {
        const got = decode([...before, ...encodeFrame(frame.type, frame.payload)]);
        expect(got.map((f) => f.type)).toEqual([frame.type]);
      }),
    );
  });

  it("never make the decoder throw or hoard memory", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        for (const { payload } of decode(bytes)) expect(payload.length).toBeLessThanOrEqual(1 << 16);
      }),
    );
  });
});

describe("the host's end of the channel", () => {
  const script = new Uint8Array(2 * SCRIPT_CHUNK_BYTES);
  const said = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });

  it("can be saved between any two bytes, the script that is under way too", () => {
    fc.assert(
      fc.property(said, fc.nat(), (lines, cut) => {
        const ack = encodeFrame(Reply.ack);
        const stream = [
          encodeFrame(Reply.ready),
          ...[ack, ack, ack, ack],
          ...lines.map((line) => encodeFrame(Reply.stdout, line)),
          encodeFrame(Reply.exit, Uint8Array.of(3, 0, 0, 0)),
        ].flatMap((frame) => [...frame]);
        const at = cut % (stream.length + 1);
        const sent: number[] = [];
        const send = (frame: Uint8Array) => sent.push(frame[2]!);
        const link = new AgentLink();
        const session = new AgentSession(script, send);
        link.use(session);
        for (const byte of stream.slice(0, at)) link.byte(byte);
        const saved = JSON.parse(JSON.stringify({ link: link.save(), session: session.save() }));
        const other = new AgentLink();
        other.load(saved.link);
        let ended = at === stream.length;
        const resumed = new AgentSession(saved.session, send, undefined, () => {
          ended = true;
        });
        other.use(resumed);
        for (const byte of stream.slice(at)) other.byte(byte);
        expect(sent).toEqual([Request.begin, Request.chunk, Request.chunk, Request.run]);
        expect([...concatBytes(resumed.stdout)]).toEqual(lines.flatMap((line) => [...line]));
        expect(ended).toBe(true);
      }),
    );
  });

  it("starts a script when the agent comes, and only once", () => {
    const link = new AgentLink();
    const sent: number[] = [];
    link.use(new AgentSession(script, (frame) => sent.push(frame[2]!)));
    expect(sent).toEqual([]);
    for (let i = 0; i < 2; i++) for (const byte of encodeFrame(Reply.ready)) link.byte(byte);
    expect(sent).toEqual([Request.begin]);
    expect(link.ready).toBe(true);
  });
});

describe("a session", () => {
  it("sends the next piece of the script only when the last was acknowledged", () => {
    const sent: number[] = [];
    const session = new AgentSession(new Uint8Array(2 * SCRIPT_CHUNK_BYTES + 1), (frame) =>
      sent.push(frame[2]!),
    );
    session.start();
    const ack = { type: Reply.ack, payload: new Uint8Array(0) };
    for (let i = 0; i < 4; i++) {
      expect(sent).toHaveLength(i + 1);
      session.receive(ack);
    }
    expect(sent).toEqual([Request.begin, Request.chunk, Request.chunk, Request.chunk, Request.run]);
    session.receive(ack);
    expect(sent).toHaveLength(5);
  });
});

describe.each(["vm", "pv"] as const)("scripts in a guest of the %s track", (track) => {
  const limit = { timeoutNs: 120e9 };
  /** Interpreted: its scripts are over before they would have been compiled. */
  const ready = () => readyLinux({ track, jit: "never" });

  it("answer with their own bytes and status", async () => {
    const guest = await ready();
    const run = async (script: string) => {
      const { stdout, stderr, status } = await guest.exec(script, limit);
      return [text(stdout), text(stderr), status];
    };
    expect(await run("echo out; echo err >&2; exit 3")).toEqual(["out\n", "err\n", 3]);
    expect(await run("printf 'no newline'")).toEqual(["no newline", "", 0]);
    expect(await run("kill -9 $$")).toEqual(["", "", 137]);
    expect(await run("")).toEqual(["", "", 0]);
    expect(await run(`# ${"long comment ".repeat(700)}\necho end`)).toEqual(["end\n", "", 0]);
    expect((await run("no-such-program"))[2]).toBe(127);
    expect(await run("cat")).toEqual(["", "", 0]);
  });

  it("may write any byte, and much of it", async () => {
    const guest = await ready();
    const bytes = Array.from({ length: 256 }, (_, i) => i);
    const escapes = bytes.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`);
    const all = await guest.exec(`printf '${escapes.join("")}'`, limit);
    expect([...all.stdout]).toEqual(bytes);
    const much = await guest.exec("dd if=/dev/zero bs=1024 count=256 2>/dev/null | tr '\\0' 'x'", limit);
    expect(much.stdout.length).toBe(256 * 1024);
    expect(much.stdout.every((byte) => byte === 0x78)).toBe(true);
  });

  it("are stopped when their virtual time runs out, and the guest can be used again", async () => {
    const guest = await ready();
    const { timedOut, status, stdout } = await guest.exec("echo begun; while :; do :; done", {
      timeoutNs: 5e6,
    });
    expect({ timedOut, status, stdout: text(stdout) }).toEqual({
      timedOut: true,
      status: undefined,
      stdout: "begun\n",
    });
    const again = await guest.exec("echo alive", limit);
    expect(text(again.stdout)).toBe("alive\n");
  });

  it("take the same virtual time, however they are watched", async () => {
    const quiet = await ready();
    const watched = await ready();
    const seen: string[] = [];
    const script = "for i in 1 2 3; do echo $i; sleep 0.1; done";
    const a = await quiet.exec(script, limit);
    const b = await watched.exec(script, { ...limit, onOutput: (_stream, bytes) => seen.push(text(bytes)) });
    expect(b).toEqual(a);
    expect(seen.join("")).toBe("1\n2\n3\n");
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { Balloon } from "./balloon";
import { GuestMemory } from "./guest-memory";
import { HostMemory } from "./host-memory";

function guestOn(host: HostMemory, frames = 1024): GuestMemory {
  const space = host.addSpace(host.addCgroup());
  const first = host.map(space, { pages: frames, kind: "anonymous", mergeable: true });
  return new GuestMemory(host, space, first, { frames, kernelFrames: 64 });
}

test("containers of one kernel share a cached page, guests do not", () => {
  const host = new HostMemory({ frames: 8192 });
  const file = host.openFile("host", "/lib/libc.so", 100, 7);
  for (const cgroup of [host.addCgroup(), host.addCgroup(), host.addCgroup()]) {
    const space = host.addSpace(cgroup);
    const at = host.map(space, { pages: 100, kind: "private-file", file });
    for (let page = 0; page < 100; page++) host.touch(space, at + page, false);
  }
  expect(host.view().fileFrames).toBe(100);
  for (let n = 0; n < 3; n++) {
    const guest = guestOn(host);
    const inside = guest.kernel.openFile("guest", "/lib/libc.so", 100, 7);
    const space = guest.kernel.addSpace(guest.kernel.addCgroup());
    const at = guest.kernel.map(space, { pages: 100, kind: "private-file", file: inside });
    expect(guest.touch(space, at, false)).toMatchObject({ guest: "file-read", host: "zero-fill" });
    expect(guest.touch(space, at, false)).toMatchObject({ guest: "none", host: "none", hostNs: 0 });
    for (let page = 1; page < 100; page++) guest.touch(space, at + page, false);
    expect(guest.kernel.view().fileFrames).toBe(100);
  }
  expect(host.view()).toMatchObject({ fileFrames: 100, anonFrames: 300 });
  host.check();
});

test("the same file has the same bytes in two guests, a written page its own", () => {
  const host = new HostMemory({ frames: 8192 });
  const contents = [guestOn(host), guestOn(host)].map((guest) => {
    const file = guest.kernel.openFile("guest", "/bin/sh", 10, 3);
    const cgroup = guest.kernel.addCgroup();
    guest.boot(99);
    guest.readFile(cgroup, file, 4);
    guest.readFile(cgroup, file, 5, true);
    const behind = (page: number) => {
      const { spaces, tables, frames } = host.machine;
      return frames.content[tables.target[spaces.find(spaces.get(guest.space), guest.firstPage + page)]!];
    };
    const { files } = guest.kernel.machine;
    return [behind(0), behind(files.cached(files.get(file), 4)), behind(files.cached(files.get(file), 5))];
  });
  expect(contents[0]![0]).toBe(contents[1]![0]);
  expect(contents[0]![1]).toBe(contents[1]![1]);
  expect(contents[0]![2]).not.toBe(contents[1]![2]);
});

test("what a guest's process frees stays the guest's until a balloon gives it back", () => {
  const host = new HostMemory({ frames: 8192 });
  const guest = guestOn(host);
  guest.boot(1);
  const space = guest.kernel.addSpace(guest.kernel.addCgroup());
  const at = guest.kernel.map(space, { pages: 500, kind: "anonymous" });
  for (let page = 0; page < 500; page++) guest.touch(space, at + page, true);
  expect(host.view().anonFrames).toBe(564);
  guest.kernel.kill(space);
  expect(guest.kernel.view().freeFrames).toBe(960);
  expect(host.view().anonFrames).toBe(564);
  expect(guest.idlePages()).toBe(500);
  const balloon = new Balloon(guest, guest);
  // 960 frames are free in the guest; 16, its watermark, it keeps.
  expect(guest.available()).toBe(944);
  balloon.setTarget(900);
  for (let now = 0; now < Number.POSITIVE_INFINITY; ) now = balloon.wake(now).nextWakeNs;
  expect(balloon.pages).toBe(900);
  expect(guest.idlePages()).toBeLessThanOrEqual(60);
  expect(host.view().anonFrames).toBe(64 + guest.idlePages());
  host.check();
  guest.kernel.check();
});

test("a guest continues from a save, and the host's source of contents is not turned back", () => {
  const host = new HostMemory({ frames: 4096 });
  const guest = guestOn(host);
  const space = guest.kernel.addSpace(guest.kernel.addCgroup());
  const at = guest.kernel.map(space, { pages: 20, kind: "anonymous" });
  guest.touch(space, at, true);
  const saved = guest.save();
  guest.touch(space, at + 1, true);
  const counted = host.machine.frames.contents.save();
  guest.load(saved);
  expect(host.machine.frames.contents.save()).toBe(counted);
  expect(guest.touch(space, at, true).guest).toBe("none");
  expect(guest.touch(space, at + 1, true)).toMatchObject({ guest: "zero-fill", host: "none" });
  guest.kernel.check();
});

test("a guest that the host kills says so", () => {
  const host = new HostMemory({ frames: 4096 });
  const cgroup = host.addCgroup(0, { max: 50 });
  const space = host.addSpace(cgroup);
  const first = host.map(space, { pages: 1024, kind: "anonymous" });
  const guest = new GuestMemory(host, space, first, { frames: 1024 });
  const inside = guest.kernel.addSpace(guest.kernel.addCgroup());
  const at = guest.kernel.map(inside, { pages: 100, kind: "anonymous" });
  for (let page = 0; page < 50; page++) expect(guest.touch(inside, at + page, true).killed).toBe(false);
  expect(guest.touch(inside, at + 50, true)).toMatchObject({ host: "oom", killed: true });
  expect(host.hasSpace(space)).toBe(false);
});

const guestSteps = fc.array(
  fc.record({
    do: fc.constantFrom("touch", "read", "fork", "kill", "balloon", "save"),
    guest: fc.nat(1),
    at: fc.nat(300),
    run: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: 10, maxLength: 40, size: "max" },
);

test("random work in two guests with balloons keeps law 2 in both kernels and on the host", () => {
  fc.assert(
    fc.property(guestSteps, (history) => {
      const host = new HostMemory({ frames: 900, swapPages: 300 });
      const guests = [guestOn(host, 600), guestOn(host, 600)].map((guest) => ({
        guest,
        balloon: new Balloon(guest, guest),
        cgroup: guest.kernel.addCgroup(),
        file: guest.kernel.openFile("guest", "data", 400, 1),
      }));
      for (const step of history) {
        const { guest, balloon, cgroup, file } = guests[step.guest]!;
        const { kernel } = guest;
        const spaces = [...kernel.machine.spaces.all()];
        const space = spaces[step.at % Math.max(1, spaces.length)];
        if (step.do === "read")
          for (let page = step.at; page < step.at + step.run; page++)
            guest.readFile(cgroup, file, page, page % 3 === 0);
        else if (step.do === "balloon") {
          balloon.setTarget(step.at);
          for (let n = 0; n < 4; n++) balloon.wake(n);
        } else if (step.do === "save") kernel.load(kernel.save());
        else if (!space) {
          const fresh = kernel.addSpace(cgroup);
          kernel.map(fresh, { pages: 400, kind: "anonymous" });
        } else if (step.do === "kill") kernel.kill(space.id);
        else if (step.do === "fork") kernel.fork(space.id);
        else
          for (let page = step.at; page < step.at + step.run && kernel.hasSpace(space.id); page++)
            expect(guest.touch(space.id, page, true).killed).toBe(false);
        host.check();
        kernel.check();
        // What a frame of the guest's process holds is what the host's page behind it holds.
        const { frames } = kernel.machine;
        const { spaces: outer, tables, frames: hostFrames, swap } = host.machine;
        for (let frame = 0; frame < guest.pages; frame++) {
          if (frames.mapCount[frame] === 0) continue;
          const entry = outer.find(outer.get(guest.space), guest.firstPage + frame);
          const slot = tables.slotOf(entry);
          const held = slot < 0 ? hostFrames.content[tables.target[entry]!] : swap.content[slot];
          if (held !== frames.content[frame]) throw new Error(`guest frame ${frame} differs on the host`);
        }
      }
    }),
    { numRuns: 15 },
  );
});

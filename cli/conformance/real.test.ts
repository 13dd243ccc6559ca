import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compare } from "./compare";
import { readCorpus, sampled } from "./corpus";
import { RealWorld } from "./real";
import { readAnswers } from "./recorded";

/** Which scripts the real guest is asked again; another number asks others. */
const SEED = 4;

describe("the real guest", () => {
  let real: RealWorld;
  beforeAll(async () => {
    real = await RealWorld.boot();
  });
  afterAll(() => real.dispose());

  const run = (source: string) => real.run(new TextEncoder().encode(source));

  it("finds nothing that another script left behind", async () => {
    const probe = "ls /tmp; hostname; echo $$; mount | wc -l";
    const before = await run(probe);
    await run("touch /tmp/left; hostname changed; mount -t tmpfs none /mnt; sleep 100 &");
    expect(await run(probe)).toEqual(before);
  });

  it("comes back after a script that switches it off or crashes it", async () => {
    const before = await run("echo here");
    expect((await run("poweroff -f; sleep 5")).status).toBe(null);
    expect(await run("echo here")).toEqual(before);
    expect((await run("echo c > /proc/sysrq-trigger; sleep 5")).status).toBe(null);
    expect(await run("echo here")).toEqual(before);
  });

  it("still answers as recorded", async () => {
    const answers = readAnswers();
    for (const script of sampled(readCorpus(), 5, SEED)) {
      const outcome = await real.run(script.bytes);
      expect(compare(answers[script.path]!, outcome, script.substitutions), script.path).toBeUndefined();
    }
  });
});

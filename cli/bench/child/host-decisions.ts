/**
 * A fresh process that makes scheduling decisions for a while; bundled by ../host.ts.
 *   node host-decisions.mjs <policy|host> <cfs|eevdf|credit|credit2> <entities>
 * Prints one JSON line: decisions and the processor time that they took.
 *
 * Both tasks do the same: `entities` in ten groups, each of which runs 50 µs and sleeps 1 µs, over and over, on 64 cores; so
 * nearly all are runnable all the time. "policy" calls the policy and nothing else; "host" is a whole host with its ledger.
 */
import { createScheduler } from "@/app/sim/cpu/create";
import { DEFAULT_GROUP, type EntityId, IDLE, type PolicyName, ROOT_GROUP } from "@/app/sim/cpu/scheduler";
import { CoreTimes } from "@/app/sim/host/core-times";
import { Host } from "@/app/sim/host/host";
import { cpuMs, scenarioOf } from "./host-kit";

const CORES = 64;
const GROUPS = 10;
const RUN_NS = 50_000;
const SLEEP_NS = 1_000;
const WARM_UP_MS = 500;
const MEASURED_MS = 700;
/** Between two looks at the clock. */
const BATCH = 20_000;

/** Goes on for about so many decisions and answers how many it has made so far. */
type Decide = (about: number) => number;

function policyAlone(policy: PolicyName, count: number): Decide {
  const scheduler = createScheduler(policy, { cores: CORES, threadsPerCore: 1, tickHz: 0, seed: 1 });
  const next = new CoreTimes(CORES);
  /** By core: up to when its current one is charged. By entity: what is left of its run. */
  const chargedNs = new Float64Array(CORES);
  const leftNs = new Float64Array(count).fill(RUN_NS);
  /** All sleep equally long, so whoever fell asleep first wakes first. */
  const sleepers = { entity: new Int32Array(count), atNs: new Float64Array(count), first: 0, held: 0 };
  let nowNs = 0;
  let decisions = 0;

  const charge = (core: number) => {
    const ranNs = nowNs - chargedNs[core]!;
    chargedNs[core] = nowNs;
    const entity = scheduler.current(core);
    if (entity === IDLE || ranNs === 0) return;
    leftNs[entity]! -= ranNs;
    scheduler.charge(core, ranNs, nowNs);
  };
  const pick = (core: number) => {
    decisions++;
    if (scheduler.resched[core] === 1) {
      scheduler.resched[core] = 0;
      scheduler.reschedCount--;
    }
    const entity = scheduler.pick(core, nowNs);
    chargedNs[core] = nowNs;
    const forNs =
      entity === IDLE ? Number.POSITIVE_INFINITY : Math.min(leftNs[entity]!, scheduler.budgetNs(core, nowNs));
    next.set(core, nowNs + forNs);
  };
  const sleep = (entity: EntityId) => {
    const at = (sleepers.first + sleepers.held++) % count;
    sleepers.entity[at] = entity;
    sleepers.atNs[at] = nowNs + SLEEP_NS;
  };
  const coreEvent = (core: number) => {
    charge(core);
    const entity = scheduler.current(core);
    if (entity !== IDLE && leftNs[entity]! <= 0) {
      scheduler.block(core, nowNs);
      leftNs[entity] = RUN_NS;
      sleep(entity);
    }
    pick(core);
  };
  const wakeFirst = () => {
    const entity = sleepers.entity[sleepers.first]!;
    sleepers.first = (sleepers.first + 1) % count;
    sleepers.held--;
    scheduler.wake(entity, nowNs);
  };
  const pickFlagged = () => {
    for (let core = 0; core < CORES && scheduler.reschedCount > 0; core++) {
      if (scheduler.resched[core] === 0) continue;
      charge(core);
      pick(core);
    }
  };
  const step = () => {
    const wakeNs = sleepers.held > 0 ? sleepers.atNs[sleepers.first]! : Number.POSITIVE_INFINITY;
    const timerNs = scheduler.nextTimerNs();
    nowNs = Math.min(wakeNs, timerNs, next.soonestNs);
    if (timerNs <= nowNs) {
      for (let core = 0; core < CORES; core++) charge(core);
      scheduler.runTimers(nowNs);
    } else if (wakeNs <= nowNs) wakeFirst();
    else coreEvent(next.soonest);
    while (scheduler.reschedCount > 0) pickFlagged();
  };

  scheduler.beforeWeighing = charge;
  for (let core = 0; core < CORES; core++) next.set(core, Number.POSITIVE_INFINITY);
  const groups = Array.from({ length: GROUPS }, () => scheduler.addGroup(ROOT_GROUP, DEFAULT_GROUP, 0));
  for (let index = 0; index < count; index++)
    sleep(scheduler.addEntity(groups[index % GROUPS]!, { nice: 0 }, 0));
  return (about) => {
    for (const until = decisions + about; decisions < until; ) step();
    return decisions;
  };
}

function wholeHost(policy: PolicyName, count: number): Decide {
  const work = { kind: "periodic", runUs: RUN_NS / 1000, sleepUs: SLEEP_NS / 1000 } as const;
  const host = new Host(
    scenarioOf({
      host: { cores: CORES, policy, memoryMiB: 1024 },
      instances: [
        {
          name: "c",
          kind: "container",
          count: GROUPS,
          workloads: [{ ...work, threads: count / GROUPS }],
        },
      ],
    }),
  );
  for (let ms = 10; host.instances.some(({ state }) => state !== "running"); ms += 10) host.advance(ms * 1e6);
  return (about) => {
    for (const until = host.processors.decisions + about; host.processors.decisions < until; )
      host.advance(host.nowNs + 100_000);
    return host.processors.decisions;
  };
}

const [task, policy, entities] = process.argv.slice(2);
const decide = (task === "policy" ? policyAlone : wholeHost)(policy as PolicyName, Number(entities));

/** Goes on for that much processor time. */
function during(ms: number): { decisions: number; ms: number } {
  const startMs = cpuMs();
  const before = decide(0);
  let decisions = before;
  while (cpuMs() - startMs < ms) decisions = decide(BATCH);
  return { decisions: decisions - before, ms: cpuMs() - startMs };
}

during(WARM_UP_MS);
console.log(JSON.stringify(during(MEASURED_MS)));

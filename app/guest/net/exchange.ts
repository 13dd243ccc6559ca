/** Scripts that begin on several machines at one moment, and what all machines of the network did until the last had ended. */
import {
  type ExchangeMachine,
  type FrameCount,
  LONGEST_ANSWER,
  type NetworkExchange,
} from "@/app/sim/run/network-record";
import { exitsSince } from "../v86/exits";
import type { NetworkLab, NetworkRecord } from "./lab";
import type { ScriptResult } from "./member";

type MemberRecord = NetworkRecord["members"][number];

/** @throws NetworkError if a machine is unknown, or ends before its script */
export async function exchange(
  lab: NetworkLab,
  scripts: Readonly<Record<string, string>>,
  timeoutNs?: number,
): Promise<NetworkExchange> {
  const before = await lab.record();
  const given = Object.entries(scripts);
  const results = await lab.execAll(given, timeoutNs);
  const after = await lab.record();
  const answers = new Map(given.map(([id, script], i) => [id, answerOf(script, results[i]!)]));
  const machines = after.members.map((member, place) => {
    const answer = answers.get(member.id);
    const did = between(before.members[place]!, member);
    return [member.id, answer === undefined ? did : { ...did, answer }] as const;
  });
  return {
    virtualNs: after.virtualNs - before.virtualNs,
    machines: Object.fromEntries(machines),
    turns: turnsOf(after) - turnsOf(before),
  };
}

const turnsOf = ({ shares }: NetworkRecord): number => shares.reduce((sum, { turns }) => sum + turns, 0);

function answerOf(
  script: string,
  { stdout, stderr, status }: ScriptResult,
): NonNullable<ExchangeMachine["answer"]> {
  const words = (bytes: Uint8Array) => new TextDecoder().decode(bytes).slice(0, LONGEST_ANSWER);
  const said = { script: script.slice(0, LONGEST_ANSWER), stdout: words(stdout), stderr: words(stderr) };
  return status === undefined ? said : { ...said, status };
}

function between(before: MemberRecord, after: MemberRecord): ExchangeMachine {
  const cable = {
    sent: difference(before.port.sent, after.port.sent),
    received: difference(before.port.received, after.port.received),
    lost: lostBy(after) - lostBy(before),
  };
  const [was, is] = [before.counters, after.counters];
  if (was.kind === "guest" && is.kind === "guest")
    return {
      ...cable,
      exits: exitsSince(is.exits, was.exits),
      instructions: is.instructions - was.instructions,
    };
  if (was.kind === "kernel" && is.kind === "kernel")
    return {
      ...cable,
      calls: is.systemCalls - was.systemCalls,
      bridged: difference(was.bridged, is.bridged),
    };
  return cable;
}

const lostBy = ({ port }: MemberRecord): number => port.sent.lost + port.received.lost;

const difference = (before: FrameCount, after: FrameCount): FrameCount => ({
  frames: after.frames - before.frames,
  bytes: after.bytes - before.bytes,
});

/** S8: a VM with three tasks against a container with one. The host shares by instance; the guest's kernel shares again. */
import { busy, Driver } from "../../cpu/drive";
import type { PolicyName } from "../../cpu/scheduler";
import { type Expectation, judge, type SchedulerCheck, within1Percent } from "./exact";
import { newGroup, newScheduler, newTask, SECOND } from "./set-up";

export interface NestedSetUp {
  readonly id: string;
  readonly what: string;
  /** The host's policy; the guest's kernel is Linux with CFS. */
  readonly policy: PolicyName;
  readonly vmWeight: number;
  readonly containerWeight: number;
  readonly guestTasks: number;
  readonly expected: readonly Expectation[];
}

const SECONDS = 10;

/** The guest's scheduler has one core, its vCPU, and moves on only while that has the host's core. */
export function nestedCheck(setUp: NestedSetUp): SchedulerCheck {
  const { policy, vmWeight, containerWeight, guestTasks, expected } = setUp;
  const host = newScheduler(policy, 1);
  const vcpu = newTask(host, newGroup(host, { weight: vmWeight }));
  const container = newTask(host, newGroup(host, { weight: containerWeight }));
  const guest = newScheduler("cfs", 1);
  const tasks = Array.from({ length: guestTasks }, () => newTask(guest));
  const inGuest = new Driver(guest, tasks.map(busy));

  const untilNs = SECONDS * SECOND;
  const onHost = new Driver(host, [vcpu, container].map(busy), {
    afterEvent: () => inGuest.runTo(onHost.ranNs(vcpu)),
  });
  onHost.runTo(untilNs);
  inGuest.runTo(onHost.ranNs(vcpu));

  const percent = (ns: number) => (100 * ns) / untilNs;
  const values: Record<string, number> = {
    VM: percent(onHost.ranNs(vcpu)),
    container: percent(onHost.ranNs(container)),
    // The vCPU is always runnable: what it does not get is stolen from it.
    steal: percent(untilNs - onHost.ranNs(vcpu)),
  };
  tasks.forEach((task, index) => {
    values[`guest task ${index + 1}`] = percent(inGuest.ranNs(task));
  });
  return judge(setUp, expected, values);
}

const setUpOf = (id: string, policy: PolicyName): NestedSetUp => ({
  id,
  what: "a VM with three busy tasks and a container with one, equal weights, one core",
  policy,
  vmWeight: 100,
  containerWeight: 100,
  guestTasks: 3,
  expected: [
    within1Percent("VM", 50, "%"),
    within1Percent("container", 50, "%"),
    within1Percent("guest task 1", 50 / 3, "%"),
    within1Percent("guest task 2", 50 / 3, "%"),
    within1Percent("guest task 3", 50 / 3, "%"),
    within1Percent("steal", 50, "%"),
  ],
});

export const nestedSetUps: readonly NestedSetUp[] = [
  setUpOf("S8", "cfs"),
  setUpOf("S8/eevdf", "eevdf"),
  setUpOf("S8/credit", "credit"),
  setUpOf("S8/credit2", "credit2"),
];

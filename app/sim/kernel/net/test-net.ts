/** For tests: a clock that is moved by hand, namespaces on it, and calls run to their end. */
import { SeededRandom } from "../../time/random";
import type { Call } from "../abi/call";
import type { NetlinkReply, NetlinkRequest } from "../abi/netlink";
import type { Caller } from "../fs/contract";
import { UserNamespace } from "../ns/user";
import { rootCredentials } from "../process/credentials";
import type { NetServices } from "./core";
import { NetNamespace } from "./namespace";
import { netlink } from "./netlink";

interface Pending {
  readonly atNs: number;
  readonly order: number;
  readonly then: () => void;
}

export class TestNet {
  nowNs = 0;
  private pending: Pending[] = [];
  private order = 0;
  readonly userNs = UserNamespace.initial(1);
  readonly initial: NetNamespace;

  constructor(seed = 1) {
    let inode = 1;
    const services: NetServices = {
      nowNs: () => this.nowNs,
      after: (delayNs, then) => {
        const entry = { atNs: this.nowNs + delayNs, order: this.order++, then };
        this.pending.push(entry);
        return {
          cancel: () => {
            this.pending = this.pending.filter((other) => other !== entry);
          },
        };
      },
      random: SeededRandom.fromSeed(seed),
      namespaceInode: () => inode++,
      objectInode: () => inode++,
      signal: () => undefined,
    };
    this.initial = NetNamespace.initial(services, this.userNs);
  }

  namespace(): NetNamespace {
    return NetNamespace.create(this.initial.core, this.userNs);
  }

  /** Lets time pass; answers whether anything was left to do. */
  advance(ns: number): void {
    const until = this.nowNs + ns;
    for (;;) {
      const next = this.next();
      if (next === undefined || next.atNs > until) break;
      this.run(next);
    }
    this.nowNs = until;
  }

  private next(): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.pending)
      if (
        first === undefined ||
        entry.atNs < first.atNs ||
        (entry.atNs === first.atNs && entry.order < first.order)
      )
        first = entry;
    return first;
  }

  private run(entry: Pending): void {
    this.pending = this.pending.filter((other) => other !== entry);
    this.nowNs = Math.max(this.nowNs, entry.atNs);
    entry.then();
  }

  readonly caller: Caller = {
    creds: rootCredentials(this.userNs),
    umask: 0o022,
    task: undefined,
    nowNs: () => this.nowNs,
    *wait(queues, untilNs = Number.POSITIVE_INFINITY) {
      yield { kind: "block", queues, untilNs };
    },
    charge: () => undefined,
  };

  /** Runs a call; while it waits, time passes, event by event. */
  call<T>(call: Call<T>, limitNs = 600e9): T {
    const end = this.nowNs + limitNs;
    for (;;) {
      const step = call.next();
      if (step.done === true) return step.value;
      const { untilNs } = step.value as { readonly untilNs: number };
      const next = this.next();
      if (next !== undefined && next.atNs <= Math.min(untilNs, end)) this.run(next);
      else if (untilNs <= end) this.nowNs = untilNs;
      else throw new Error("the call waits for ever");
    }
  }

  /** A request to a namespace, as root there. `fds` are what open files of namespaces stand for. */
  ask(net: NetNamespace, request: NetlinkRequest, fds: readonly NetNamespace[] = []): NetlinkReply {
    return netlink(
      {
        net,
        requireAdmin: () => undefined,
        namespaceOfPid: () => undefined,
        namespaceOfFd: (fd) => fds[fd]!,
      },
      request,
    );
  }

  /** A veth pair between two namespaces, both ends up, with addresses of one network. */
  connect(
    a: NetNamespace,
    nameA: string,
    addressA: string,
    b: NetNamespace,
    nameB: string,
    addressB: string,
  ): void {
    this.ask(a, { type: "link-add", kind: "veth", name: nameA, peer: nameB, peerFd: 0 }, [b]);
    for (const [net, name, address] of [
      [a, nameA, addressA],
      [b, nameB, addressB],
    ] as const) {
      this.ask(net, { type: "address-add", device: name, address, prefix: 24 });
      this.ask(net, { type: "link-set", name, change: { up: true } });
    }
  }
}

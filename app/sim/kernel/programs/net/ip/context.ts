/** What all parts of `ip` share: options, ways to fail, and requests to the kernel. Exit statuses are iproute2's. */
import type { Call } from "../../../abi/call";
import { SysError } from "../../../abi/errno";
import { O } from "../../../abi/flags";
import type { LinkInfo, NetlinkReply, NetlinkRequest } from "../../../abi/netlink";
import type { Sys } from "../../../abi/sys";
import type { Io } from "../../lib/io";
import { listDirectory } from "../directory";
import { type Json, writeJson } from "./json";

export const NETNS_DIRECTORY = "/var/run/netns";

export interface IpOptions {
  family: "any" | "inet" | "other" | "link";
  oneline: boolean;
  brief: boolean;
  details: boolean;
  statistics: boolean;
  json: boolean;
  pretty: boolean;
  numeric: boolean;
  all: boolean;
  force: boolean;
}

export class IpContext {
  private links: readonly LinkInfo[] | undefined;

  constructor(
    readonly io: Io,
    readonly options: IpOptions,
  ) {}

  get sys(): Sys {
    return this.io.sys;
  }

  /** What -oneline puts in place of a new line. */
  get newline(): string {
    return this.options.oneline ? "\\" : "\n";
  }

  *fail(message: string, status: number): Call<never> {
    yield* this.io.complain(message);
    return this.io.exit(status);
  }

  /** usage(): to standard error, and out. */
  *help(text: string): Call<never> {
    return yield* this.fail(text, 255);
  }

  *incomplete(): Call<never> {
    return yield* this.fail('Command line is not complete. Try option "help"\n', 255);
  }

  *invalid(message: string, argument: string): Call<never> {
    return yield* this.fail(`Error: argument "${argument}" is wrong: ${message}\n`, 255);
  }

  *duplicate(key: string, argument: string): Call<never> {
    return yield* this.fail(`Error: duplicate "${key}": "${argument}" is the second value.\n`, 255);
  }

  *garbage(key: string, argument: string): Call<never> {
    return yield* this.fail(`Error: either "${key}" is duplicate, or "${argument}" is a garbage.\n`, 255);
  }

  *noDevice(name: string): Call<never> {
    return yield* this.fail(`Cannot find device "${name}"\n`, 1);
  }

  /** A change: the kernel's refusal is reported, with status 2. */
  *change(request: NetlinkRequest): Call<void> {
    yield* this.ask(request);
  }

  *ask(request: NetlinkRequest): Call<NetlinkReply> {
    try {
      this.links = undefined;
      return yield* this.sys.netlink(request);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return yield* this.fail(`RTNETLINK answers: ${error.text}\n`, 2);
    }
  }

  *allLinks(): Call<readonly LinkInfo[]> {
    if (this.links === undefined) {
      const reply = yield* this.sys.netlink({ type: "link-dump" });
      this.links = reply.type === "links" ? reply.links : [];
    }
    return this.links;
  }

  *link(name: string): Call<LinkInfo | undefined> {
    return (yield* this.allLinks()).find((link) => link.name === name);
  }

  printJson(value: Json): void {
    this.io.put(`${writeJson(value, this.options.pretty)}\n`);
  }

  /** An open file of a named namespace; undefined if there is none of that name. */
  *openNetns(name: string): Call<number | undefined> {
    try {
      return yield* this.sys.open(
        name.includes("/") ? name : `${NETNS_DIRECTORY}/${name}`,
        O.RDONLY | O.CLOEXEC,
      );
    } catch (error) {
      if (error instanceof SysError) return undefined;
      throw error;
    }
  }

  /** Names of namespaces by the number that the present one has for them. */
  *netnsNames(): Call<ReadonlyMap<number, string>> {
    const names = new Map<number, string>();
    for (const name of yield* this.listNetns()) {
      const id = yield* this.netnsId(name);
      if (id !== undefined) names.set(id, name);
    }
    return names;
  }

  *netnsId(name: string): Call<number | undefined> {
    const fd = yield* this.openNetns(name);
    if (fd === undefined) return undefined;
    try {
      const reply = yield* this.sys.netlink({ type: "netns-id", fd });
      return reply.type === "netns-id" ? reply.id : undefined;
    } catch (error) {
      if (error instanceof SysError) return undefined;
      throw error;
    } finally {
      yield* this.sys.close(fd);
    }
  }

  /** Entries of /var/run/netns, in the directory's order. */
  *listNetns(): Call<readonly string[]> {
    return (yield* listDirectory(this.sys, NETNS_DIRECTORY)) ?? [];
  }
}

/** iproute2's matches(): whether a word is the beginning of a keyword. */
export function matches(word: string, keyword: string): boolean {
  return word !== "" && keyword.startsWith(word);
}

/** The words of a command line that are left. */
export class Words {
  private at = 0;

  constructor(
    private readonly ip: IpContext,
    private readonly words: readonly string[],
  ) {}

  get done(): boolean {
    return this.at >= this.words.length;
  }

  /** The present word. */
  get word(): string {
    return this.words[this.at] ?? "";
  }

  skip(): void {
    this.at++;
  }

  /** NEXT_ARG: the value after the present word. */
  *next(): Call<string> {
    this.at++;
    if (this.done) return yield* this.ip.incomplete();
    return this.word;
  }

  rest(): readonly string[] {
    return this.words.slice(this.at);
  }
}

/** get_integer with base 0. */
export function integer(text: string): number | undefined {
  if (/^[+-]?(0[xX][0-9a-fA-F]+|[1-9][0-9]*|0[0-7]*)$/.test(text)) {
    const negative = text.startsWith("-");
    const digits = text.replace(/^[+-]/, "");
    const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
    return negative ? -value : value;
  }
  return undefined;
}

export interface Prefix {
  readonly address: string;
  readonly prefix: number;
  /** Whether a length was written. */
  readonly explicit: boolean;
}

/** get_addr_ipv4: one to four numbers of any C base; missing ones are 0. */
export function looseIpv4(text: string): string | undefined {
  const parts = text.split(".");
  if (parts.length > 4) return undefined;
  const octets = parts.map((part) => (/^\d|^0x/i.test(part) ? integer(part) : undefined));
  if (octets.some((octet) => octet === undefined || octet < 0 || octet > 255)) return undefined;
  while (octets.length < 4) octets.push(0);
  return octets.join(".");
}

/** get_prefix: "a.b.c.d/n", "a.b.c.d/mask", "default", "any", "all". */
export function parseIpPrefix(text: string): Prefix | undefined {
  if (text === "default" || text === "any" || text === "all")
    return { address: "0.0.0.0", prefix: 0, explicit: true };
  const slash = text.indexOf("/");
  const address = looseIpv4(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash < 0) return { address, prefix: 32, explicit: false };
  const length = text.slice(slash + 1);
  const bits = integer(length);
  if (bits !== undefined && bits >= 0 && bits <= 32) return { address, prefix: bits, explicit: true };
  const mask = length.includes(".") ? looseIpv4(length) : undefined;
  const ones = mask
    ?.split(".")
    .map((octet) => Number(octet).toString(2).padStart(8, "0"))
    .join("");
  if (ones === undefined || ones.includes("01")) return undefined;
  return { address, prefix: ones.indexOf("0") < 0 ? 32 : ones.indexOf("0"), explicit: true };
}

export function* prefixArgument(ip: IpContext, text: string, family = "any valid"): Call<Prefix> {
  const parsed = parseIpPrefix(text);
  if (parsed === undefined)
    return yield* ip.fail(`Error: ${family} prefix is expected rather than "${text}".\n`, 1);
  return parsed;
}

export function* addressArgument(ip: IpContext, text: string, family = "any valid"): Call<string> {
  const parsed = text === "default" || text === "any" || text === "all" ? "0.0.0.0" : looseIpv4(text);
  if (parsed === undefined)
    return yield* ip.fail(`Error: ${family} address is expected rather than "${text}".\n`, 1);
  return parsed;
}

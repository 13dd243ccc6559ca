/** docker network. */
import type { Call } from "../../../kernel/abi/call";
import { EngineError, type NetworkInfo } from "../../engine/contract";
import { CliError, type Context, complaint } from "../context";
import { filterBy, isYes, matchesName } from "../filters";
import { formatFlags, type ListKind, listing } from "../format/listing";
import { goTime, shortId } from "../format/units";
import { refuseUnknownFlags } from "../values/refused-flags";
import { confirmed } from "./confirm";

const NETWORK_LIST: ListKind = {
  type: "*formatter.networkContext",
  table: "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}",
  quiet: "{{.ID}}",
  raw: "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
  headings: {
    ID: "NETWORK ID",
    Name: "NAME",
    Driver: "DRIVER",
    Scope: "SCOPE",
    IPv4: "IPV4",
    IPv6: "IPV6",
    Internal: "INTERNAL",
    Labels: "LABELS",
    CreatedAt: "CREATED AT",
  },
};

const PREDEFINED = ["bridge", "host", "none"];

export function* list(context: Context): Call<number> {
  const { flags, engine } = context;
  const tests = {
    id: ({ id }: NetworkInfo, value: string) => id.startsWith(value),
    name: ({ name }: NetworkInfo, value: string) => matchesName(name, value),
    driver: ({ driver }: NetworkInfo, value: string) => driver === value,
    type: ({ name }: NetworkInfo, value: string) => PREDEFINED.includes(name) === (value === "builtin"),
    scope: (_: NetworkInfo, value: string) => value === "local",
    dangling: ({ name }: NetworkInfo, value: string) => isUnused(context, name) === isYes(value),
  };
  const sorted = [...engine.networks()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = filterBy(sorted, flags.all("filter"), tests).map((network) => ({
    ID: flags.on("no-trunc") ? network.id : shortId(network.id),
    Name: network.name,
    Driver: network.driver,
    Scope: "local",
    IPv4: "true",
    IPv6: "false",
    Internal: "false",
    Labels: "",
    CreatedAt: goTime(network.createdSeconds),
  }));
  context.put(listing(NETWORK_LIST, rows, ...formatFlags(flags)));
  return 0;
}

const isUnused = ({ engine }: Context, name: string): boolean =>
  !PREDEFINED.includes(name) &&
  !engine
    .containers()
    .some(({ networks, spec }) => spec.network === name || networks.some((each) => each.name === name));

const UNKNOWN = [
  "attachable",
  "aux-address",
  "config-from",
  "config-only",
  "driver",
  "ingress",
  "internal",
  "ip-range",
  "ipam-driver",
  "ipam-opt",
  "ipv6",
  "label",
  "opt",
  "scope",
];

export function* create(context: Context): Call<number> {
  const { flags, engine, sys, args } = context;
  refuseUnknownFlags(flags, UNKNOWN);
  const subnets = flags.all("subnet");
  const gateways = flags.all("gateway");
  if (subnets.length > 1 || gateways.length > 1)
    throw new CliError("more than one --subnet or --gateway is not known to the lab's engine");
  if (gateways.length > 0 && subnets.length === 0)
    throw new CliError("every ip-range or gateway must have a corresponding subnet");
  const { id } = yield* engine.createNetwork(sys, args[0]!, { subnet: subnets[0], gateway: gateways[0] });
  yield* context.line(id);
  return 0;
}

export const remove = (context: Context): Call<number> =>
  context.each(function* (reference) {
    try {
      yield* context.engine.removeNetwork(context.sys, reference);
      return reference;
    } catch (error) {
      if (!context.flags.on("force") || !(error instanceof EngineError) || error.kind !== "not-found")
        throw error;
      yield* context.warn(complaint(error));
      return undefined;
    }
  });

export function* connect(context: Context): Call<number> {
  refuseUnknownFlags(context.flags, ["alias", "ip", "ip6", "link"]);
  yield* context.engine.connect(context.sys, context.args[0]!, context.args[1]!);
  return 0;
}

export function* disconnect(context: Context): Call<number> {
  const { engine, sys, args } = context;
  yield* engine.disconnect(sys, args[0]!, args[1]!);
  return 0;
}

export function* prune(context: Context): Call<number> {
  const { flags } = context;
  if (flags.has("filter"))
    throw new CliError("--filter is not known to the lab's engine; remove networks by name");
  if (
    !flags.on("force") &&
    !(yield* confirmed(
      context,
      "WARNING! This will remove all custom networks not used by at least one container.\n",
    ))
  )
    return 0;
  const names = yield* pruneNetworks(context);
  if (names.length > 0) context.put(`Deleted Networks:\n${names.join("\n")}\n\n`);
  return 0;
}

export function* pruneNetworks(context: Context): Call<readonly string[]> {
  const names = context.engine.networks().flatMap(({ name }) => (isUnused(context, name) ? [name] : []));
  for (const name of names) yield* context.engine.removeNetwork(context.sys, name);
  return names;
}

/** docker inspect and its relatives: JSON of things, or a template over each. */
import type { Call } from "../../../kernel/abi/call";
import { EngineError } from "../../engine/contract";
import { CliError, type Context, complaint } from "../context";
import { writtenBytes } from "../disk";
import { containerJson } from "../inspect/container-json";
import { imageJson, networkJson, volumeJson } from "../inspect/others-json";
import { compileTemplate, TemplateError } from "../template/template";
import { type Struct, toIndentedJson, toJson } from "../template/values";
import { imageOf } from "./ps";

type Find = (context: Context, reference: string) => Call<Struct>;

function* findContainer(context: Context, reference: string): Call<Struct> {
  const { engine, sys, flags } = context;
  const container = engine.container(reference);
  const image = imageOf(engine, container);
  const own = flags.on("size") ? yield* writtenBytes(sys, container) : 0;
  return containerJson({
    container,
    image,
    networks: engine.networks(),
    volumes: engine.volumes(),
    size: flags.on("size") ? { own, whole: own + (image?.size ?? 0) } : undefined,
  });
}

// biome-ignore lint/correctness/useYield: finders are calls
function* findImage({ engine }: Context, reference: string): Call<Struct> {
  return imageJson(engine.image(reference));
}

// biome-ignore lint/correctness/useYield: finders are calls
function* findNetwork({ engine }: Context, reference: string): Call<Struct> {
  return networkJson(engine.network(reference), engine.containers());
}

function* findVolume({ engine }: Context, reference: string): Call<Struct> {
  const volume = engine.volumes().find(({ name }) => name === reference);
  if (volume === undefined) throw new EngineError(`get ${reference}: no such volume`, 1, "not-found");
  return volumeJson(volume);
}

const FINDERS: ReadonlyMap<string, Find> = new Map<string, Find>([
  ["container", findContainer],
  ["image", findImage],
  ["network", findNetwork],
  ["volume", findVolume],
]);

/** Whatever kind of thing it is. */
function findAny(types: readonly Find[]): Find {
  return function* (context, reference) {
    for (const find of types) {
      try {
        return yield* find(context, reference);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        if (error.kind !== "not-found" && !(error.kind === "invalid" && /reference/.test(error.message)))
          throw error;
      }
    }
    throw new CliError(`Error: No such object: ${reference}`);
  };
}

function* inspectBy(context: Context, find: Find): Call<number> {
  const { flags, args } = context;
  const format = flags.text("format");
  const template = format === "" || format === "json" ? undefined : compileTemplate(format);
  const found: Struct[] = [];
  let out = "";
  let problem: string | undefined;
  for (const reference of args) {
    try {
      const thing = yield* find(context, reference);
      found.push(thing);
      if (template !== undefined) out += `${template.run(thing)}\n`;
    } catch (error) {
      if (error instanceof TemplateError) {
        // What was printed so far ends with a line's end.
        context.put(`${out}\n`);
        throw error;
      }
      problem = problem === undefined ? complaint(error) : `${problem}\n${complaint(error)}`;
    }
  }
  if (template !== undefined) context.put(out === "" && problem !== undefined ? "\n" : out);
  else context.put(format === "json" ? `${toJson(found)}\n` : `${toIndentedJson(found)}\n`);
  if (problem === undefined) return 0;
  yield* context.warn(problem);
  return 1;
}

const ALL_TYPES = [
  "config",
  "container",
  "image",
  "network",
  "node",
  "plugin",
  "secret",
  "service",
  "task",
  "volume",
];

export function* inspect(context: Context): Call<number> {
  const type = context.flags.text("type");
  if (type === "") return yield* inspectBy(context, findAny([...FINDERS.values()]));
  const find = FINDERS.get(type);
  if (find !== undefined) return yield* inspectBy(context, findAny([find]));
  if (ALL_TYPES.includes(type))
    throw new CliError(`the lab's engine has no things of the type ${JSON.stringify(type)}`);
  throw new CliError(`${JSON.stringify(type)} is not a valid value for --type`);
}

export const inspectContainer = (context: Context): Call<number> => inspectBy(context, findContainer);
export const inspectImage = (context: Context): Call<number> => inspectBy(context, findImage);
export const inspectNetwork = (context: Context): Call<number> => inspectBy(context, findNetwork);
export const inspectVolume = (context: Context): Call<number> => inspectBy(context, findVolume);

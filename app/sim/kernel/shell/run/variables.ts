import { Problem } from "../expand/problem";
import { isName } from "../syntax/characters";
import { singleQuote } from "./quote";

export interface Variable {
  /** undefined: declared (exported, read-only, local) without a value. */
  readonly value: string | undefined;
  readonly exported: boolean;
  readonly readonly: boolean;
}

const UNSET: Variable = { value: undefined, exported: false, readonly: false };

const sizeOf = (variable: Variable | undefined): number => variable?.value?.length ?? 0;

/** ash keeps its names in a hash table of this many chains; the environment of a command is in the table's order. */
const CHAINS = 39;

/** The chain of a name in one of ash's hash tables; those of variables and aliases are of one size. */
export function hashChain(name: string, chains = CHAINS): number {
  let hash = name.charCodeAt(0) << 4;
  for (let i = 0; i < name.length; i++) hash += name.charCodeAt(i);
  return hash % chains;
}

/** Orders names as ash's hash tables do; equal chains keep their order. */
export function byHashChain(a: string, b: string): number {
  return hashChain(a) - hashChain(b);
}

/** Byte order. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One function call's local variables: what their names meant outside. */
export type LocalScope = Map<string, Variable | undefined>;

export class Variables {
  private readonly table: Map<string, Variable>;
  /** Bytes of names and values, those of outer scopes included. */
  bytes: number;
  private readonly scopes: LocalScope[];
  /** Values that are made when they are asked for, until they are set. */
  readonly dynamic: Map<string, () => string>;
  /** Told of every change of a value. */
  onChange: (name: string, value: string | undefined) => void = () => {};

  constructor(from?: Variables) {
    this.table = new Map(from?.table);
    this.bytes = from?.bytes ?? 0;
    this.scopes = (from?.scopes ?? []).map((scope) => new Map(scope));
    this.dynamic = new Map();
  }

  get(name: string): string | undefined {
    const made = this.dynamic.get(name)?.();
    if (made !== undefined) {
      this.put(name, { ...(this.table.get(name) ?? UNSET), value: made });
      return made;
    }
    return this.table.get(name)?.value;
  }

  private put(name: string, variable: Variable): void {
    this.bytes += sizeOf(variable) - sizeOf(this.table.get(name));
    if (!this.table.has(name)) this.bytes += name.length;
    this.table.set(name, variable);
  }

  private drop(name: string): void {
    const old = this.table.get(name);
    if (old === undefined) return;
    this.bytes -= sizeOf(old) + name.length;
    this.table.delete(name);
  }

  info(name: string): Variable {
    return this.table.get(name) ?? UNSET;
  }

  /** @throws Problem if the name is none or is read-only */
  set(
    name: string,
    value: string,
    flags: { readonly exported?: boolean; readonly readonly?: boolean } = {},
  ): void {
    this.declare(name, flags, value);
  }

  /** Gives a name flags, and a value if there is one. */
  declare(name: string, flags: { exported?: boolean; readonly?: boolean }, value?: string): void {
    if (!isName(name)) throw new Problem(`${name}: bad variable name`);
    const old = this.table.get(name) ?? UNSET;
    if (value !== undefined && old.readonly) throw new Problem(`${name}: is read only`);
    this.put(name, {
      value: value ?? old.value,
      exported: flags.exported ?? old.exported,
      readonly: flags.readonly ?? old.readonly,
    });
    if (value !== undefined) {
      if (name !== "RANDOM" && name !== "FUNCNAME") this.dynamic.delete(name);
      this.onChange(name, value);
    }
  }

  unset(name: string): void {
    const old = this.table.get(name);
    if (!old) return;
    if (old.readonly) throw new Problem(`${name}: is read only`);
    this.drop(name);
    this.onChange(name, undefined);
  }

  enterScope(): void {
    this.scopes.push(new Map());
  }

  leaveScope(): void {
    for (const [name, outer] of this.scopes.pop() ?? []) {
      this.bytes -= sizeOf(outer);
      if (outer) this.put(name, outer);
      else this.drop(name);
      this.onChange(name, outer?.value);
    }
  }

  /** LINENO is listed before anybody has asked for it, without a value. */
  defineLine(): void {
    this.put("LINENO", { ...UNSET, value: "" });
  }

  /** How many scopes are open. */
  get depth(): number {
    return this.scopes.length;
  }

  /** Makes a name local to the innermost scope; without a value it is unset there. */
  makeLocal(name: string, value: string | undefined, exported = false): void {
    if (!isName(name)) throw new Problem(`${name}: bad variable name`);
    const scope = this.scopes.at(-1);
    const outer = this.table.get(name);
    if (value !== undefined && outer?.readonly === true) throw new Problem(`${name}: is read only`);
    if (scope && !scope.has(name)) {
      scope.set(name, outer);
      this.bytes += sizeOf(outer);
      if (value === undefined) {
        this.put(name, { ...UNSET, exported: outer?.exported === true });
        this.onChange(name, undefined);
      }
    }
    if (value !== undefined) this.declare(name, exported ? { exported } : {}, value);
  }

  /** What a command gets to see, with more variables for it alone. */
  environment(more: ReadonlyMap<string, string>): Map<string, string> {
    const names = new Set<string>(more.keys());
    for (const [name, variable] of this.table)
      if (variable.exported && variable.value !== undefined) names.add(name);
    const order = [...this.table.keys(), ...more.keys()].filter((name) => names.has(name));
    const result = new Map<string, string>();
    for (const name of order.sort(byHashChain))
      result.set(name, more.get(name) ?? this.table.get(name)?.value ?? "");
    return result;
  }

  /** Lines as `set`, `export` or `readonly` print them. */
  list(prefix: string, which: (variable: Variable) => boolean): string {
    const lines: string[] = [];
    for (const name of [...this.table.keys()].sort(byName)) {
      const variable = this.info(name);
      if (!which(variable)) continue;
      const value = variable.value === undefined ? "" : `=${singleQuote(variable.value)}`;
      if (value === "" && prefix === "") continue;
      lines.push(`${prefix}${name}${value}\n`);
    }
    return lines.join("");
  }

  names(): string[] {
    return [...this.table.keys()];
  }
}

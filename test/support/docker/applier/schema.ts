import { canonical, isList, isObject, UNKNOWN, type Attributes, type Value } from "./value";

/** What may stand for an attribute. */
export type Shape =
  | { readonly kind: "string"; readonly pattern?: RegExp }
  | { readonly kind: "number"; readonly minimum?: number }
  | { readonly kind: "boolean" }
  /** Any value at all. */
  | { readonly kind: "any" }
  | { readonly kind: "list" | "set"; readonly of: "string"; readonly pattern?: RegExp }
  /** Text by text. */
  | { readonly kind: "map" }
  | {
      readonly kind: "blocks";
      readonly attributes: Schema;
      /** @default - any number */
      readonly maximum?: number;
    };

/** One attribute as the provider declares it. */
export interface Attribute {
  readonly shape: Shape;
  /** @default false */
  readonly required?: boolean;
  /** The provider fills it in when it is not given: taking it away is no change. @default false */
  readonly computed?: boolean;
  /** @default - none */
  readonly default?: Value;
  /** What a change does; without meaning within a block. @default "replaces" */
  readonly change?: "replaces" | "updates";
}

export type Schema = Readonly<Record<string, Attribute>>;

/** Attributes that a change concerns. */
export interface Difference {
  readonly replaces: readonly string[];
  readonly updates: readonly string[];
}

/**
 * Attributes as the provider keeps them: defaults put in, sets in order, what means nothing left out.
 *
 * @throws Error naming an attribute that is not known, missing, or of another type
 */
export function normalise(schema: Schema, given: Attributes, where: string): Attributes {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(schema, name)) continue;
    const known = Object.keys(schema).join(", ");
    throw new Error(`${where}: the applier knows no attribute "${name}"; it knows ${known}`);
  }
  const kept: Record<string, Value> = {};
  for (const [name, attribute] of Object.entries(schema)) {
    const value = given[name] ?? attribute.default;
    if (value === undefined || value === null) {
      if (attribute.required === true) throw new Error(`${where}: "${name}" is required`);
      continue;
    }
    const normal = shaped(attribute.shape, value, `${where}.${name}`);
    const isOptional =
      attribute.required !== true && attribute.computed !== true && attribute.default === undefined;
    if (isOptional && isNothing(normal)) continue;
    kept[name] = normal;
  }
  return kept;
}

/** What differs between the attributes of a resource as it is and as it shall be. */
export function differenceOf(schema: Schema, prior: Attributes, planned: Attributes): Difference {
  const changed = Object.entries(schema).filter(([name, { computed }]) => {
    const value = planned[name];
    if (value === undefined && computed === true) return false;
    if (value === undefined || prior[name] === undefined) return value !== prior[name];
    return canonical(value) !== canonical(prior[name]);
  });
  const named = (change: Attribute["change"]): string[] =>
    changed.filter(([, each]) => (each.change ?? "replaces") === change).map(([name]) => name);
  return { replaces: named("replaces"), updates: named("updates") };
}

function shaped(shape: Shape, value: Value, where: string): Value {
  if (value === UNKNOWN || shape.kind === "any") return value;
  switch (shape.kind) {
    case "string":
      return text(value, where, shape.pattern);
    case "number":
      if (typeof value !== "number") throw wrong("a number", value, where);
      if (value < (shape.minimum ?? -Infinity)) {
        throw new Error(`${where} is ${value}, below ${shape.minimum}`);
      }
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw wrong("true or false", value, where);
      return value;
    case "list":
    case "set": {
      if (!isList(value)) throw wrong("a list", value, where);
      const texts = value.map((each, index) => text(each, `${where}[${index}]`, shape.pattern));
      return shape.kind === "list" ? texts : asSet(texts);
    }
    case "map":
      if (!isObject(value)) throw wrong("a map", value, where);
      for (const [key, each] of Object.entries(value)) text(each, `${where}.${key}`);
      return value;
    case "blocks": {
      // A single block may stand without its list.
      const blocks = isList(value) ? value : [value];
      if (blocks.length > (shape.maximum ?? Infinity)) {
        throw new Error(`${where} stands ${blocks.length} times, at most ${shape.maximum}`);
      }
      return asSet(
        blocks.map((each, index) => {
          const at = `${where}[${index}]`;
          if (!isObject(each)) throw wrong("a block", each, at);
          return normalise(shape.attributes, each, at);
        }),
      );
    }
  }
}

function text(value: Value, where: string, pattern?: RegExp): Value {
  if (value === UNKNOWN) return value;
  if (typeof value !== "string") throw wrong("text", value, where);
  if (pattern !== undefined && !pattern.test(value)) {
    throw new Error(
      `${where} is ${JSON.stringify(value)}, which ${String(pattern)} does not match`,
    );
  }
  return value;
}

function wrong(expected: string, value: Value, where: string): Error {
  return new Error(`${where} takes ${expected}, not ${canonical(value)}`);
}

/** Members once each, in an order that does not depend on how they were written. */
function asSet(members: readonly Value[]): Value[] {
  const byText = new Map<string, Value>(members.map((member) => [canonical(member), member]));
  return [...byText.keys()].sort().map((key) => byText.get(key) ?? null);
}

/** What the provider cannot tell from an attribute that is not given. */
function isNothing(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false;
}

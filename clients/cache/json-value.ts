import { ValidationError } from "../../constructs/core/errors";

/** What JSON can hold, and a cache returns. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Deeper values exhaust the stack of some reader sooner or later. */
const MAX_DEPTH = 500;

/** A value as the text that it was encoded to: a cache stores that and does not encode it again. */
export class JsonText {
  constructor(readonly text: string) {}

  /** For caches that know no such texts. */
  toJSON(): JsonValue {
    return decodeJson(this.text);
  }
}

/**
 * Text of a value. It refuses what `JSON.stringify` would change without a word: `NaN` and the infinities, `undefined`
 * in a list, a `Map`, bytes. As with JSON, an object with `toJSON` is stored as that gives it, so a `Date` comes back
 * as text in ISO 8601, and members that are `undefined` are left out.
 *
 * @throws ValidationError CACHE_VALUE_INVALID
 */
export function encodeJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  const problem = unfit(value, "value", []);
  if (problem === undefined) return JSON.stringify(value);
  throw new ValidationError("CACHE_VALUE_INVALID", {
    problem: `${problem.path} is ${problem.what}, which JSON cannot hold`,
    allowed:
      "null, booleans, finite numbers, texts, lists and objects of them, and objects with toJSON",
    fix: problem.fix ?? "leave it out, or turn it into text first",
  });
}

/** @throws SyntaxError when the text is not JSON */
export function decodeJson(text: string): JsonValue {
  return JSON.parse(text) as JsonValue;
}

interface Problem {
  /** Where it is, such as `value.items[2]`. */
  readonly path: string;
  readonly what: string;
  readonly fix?: string;
}

function unfit(value: unknown, path: string, above: readonly object[]): Problem | undefined {
  switch (typeof value) {
    case "boolean":
    case "string":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : { path, what: String(value) };
    case "bigint":
      return { path, what: "a BigInt", fix: "store its text: String(value)" };
    case "object":
      return value === null ? undefined : unfitObject(value, path, above);
    default:
      return { path, what: typeof value === "undefined" ? "undefined" : `a ${typeof value}` };
  }
}

function unfitObject(value: object, path: string, above: readonly object[]): Problem | undefined {
  if (above.includes(value)) {
    return { path, what: "a part of itself", fix: "store an id instead of the reference" };
  }
  if (above.length >= MAX_DEPTH) return { path, what: `deeper than ${MAX_DEPTH} levels` };
  if (value instanceof Date && Number.isNaN(value.getTime())) return { path, what: "no date" };
  const within = [...above, value];
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") {
    return unfit((value as { toJSON(): unknown }).toJSON(), path, within);
  }
  if (Array.isArray(value)) {
    // A gap is `undefined` here, and `null` to JSON.
    return first(
      Array.from(value, (item, index) => [`${path}[${index}]`, item]),
      within,
    );
  }
  // A Map, a Set or bytes would come back as an object without members or with odd ones.
  const kind = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (kind !== "Object") return { path, what: `a ${kind}` };
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return first(
    members.map(([name, member]) => [`${path}.${name}`, member]),
    within,
  );
}

function first(
  parts: readonly (readonly [path: string, value: unknown])[],
  within: readonly object[],
): Problem | undefined {
  for (const [path, value] of parts) {
    const problem = unfit(value, path, within);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

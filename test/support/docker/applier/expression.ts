import type { Json } from "../../template";
import { isList, isObject, UNKNOWN, type Value } from "./value";

/** A plain reference: where it starts, and the steps from there. */
export interface Reference {
  /** `each`, `self`, or the address of a resource. */
  readonly root: string;
  readonly path: readonly (string | number)[];
  /** As it was written. */
  readonly text: string;
}

/** Gives the value of a reference. */
export type Scope = (reference: Reference) => Value;

/** Two escapes, a directive, a closed interpolation, one that is not. */
const PIECE = /\$\$\{|%%\{|%\{|\$\{((?:[^{}"]|"[^"\\]*")*)\}|\$\{/g;
const IDENTIFIER = /^[A-Za-z_][\w-]*/;
const STEP = /^(?:\.([A-Za-z_][\w-]*)|\[(?:"([^"]*)"|(\d+))\])/;

/**
 * A JSON value of the configuration with its references replaced by what they stand for.
 *
 * @throws Error on any expression that is not a plain reference
 */
export function evaluate(value: Json, where: string, scope: Scope): Value {
  if (typeof value === "string") return evaluateText(value, where, scope);
  if (Array.isArray(value)) {
    return value.map((each, index) => evaluate(each, `${where}[${index}]`, scope));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      if (/[$%]\{/.test(key)) throw new Error(`${where}: the key "${key}" is an expression`);
      return [key, evaluate(each, `${where}.${key}`, scope)];
    }),
  );
}

/** Every reference in a JSON value of the configuration. */
export function referencesIn(value: Json, where: string): Reference[] {
  const found: Reference[] = [];
  evaluate(value, where, (reference) => {
    found.push(reference);
    return UNKNOWN;
  });
  return found;
}

/** What lies at the end of a path; a missing step is an error, as in Terraform. */
export function stepInto(value: Value, { path, text }: Reference, from: number): Value {
  let current = value;
  for (const step of path.slice(from)) {
    if (current === UNKNOWN) return UNKNOWN;
    const next =
      isList(current) && typeof step === "number"
        ? current[step]
        : isObject(current)
          ? current[step]
          : undefined;
    if (next === undefined) throw new Error(`\${${text}}: there is no ${String(step)}`);
    current = next;
  }
  return current;
}

function evaluateText(text: string, where: string, scope: Scope): Value {
  const parts = piecesOf(text, where).map((piece) =>
    typeof piece === "string" ? piece : scope(piece),
  );
  // A string that is nothing but a reference keeps the type of what it stands for.
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  if (parts.includes(UNKNOWN)) return UNKNOWN;
  return parts
    .map((part) => {
      if (typeof part === "object") throw new Error(`${where}: only text stands within text`);
      return String(part);
    })
    .join("");
}

function piecesOf(text: string, where: string): (string | Reference)[] {
  const pieces: (string | Reference)[] = [];
  let literal = "";
  let end = 0;
  for (const match of text.matchAll(PIECE)) {
    literal += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === "$${" || match[0] === "%%{") {
      literal += match[0].slice(1);
      continue;
    }
    if (literal !== "") pieces.push(literal);
    literal = "";
    pieces.push(parseReference(match[1], where, text));
  }
  literal += text.slice(end);
  if (literal !== "" || pieces.length === 0) pieces.push(literal);
  return pieces;
}

function parseReference(source: string | undefined, where: string, text: string): Reference {
  const refused = new Error(
    `${where}: "${text}" is more than plain references, and the applier knows nothing else`,
  );
  const written = source?.trim() ?? "";
  const root = IDENTIFIER.exec(written)?.[0];
  if (root === undefined) throw refused;
  const path: (string | number)[] = [];
  for (let rest = written.slice(root.length); rest !== "";) {
    const step = STEP.exec(rest);
    if (step === null) throw refused;
    path.push(step[1] ?? step[2] ?? Number(step[3]));
    rest = rest.slice(step[0].length);
  }
  if (root === "each" || root === "self") return { root, path, text: written };
  const name = path[0];
  // `type.name` alone is a whole resource, which no argument of the kit takes.
  if (typeof name !== "string" || path.length < 2) throw refused;
  return { root: `${root}.${name}`, path: path.slice(1), text: written };
}

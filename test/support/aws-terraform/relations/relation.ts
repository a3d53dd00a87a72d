import type { StackView } from "./stack-view";

/** How parts of a stack belong together, where a part is told apart by what only AWS makes known. */
export interface Relation {
  /** What is wrong when it does not hold. */
  readonly message: string;
  /** Expressions of Terraform that are all true; none where a stack has no such parts. */
  readonly conditions: (stack: StackView) => readonly string[];
  /** Wires a copy of `wiredStack` so that this relation, and no other one, does not hold. */
  readonly misWire: (stack: StackView) => void;
}

/** Whether a list or set holds exactly these values. */
export function holdsExactly(collection: string, values: readonly string[]): string {
  return `toset(${collection}) == toset([${values.join(", ")}])`;
}

/** A text as Terraform writes it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

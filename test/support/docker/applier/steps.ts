import { blockAddress } from "./block";
import type { Graph } from "./graph";
import type { PlannedChange } from "./plan";
import type { StoredInstance } from "./state";

/** One half of a change: the making, or change, of a thing, or its end. */
export interface Step {
  readonly kind: "make" | "end";
  readonly change: PlannedChange;
  /** Steps that have to succeed before. */
  readonly after: readonly Step[];
}

interface MutableStep extends Step {
  readonly after: Step[];
}

/**
 * The steps of a plan in Terraform's order.
 *
 * A thing is made after all that it depends on, and ends after all that depended on it. What replaces a
 * thing is made after the thing has ended, or with `create_before_destroy` before; then the old thing
 * outlasts the change of all that depends on it.
 */
export function stepsOf(changes: readonly PlannedChange[], graph: Graph): Step[] {
  const makes = changes
    .filter(({ action }) => action !== "delete")
    .map((change) => step("make", change));
  const ends = changes
    .filter(({ action }) => action === "replace" || action === "delete")
    .map((change) => step("end", change));
  for (const make of makes) {
    const needs = graph.dependenciesOf(blockAddress(make.change.address));
    for (const other of makes) {
      if (needs.has(blockAddress(other.change.address))) make.after.push(other);
    }
    for (const end of ends) {
      if (end.change.createBeforeDestroy) {
        if (outlasts(end, make, needs)) end.after.push(make);
      } else if (end.change === make.change || dependedOn(make.change.stored, end)) {
        make.after.push(end);
      }
    }
  }
  for (const end of ends) {
    for (const other of ends) {
      if (other !== end && dependedOn(other.change.stored, end)) end.after.push(other);
    }
  }
  return [...ends, ...makes];
}

function step(kind: Step["kind"], change: PlannedChange): MutableStep {
  return { kind, change, after: [] };
}

/** Whether the end of an old thing comes after a making: of what replaces it, of what needs either. */
function outlasts(end: Step, make: Step, needs: ReadonlySet<string>): boolean {
  const { address } = end.change;
  return (
    address === make.change.address ||
    needs.has(blockAddress(address)) ||
    dependedOn(make.change.stored, end)
  );
}

function dependedOn(stored: StoredInstance | undefined, end: Step): boolean {
  return stored?.dependencies.includes(blockAddress(end.change.address)) ?? false;
}

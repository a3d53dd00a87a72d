import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** A class, also one that only makes itself. */
interface Kind<T> {
  readonly prototype: T;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** The one part of a kind that a stack has under an id; it is made when it is first asked for. */
export function oneOfStack<T extends Construct>(
  kind: Kind<T>,
  scope: Construct,
  id: string,
  make: (stack: TerraformStack) => T,
): T {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(id);
  return existing instanceof kind ? (existing as T) : make(stack);
}

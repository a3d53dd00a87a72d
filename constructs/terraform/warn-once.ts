import { Annotations, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

/** Lets the synth print a warning, once for a stack, however many of its constructs have it. */
export function warnOnce(scope: Construct, warning: string): void {
  const stack = TerraformStack.of(scope);
  if (stack.node.metadata.some(({ data }) => data === warning)) return;
  Annotations.of(stack).addWarning(warning);
}

import type { TerraformResourceLifecycle } from "cdktf";

/**
 * What becomes of a resource that holds data when its stack is destroyed: `retain` makes Terraform refuse
 * every plan that would destroy or replace it, `destroy` lets it go.
 */
export type RemovalPolicy = "retain" | "destroy";

/** Lifecycle of a resource that holds data. */
export function lifecycleOf(policy: RemovalPolicy = "retain"): TerraformResourceLifecycle {
  return { preventDestroy: policy === "retain" };
}

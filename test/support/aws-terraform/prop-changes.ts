import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { PlannedConfiguration } from "./planned-configuration";
import { settledState } from "./settled-state";
import type { AwsWorkspace } from "./workspace";

/** One changed prop of a construct, and what Terraform does to its resources. */
export type PropChange<Props> = readonly [
  /** Of the construct, which its resources' names begin with. */
  name: string,
  from: Props,
  to: Props,
  actions: readonly string[],
];

export interface PropChangesProps<Props> {
  readonly changes: readonly PropChange<Props>[];
  /** A stack with one construct for each change. */
  readonly stackOf: (
    scope: Construct,
    propsOf: (change: PropChange<Props>) => Props,
  ) => TerraformStack;
  /** Values of the stack's variables; the same before and after. @default - it has none */
  readonly variables?: Readonly<Record<string, string>>;
  /** What is left out of the names of types, beside `aws_`. */
  readonly service: RegExp;
}

/** Plans all changes from a stored state, without asking anybody; by name what is done, sorted. */
export function planPropChanges<Props>(
  workspace: AwsWorkspace,
  { changes, service, stackOf, variables = {} }: PropChangesProps<Props>,
): ReadonlyMap<string, readonly string[]> {
  const before = workspace.add("before", (scope) => stackOf(scope, ([, from]) => from));
  const state = settledState(before, variables);
  const after = workspace.add("after", (scope) => stackOf(scope, ([, , to]) => to));
  const names = changes.map(([name]) => name);
  const { changes: done } = after.plan({ variables, state });
  return actionsOf(done, names, service);
}

function actionsOf(
  changes: PlannedConfiguration["changes"],
  names: readonly string[],
  service: RegExp,
): ReadonlyMap<string, readonly string[]> {
  const all = new Map(names.map((name) => [name, new Set<string>()]));
  for (const [address, action] of Object.entries(changes)) {
    const [type = "", id = ""] = address.split(".");
    const short = type.replace(/^aws_/, "").replace(service, "");
    all.get(id.split("_")[0] ?? "")?.add(`${action} ${short}`);
  }
  return new Map([...all].map(([name, actions]) => [name, [...actions].sort()]));
}

import { environment } from "../aws";
import type { Json, JsonObject } from "../template";
import type { SynthesizedStack } from "./terraform-json";

/** What is to be true of a stack that a mocked provider planned. */
export interface Assertion {
  /** What is wrong otherwise. */
  readonly message: string;
  /** An expression of Terraform. */
  readonly condition: string;
}

/** A stack and what is asserted of it. */
export interface MockedRun {
  /** Name of the run and of the stack's folder. */
  readonly name: string;
  readonly stack: SynthesizedStack;
  readonly assertions: readonly Assertion[];
}

/** Passes for a password and for a certificate alike. */
const VARIABLE = "-----BEGIN MOCKED VALUE-----";
const REFERENCE = /\b(aws_\w+)\.([\w-]+)\.(\w+)/g;

/**
 * A test file of Terraform: the stack is planned by a provider that asks nobody. What only AWS makes known
 * has a value of its own for each resource, so that no two of them can be mistaken for each other.
 */
export function mockedTest({ assertions, name, stack }: MockedRun): JsonObject {
  const variables = Object.keys(stack.variable ?? {}).map((variable) => [variable, VARIABLE]);
  return {
    mock_provider: { aws: {} },
    run: {
      [name]: {
        command: "plan",
        module: { source: `./${name}` },
        variables: Object.fromEntries(variables) as JsonObject,
        assert: assertions.map(({ condition, message }) => ({
          condition: `\${${condition}}`,
          error_message: message,
        })),
        override_resource: overrides(stack, assertions),
      },
    },
  };
}

/** Values of the attributes that the stack or an assertion refers to and the configuration leaves open. */
function overrides(stack: SynthesizedStack, assertions: readonly Assertion[]): JsonObject[] {
  const values = new Map<string, JsonObject>();
  const text = JSON.stringify([stack.resource, stack.output, assertions]);
  for (const [, type = "", id = "", attribute = ""] of text.matchAll(REFERENCE)) {
    const set = stack.resource[type]?.[id];
    if (set === undefined || attribute in set) continue;
    const target = `${type}.${id}`;
    values.set(target, { ...values.get(target), [attribute]: answer(target, attribute, set) });
  }
  return [...values].map(([target, known]) => ({
    target,
    values: known,
    override_during: "plan",
  }));
}

function answer(target: string, attribute: string, set: JsonObject): Json {
  if (attribute === "member_clusters") return memberClusters(set);
  if (attribute !== "arn") return `${attribute} of ${target}`;
  return `arn:aws:mock:${environment.region}:${environment.account}:${target}`;
}

/** Ids that ElastiCache gives the nodes of a replication group. */
function memberClusters({
  num_node_groups: shards,
  replicas_per_node_group: replicas,
  replication_group_id: id,
}: JsonObject): string[] {
  if (typeof id !== "string") throw new Error("a replication group has no id of its own");
  return numbered(Number(shards), 4).flatMap((shard) =>
    numbered(Number(replicas) + 1, 3).map((node) => `${id}-${shard}-${node}`),
  );
}

function numbered(count: number, digits: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1).padStart(digits, "0"));
}

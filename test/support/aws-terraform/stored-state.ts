import type { Plan } from "./terraform-json";
import type { Json, JsonObject } from "../template";

/** A state file, as far as Terraform needs it to plan without asking anybody. */
export interface StoredState {
  readonly version: 4;
  readonly terraform_version: string;
  readonly serial: number;
  readonly lineage: string;
  readonly resources: readonly {
    readonly mode: "managed";
    readonly type: string;
    readonly name: string;
    readonly provider: string;
    readonly instances: readonly {
      readonly schema_version: number;
      readonly attributes: JsonObject;
      /** Terraform compares these, too. */
      readonly sensitive_attributes: readonly (readonly Step[])[];
    }[];
  }[];
}

/** A step on the way to a value. */
type Step =
  | { readonly type: "get_attr"; readonly value: string }
  | { readonly type: "index"; readonly value: { readonly value: number; readonly type: "number" } };

/**
 * The state after a plan was carried out, as if nobody had changed anything; what only AWS knows is its
 * address. Where resources refer to such a value, the plan is to be made once more from this state.
 */
export function stateAfter({
  configuration,
  planned_values: { root_module },
  resource_changes,
}: Plan): StoredState {
  const aliases = new Map(
    configuration.root_module.resources.map(({ address, provider_config_key: key }) => [
      address,
      key.replace(/^aws/, ""),
    ]),
  );
  const unknown = new Map(
    resource_changes.map(({ address, change }) => [address, change.after_unknown]),
  );
  return {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "00000000-0000-0000-0000-000000000000",
    resources: root_module.resources.map((resource) => ({
      mode: "managed",
      type: resource.type,
      name: resource.name,
      provider: `provider["registry.terraform.io/hashicorp/aws"]${aliases.get(resource.address)}`,
      instances: [
        {
          schema_version: resource.schema_version,
          attributes: known(resource.address, resource.values, unknown.get(resource.address)),
          sensitive_attributes: pathsOf(resource.sensitive_values),
        },
      ],
    })),
  };
}

/** What AWS answers where a configuration leaves it open: an absent one would count as a change. */
const ANSWERS: Readonly<Record<string, Json>> = {
  cache_nodes: [],
  egress: [],
  ingress: [],
  managed_policy_arns: [],
  member_clusters: [],
  password_count: 0,
  security_group_names: [],
  triggers: {},
  version_stages: ["AWSCURRENT"],
};
/** Attributes that identify a resource; others refer to these alone, and the provider reads an ARN. */
const IDENTITIES: ReadonlyMap<string, string> = new Map([
  ["arn", "arn:aws:test:eu-central-1:012345678901:"],
  ["id", "id:"],
  ["key_id", "key_id:"],
]);

function known(address: string, values: JsonObject, unknown: Json | undefined): JsonObject {
  if (!isObject(unknown)) return values;
  const open = Object.entries(unknown).map(([name, isUnknown]): [string, Json] => {
    const value = values[name];
    if (isUnknown === true) {
      const identity = IDENTITIES.get(name);
      return [name, ANSWERS[name] ?? (identity === undefined ? null : `${identity}${address}`)];
    }
    if (!Array.isArray(value) || !Array.isArray(isUnknown)) return [name, value ?? null];
    const blocks = value.map((block, place) =>
      isObject(block) ? known(address, block, isUnknown[place]) : block,
    );
    return [name, blocks];
  });
  return { ...values, ...Object.fromEntries(open) };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Ways to every `true`. */
function pathsOf(marks: Json, from: readonly Step[] = []): (readonly Step[])[] {
  if (marks === true) return [from];
  if (Array.isArray(marks)) {
    return marks.flatMap((mark, value) =>
      pathsOf(mark, [...from, { type: "index", value: { value, type: "number" } }]),
    );
  }
  if (!isObject(marks)) return [];
  return Object.entries(marks).flatMap(([value, mark]) =>
    pathsOf(mark, [...from, { type: "get_attr", value }]),
  );
}

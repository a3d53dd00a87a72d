import { ValidationError } from "../../core/errors";
import { requireEviction, type EvictionPolicy } from "../eviction";
import type { RedisClusterProps } from "../props";
import { RenamedCommands, requireKnownCommands } from "../renamed-commands";
import { requireFamily, type AwsEngine } from "./aws-engine";
import type { ExistingParameterGroup } from "./aws-redis-props";
import { parameterGroupName, parametersOf, type Parameter } from "./parameters";
import { blockedCommandsOf, type DroppedCommand } from "./rename-commands";

/** Parameters of a cluster: its own group, or one of somebody else. */
export type ParameterGroup =
  | {
      readonly kind: "own";
      readonly name: string;
      readonly family: string;
      readonly parameters: readonly Parameter[];
      readonly fullCoverage: boolean;
      readonly blockedCommands: readonly string[];
      readonly droppedCommands: readonly DroppedCommand[];
    }
  | { readonly kind: "existing"; readonly name: string; readonly family: string };

/** Props that become parameters. */
export interface ParameterGroupProps extends Pick<
  RedisClusterProps,
  "fullCoverage" | "eviction" | "durability" | "renamedCommands"
> {
  readonly parameterGroup?: ExistingParameterGroup;
  readonly dataTiering?: boolean;
}

const PARAMETER_PROPS = ["fullCoverage", "eviction", "durability", "renamedCommands"] as const;

/** What nodes with data tiering can do when they are full; user guide, "Data tiering". */
const TIERED_POLICIES: readonly EvictionPolicy[] = ["allkeys-lru", "noeviction", "volatile-lru"];

/**
 * The parameter group of a cluster.
 *
 * @param cluster name of the cluster in its account
 * @throws ValidationError ELASTICACHE_FAMILY, ELASTICACHE_PARAMETER_GROUP_FOREIGN,
 * ELASTICACHE_EVICTION_TIERED, ELASTICACHE_NOT_BLOCKABLE, ELASTICACHE_RENAME_TO_SECRET, REDIS_EVICTION,
 * RENAMED_COMMAND_TOO_NEW
 */
export function parameterGroupOf(
  props: ParameterGroupProps,
  engine: AwsEngine,
  cluster: string,
): ParameterGroup {
  if (props.parameterGroup !== undefined) {
    requireFamily(engine, props.parameterGroup.family);
    requireNothingBeside(props);
    return { kind: "existing", ...props.parameterGroup };
  }
  const { family } = engine;
  const eviction = requireEviction(props.eviction ?? "volatile-lru");
  if (props.dataTiering === true) requireTieredEviction(eviction);
  const renamedCommands = props.renamedCommands ?? RenamedCommands.secureDefaults();
  requireKnownCommands(renamedCommands, engine);
  const { value, blocked, dropped } = blockedCommandsOf(renamedCommands, family);
  const fullCoverage = props.fullCoverage ?? false;
  const parameters = parametersOf({
    fullCoverage,
    eviction,
    durability: props.durability,
    blockedCommands: value,
  });
  return {
    kind: "own",
    name: parameterGroupName(cluster, family, parameters),
    family,
    parameters,
    fullCoverage,
    blockedCommands: blocked,
    droppedCommands: dropped,
  };
}

function requireNothingBeside(props: ParameterGroupProps): void {
  const set = PARAMETER_PROPS.find((prop) => props[prop] !== undefined);
  if (set === undefined) return;
  throw new ValidationError("ELASTICACHE_PARAMETER_GROUP_FOREIGN", {
    problem: `${set} is a parameter, and parameterGroup names a group that the kit does not change`,
    received: props[set],
    allowed: `parameterGroup, or ${PARAMETER_PROPS.join(", ")}`,
    fix: `leave ${set} out and set it in the group, or leave parameterGroup out`,
  });
}

function requireTieredEviction(eviction: EvictionPolicy): void {
  if (TIERED_POLICIES.includes(eviction)) return;
  throw new ValidationError("ELASTICACHE_EVICTION_TIERED", {
    problem: "nodes with data tiering have no such eviction policy",
    received: eviction,
    allowed: TIERED_POLICIES.join(", "),
    fix: "choose one of them, or leave dataTiering out",
  });
}

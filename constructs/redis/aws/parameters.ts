import { digestOfParts } from "../../core/digest";
import type { EvictionPolicy } from "../eviction";
import type { RedisDurability } from "../props";
import { MIN_REPLICAS_MAX_LAG_SECONDS } from "../redis-conf";
import type { ParameterFamily } from "./aws-engine";

/** A parameter of a parameter group. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Choices that are parameters on ElastiCache. */
export interface ParameterChoices {
  readonly fullCoverage: boolean;
  readonly eviction: EvictionPolicy;
  readonly durability: RedisDurability | undefined;
  /** Value of `rename-commands`. */
  readonly blockedCommands: string | undefined;
}

/**
 * Parameters that a cluster sets, by name; all else stays as the family has it. Each can be modified in
 * every family: the user guide, "Engine specific parameters".
 */
export function parametersOf(choices: ParameterChoices): readonly Parameter[] {
  const { durability, blockedCommands } = choices;
  const values: Readonly<Record<string, string | undefined>> = {
    "cluster-enabled": "yes",
    "cluster-require-full-coverage": choices.fullCoverage ? "yes" : "no",
    "maxmemory-policy": choices.eviction,
    "min-replicas-max-lag":
      durability === undefined ? undefined : String(MIN_REPLICAS_MAX_LAG_SECONDS),
    "min-replicas-to-write":
      durability === undefined ? undefined : String(durability.minReplicasToWrite),
    "rename-commands": blockedCommands,
  };
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Digits of the digest in a name: two groups of one cluster exist at a time, during a replacement. */
const DIGEST_DIGITS = 8;

/**
 * Name of a parameter group. It changes with the family and with every value: a group that is in use
 * cannot be replaced under its own name.
 *
 * @param cluster id of the replication group, of small letters, digits and hyphens
 */
export function parameterGroupName(
  cluster: string,
  family: ParameterFamily,
  parameters: readonly Parameter[],
): string {
  const digest = digestOfParts([family, ...parameters.flatMap(({ name, value }) => [name, value])]);
  return `${cluster}-${family}-${digest.slice(0, DIGEST_DIGITS)}`;
}

import { ValidationError } from "../../core/errors";
import { RedisEngine } from "../engine";
import type { EngineName } from "../engine-floors";

/** A set of parameters that ElastiCache keeps for several lines of an engine. */
export type ParameterFamily = "redis7" | "valkey7" | "valkey8" | "valkey9";

/** A line of an engine that ElastiCache offers; the service chooses the patch and installs newer ones. */
export interface AwsEngine {
  readonly name: EngineName;
  /** `major.minor`, as `engine_version` takes it. */
  readonly version: string;
  readonly family: ParameterFamily;
}

/**
 * What is offered, oldest line first; looked up in November 2026 in the ElastiCache user guide, "Engine
 * versions" and "Engine specific parameters". Redis ends at 7.1 there.
 */
export const AWS_ENGINES: readonly AwsEngine[] = [
  { name: "redis", version: "7.0", family: "redis7" },
  { name: "redis", version: "7.1", family: "redis7" },
  { name: "valkey", version: "7.2", family: "valkey7" },
  { name: "valkey", version: "8.0", family: "valkey8" },
  { name: "valkey", version: "8.1", family: "valkey8" },
  { name: "valkey", version: "8.2", family: "valkey8" },
  { name: "valkey", version: "9.0", family: "valkey9" },
  { name: "valkey", version: "9.1", family: "valkey9" },
];

/** The engine of a cluster on AWS whose props name none. */
export const DEFAULT_AWS_ENGINE = RedisEngine.valkey("8.1");

/**
 * The offered line that an engine means.
 *
 * @throws ValidationError ELASTICACHE_ENGINE_PATCH, ELASTICACHE_ENGINE_NOT_OFFERED
 */
export function awsEngineOf({ name, version }: Pick<RedisEngine, "name" | "version">): AwsEngine {
  const [major = "", minor = "", patch] = version.split(".");
  const line = `${major}.${minor}`;
  const offered = AWS_ENGINES.filter((engine) => engine.name === name);
  const found = offered.find((engine) => engine.version === line);
  if (found === undefined) {
    throw new ValidationError("ELASTICACHE_ENGINE_NOT_OFFERED", {
      problem: `ElastiCache does not offer ${name} ${line}`,
      received: `${name} ${version}`,
      allowed: AWS_ENGINES.map((engine) => `${engine.name} ${engine.version}`).join(", "),
      fix: `use RedisEngine.${name}("${offered.at(-1)?.version}")`,
    });
  }
  if (patch === undefined) return found;
  throw new ValidationError("ELASTICACHE_ENGINE_PATCH", {
    problem: `ElastiCache chooses the patch of ${name} ${line} itself`,
    received: `${name} ${version}`,
    allowed: `${name} ${line}`,
    fix: `use RedisEngine.${name}("${line}")`,
  });
}

/**
 * Refuses a family of parameters that belongs to other lines.
 *
 * @throws ValidationError ELASTICACHE_FAMILY
 */
export function requireFamily({ name, version, family }: AwsEngine, received: string): void {
  if (received === family) return;
  throw new ValidationError("ELASTICACHE_FAMILY", {
    problem: `the parameter group is not of the family of ${name} ${version}`,
    received,
    allowed: family,
    fix: `use a parameter group of ${family}, or leave it out and get an own one`,
  });
}

import { ValidationError } from "../../core/errors";
import { refuseToken, requireInteger, requireName } from "../../core/validate";
import { requireGrantableCommands } from "../acl-engine";
import type { RedisEngine } from "../engine";
import type { EngineName } from "../engine-floors";
import { requireDistinctUsers, type RedisUser } from "../user";
import { awsEngineOf, DEFAULT_AWS_ENGINE } from "./aws-engine";
import { awsId } from "./aws-id";
import type { RemovalPolicy } from "../../aws/removal-policy";
import type { AwsRedisEnvironment } from "./aws-redis-props";
import { awsUsersOf, type AwsUser } from "./aws-user";
import { changedNotes } from "./service-notes";
import type { ServerlessAlarmProps } from "./serverless-alarm-plan";
import { requireNoNodeOptions } from "./serverless-options";
import type { UserAuthentication } from "./user-authentication";

/** Least that is paid for and kept ready, and most that is given. */
export interface UsageLimit {
  /** @default - none: what is used is paid for, with the least that AWS charges */
  readonly min?: number;
  /** @default - none: the cache grows with its use */
  readonly max?: number;
}

/**
 * A serverless cache of ElastiCache: the service chooses and moves nodes, shards and replicas, so that
 * what shapes those is refused with ELASTICACHE_SERVERLESS_OPTION.
 */
export interface ServerlessRedisProps {
  /** Name within the environment: small letters, digits and hyphens, starting with a letter. */
  readonly name: string;
  /**
   * A line that ElastiCache offers; of it the service takes the major version.
   *
   * @default RedisEngine.valkey("8.1")
   */
  readonly engine?: RedisEngine;
  /** @default - none */
  readonly users?: readonly RedisUser[];
  /** @default - UserAuthentication.iam() for each */
  readonly authentication?: Readonly<Record<string, UserAuthentication>>;
  /** Data in GB, 1 to 5000. @default - no limit */
  readonly storageGb?: UsageLimit;
  /** Processing units (ECPU) each second, 1000 to 15,000,000. @default - no limit */
  readonly ecpuPerSecond?: UsageLimit;
  /** Time of the daily snapshot in UTC, `hh:mm`. @default "01:00" */
  readonly snapshotTime?: string;
  /** Days that the daily snapshot is kept, 0 to 35; 0 makes none. @default 7 */
  readonly snapshotRetentionDays?: number;
  /** Snapshots to begin with, by ARN; at creation only. @default - none */
  readonly snapshotArnsToRestore?: readonly string[];
  /** `retain`: a plan that would destroy the cache fails. @default "retain" */
  readonly removalPolicy?: RemovalPolicy;
  /** @default - every signal with the threshold of `docs/monitoring.md`, told to the topic of the place */
  readonly alarms?: ServerlessAlarmProps;
}

/** A serverless cache with every choice made, as plain data. */
export interface ServerlessRedisModel {
  readonly environment: string;
  readonly region: string;
  readonly name: string;
  /** Of the cache; its user group has the same. */
  readonly id: string;
  readonly engine: { readonly name: EngineName; readonly majorVersion: string };
  readonly applicationUsers: readonly RedisUser[];
  readonly users: readonly AwsUser[];
  readonly storageGb: UsageLimit;
  readonly ecpuPerSecond: UsageLimit;
  readonly snapshotTime: string;
  readonly snapshotRetentionDays: number;
  readonly snapshotArnsToRestore: readonly string[];
  readonly removalPolicy: RemovalPolicy;
  /** What the service decides or does in another way, each a sentence. */
  readonly notes: readonly string[];
}

/**
 * Checks the props and fills in the defaults.
 *
 * @throws ValidationError REDIS_NAME, REDIS_USER_TWICE, REDIS_USER_COMMAND_LATER, TOKEN_NOT_ALLOWED,
 * ELASTICACHE_SERVERLESS_OPTION, ELASTICACHE_STORAGE_LIMIT, ELASTICACHE_ECPU_LIMIT,
 * ELASTICACHE_SNAPSHOT_TIME, ELASTICACHE_SNAPSHOT_RETENTION, and those of engine and users
 */
export function createServerlessRedisModel(
  props: ServerlessRedisProps,
  environment: Pick<AwsRedisEnvironment, "name" | "region">,
): ServerlessRedisModel {
  requireName("REDIS_NAME", "the name of a Redis cache", props.name);
  requireNoNodeOptions(props);
  const chosen = props.engine ?? DEFAULT_AWS_ENGINE;
  const { name, version } = awsEngineOf(chosen);
  const [majorVersion = version] = version.split(".");
  const applicationUsers = requireDistinctUsers(props.users ?? []);
  requireGrantableCommands(applicationUsers, chosen);
  const { users, changed } = awsUsersOf({
    environment: environment.name,
    cluster: props.name,
    engine: name,
    users: applicationUsers,
    authentication: props.authentication ?? {},
  });
  const snapshotRetentionDays = props.snapshotRetentionDays ?? 7;
  const days = { min: 0, max: 35, unit: "days" };
  requireInteger(
    "ELASTICACHE_SNAPSHOT_RETENTION",
    "snapshotRetentionDays",
    snapshotRetentionDays,
    days,
  );
  return {
    environment: environment.name,
    region: environment.region,
    name: props.name,
    id: awsId(`cache ${props.name}`, [environment.name, props.name]),
    engine: { name, majorVersion },
    applicationUsers,
    users,
    storageGb: requireStorage(props.storageGb ?? {}),
    ecpuPerSecond: requireEcpu(props.ecpuPerSecond ?? {}),
    snapshotTime: requireTime(props.snapshotTime ?? "01:00"),
    snapshotRetentionDays,
    snapshotArnsToRestore: props.snapshotArnsToRestore ?? [],
    removalPolicy: props.removalPolicy ?? "retain",
    notes: [
      `engine is ${name} ${majorVersion}: the service chooses the minor version of a serverless cache`,
      "renamedCommands is empty: a serverless cache has no parameter group, the users' grants decide alone",
      ...changedNotes(changed),
    ],
  };
}

function requireStorage({ min, max }: UsageLimit): UsageLimit {
  const range = { min: 1, max: 5000, unit: "GB" };
  if (max !== undefined) requireInteger("ELASTICACHE_STORAGE_LIMIT", "storageGb.max", max, range);
  const upTo = { ...range, max: max ?? range.max };
  if (min !== undefined) requireInteger("ELASTICACHE_STORAGE_LIMIT", "storageGb.min", min, upTo);
  return { min, max };
}

function requireEcpu({ min, max }: UsageLimit): UsageLimit {
  const range = { min: 1000, max: 15_000_000, unit: "ECPU" };
  if (max !== undefined) requireInteger("ELASTICACHE_ECPU_LIMIT", "ecpuPerSecond.max", max, range);
  const upTo = { ...range, max: max ?? range.max };
  if (min !== undefined) requireInteger("ELASTICACHE_ECPU_LIMIT", "ecpuPerSecond.min", min, upTo);
  return { min, max };
}

function requireTime(time: string): string {
  refuseToken("snapshotTime", time);
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return time;
  throw new ValidationError("ELASTICACHE_SNAPSHOT_TIME", {
    problem: "snapshotTime is no time of day",
    received: time,
    allowed: "hh:mm in UTC, 00:00 to 23:59",
    fix: "such as 01:00",
  });
}

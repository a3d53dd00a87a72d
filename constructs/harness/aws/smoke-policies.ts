import { arnOf } from "../../aws/arn";
import type { AwsEnvironment } from "../../aws/aws-environment";
import type { PolicyStatement } from "../../aws/policy-document";
import { secretStatements } from "../../memcached/aws/task-policies";
import { type ConnectableCache, connectStatements } from "../../redis/aws/connect-policy";
import { type ReportFolder, reportStatements } from "./report-bucket";

/** A cluster or serverless cache that the harness logs in to. */
export type ProvenCache = ConnectableCache & {
  readonly name: string;
  /** Ids of its users that log in by IAM. */
  readonly userIds: readonly string[];
};

/** What the harness in its task may do, and to what. */
export interface SmokeRights {
  readonly environment: AwsEnvironment;
  readonly caches: readonly ProvenCache[];
  /** ARNs of the secrets that manifests refer to. */
  readonly secretArns: readonly string[];
  /** ARN of the key that they are encrypted with. */
  readonly keyArn: string;
  /** Nodes of rings, as `cluster/service` of ECS. @default - none: no faults are allowed */
  readonly ringServices: readonly string[];
  readonly areFaultsAllowed: boolean;
  /** @default - none: reports are stored nowhere */
  readonly reports?: ReportFolder | undefined;
}

/**
 * Statements of the role of the harness: to log in as its users do, and to inject faults and to store reports
 * where that is asked for.
 */
export function smokeStatements(rights: SmokeRights): PolicyStatement[] {
  const { areFaultsAllowed, caches, environment, reports } = rights;
  return [
    ...caches
      .filter(({ userIds }) => userIds.length > 0)
      .map((cache) => connectStatement(environment, cache)),
    ...(rights.secretArns.length === 0 ? [] : secretStatements(environment, rights)),
    ...(areFaultsAllowed ? [...failoverStatements(rights), ...taskStatements(rights)] : []),
    ...(reports === undefined ? [] : reportStatements(environment, reports)),
  ];
}

function connectStatement(environment: AwsEnvironment, cache: ProvenCache): PolicyStatement {
  const { name, userIds } = cache;
  const resources = userIds.flatMap((userId) =>
    connectStatements(environment, cache, userId).flatMap(({ Resource = [] }) => Resource),
  );
  return {
    Sid: `ConnectTo${camel(name)}`,
    Effect: "Allow",
    Action: "elasticache:Connect",
    Resource: [...new Set(resources)],
  };
}

function failoverStatements({ caches, environment }: SmokeRights): PolicyStatement[] {
  // Of a serverless cache nobody fails a node.
  const groups = caches.flatMap((cache) =>
    "replicationGroupId" in cache ? [cache.replicationGroupId] : [],
  );
  if (groups.length === 0) return [];
  return [
    {
      Sid: "TestFailovers",
      Effect: "Allow",
      Action: ["elasticache:DescribeReplicationGroups", "elasticache:TestFailover"],
      Resource: groups.map((group) =>
        arnOf(environment, "elasticache", `replicationgroup:${group}`),
      ),
    },
    {
      Sid: "ReadOfThem",
      Effect: "Allow",
      Action: "elasticache:DescribeEvents",
      // The action knows no resources (service authorization reference, Amazon ElastiCache).
      Resource: "*",
    },
  ];
}

function taskStatements({ environment, ringServices }: SmokeRights): PolicyStatement[] {
  const clusters = [...new Set(ringServices.map((service) => service.split("/")[0] ?? ""))];
  if (clusters.length === 0) return [];
  const inCluster = {
    ArnEquals: {
      "ecs:cluster": clusters.map((name) => arnOf(environment, "ecs", `cluster/${name}`)),
    },
  };
  return [
    {
      Sid: "WatchTheServices",
      Effect: "Allow",
      Action: "ecs:DescribeServices",
      Resource: ringServices.map((service) => arnOf(environment, "ecs", `service/${service}`)),
    },
    {
      Sid: "ListTheirTasks",
      Effect: "Allow",
      Action: "ecs:ListTasks",
      // On Fargate there is no container instance, the one resource that the action knows.
      Resource: "*",
      Condition: inCluster,
    },
    {
      Sid: "StopTheirTasks",
      Effect: "Allow",
      Action: ["ecs:DescribeTasks", "ecs:StopTask"],
      // A task's name is known when it runs.
      Resource: clusters.map((name) => arnOf(environment, "ecs", `task/${name}/*`)),
      Condition: inCluster,
    },
  ];
}

/** Statements are named by letters and digits. */
function camel(name: string): string {
  return name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

import { MANIFEST_SCHEMA, type RedisManifest, type RedisManifestNode } from "../../core/manifest";
import { SLOT_COUNT } from "../slots";
import type { ScalingRange } from "./autoscaling";
import type { AwsRedisModel } from "./aws-redis-model";
import { manifestUsersOf } from "./manifest-users";
import { memberName } from "./members";
import { AWS_NODE_TIMEOUT_MS } from "./unsupported-props";

/**
 * The manifest of a cluster on AWS; its nodes and their number are those of the first day,
 * with the bounds of what scales.
 *
 * @param configurationEndpoint host name that clients ask for the topology; may be a token
 */
export function awsRedisManifest(
  model: AwsRedisModel,
  configurationEndpoint: string,
): RedisManifest {
  const { parameterGroup } = model;
  return {
    schema: MANIFEST_SCHEMA,
    environment: model.environment,
    target: "aws",
    kind: "redis-cluster",
    name: model.name,
    engine: { name: model.engine.name, version: model.engine.version },
    entrypoints: [{ host: configurationEndpoint, port: model.port }],
    nodes: nodesOf(model),
    topology: topologyOf(model),
    nodeTimeoutMs: AWS_NODE_TIMEOUT_MS,
    ...(parameterGroup.kind === "own" ? { fullCoverage: parameterGroup.fullCoverage } : {}),
    tls: { ca: "system", minVersion: "TLSv1.2" },
    users: manifestUsersOf({ ...model, cacheName: model.id }),
    renamedCommands:
      parameterGroup.kind === "own"
        ? parameterGroup.blockedCommands.map((command) => ({ command, as: null }))
        : [],
  };
}

function topologyOf({
  autoscaling: { replicas, shards },
  ...model
}: AwsRedisModel): RedisManifest["topology"] {
  const scaling = {
    ...(shards === undefined ? {} : { shards: boundsOf(shards) }),
    ...(replicas === undefined ? {} : { replicasPerShard: boundsOf(replicas) }),
  };
  return {
    shards: model.shards,
    replicasPerShard: model.replicasPerShard,
    slots: SLOT_COUNT,
    ...(shards === undefined && replicas === undefined ? {} : { scaling }),
  };
}

function boundsOf({ max, min }: ScalingRange): { min: number; max: number } {
  return { min, max };
}

function nodesOf({ id, shards, replicasPerShard }: AwsRedisModel): RedisManifestNode[] {
  return Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: replicasPerShard + 1 }, (_member, index) => ({
      id: `${shard}-${index}`,
      shard,
      ref: memberName(id, shard, index),
    })),
  ).flat();
}

import {
  MANIFEST_SCHEMA,
  type RedisManifest,
  type RedisManifestNode,
  type RedisManifestUser,
} from "../../core/manifest";
import { customRules } from "../manifest";
import { SLOT_COUNT } from "../slots";
import type { AwsRedisModel } from "./aws-redis-model";
import { AWS_SYSTEM_USERS, type AwsUser } from "./aws-user";
import { memberName } from "./members";
import { AWS_NODE_TIMEOUT_MS } from "./unsupported-props";

/** Field of a user's secret that holds the password. */
export const SECRET_PASSWORD_KEY = "password";

/**
 * The manifest of a cluster on AWS; its nodes and their number are those of the first day.
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
    topology: {
      shards: model.shards,
      replicasPerShard: model.replicasPerShard,
      slots: SLOT_COUNT,
    },
    nodeTimeoutMs: AWS_NODE_TIMEOUT_MS,
    ...(parameterGroup.kind === "own" ? { fullCoverage: parameterGroup.fullCoverage } : {}),
    tls: { ca: "system", minVersion: "TLSv1.2" },
    users: usersOf(model),
    renamedCommands:
      parameterGroup.kind === "own"
        ? parameterGroup.blockedCommands.map((command) => ({ command, as: null }))
        : [],
  };
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

function usersOf(model: AwsRedisModel): RedisManifestUser[] {
  const active = new Map(
    model.users.filter(({ isActive }) => isActive).map((user) => [user.user, user]),
  );
  const withLogin = (user: Omit<RedisManifestUser, "auth">): RedisManifestUser[] => {
    const login = active.get(user.name);
    const auth = login === undefined ? undefined : authOf(login, model);
    return auth === undefined ? [] : [{ ...user, auth }];
  };
  return [
    ...model.applicationUsers.flatMap((user) =>
      withLogin({
        name: user.name,
        role: user.role,
        keys: [...user.keys],
        channels: [...user.channels],
        ...(user.role === "custom" ? customRules(user) : {}),
      }),
    ),
    ...AWS_SYSTEM_USERS.flatMap(({ name, keys, channels }) =>
      withLogin({ name, role: "system", keys: [...keys], channels: [...channels] }),
    ),
  ];
}

function authOf(
  { id, loginName, user, authentication }: AwsUser,
  { id: cacheName, region }: AwsRedisModel,
): RedisManifestUser["auth"] | undefined {
  switch (authentication.type) {
    case "iam":
      return { iam: { region, userId: id, cacheName } };
    case "password":
      return {
        password: { secretsManager: authentication.secret, key: SECRET_PASSWORD_KEY },
        ...(loginName === user ? {} : { login: loginName }),
      };
    case "no-password":
      return undefined;
  }
}

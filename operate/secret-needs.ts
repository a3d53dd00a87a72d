import type { MemcachedModel } from "../constructs/memcached/model";
import type { RedisClusterModel } from "../constructs/redis/model";
import { loginNames } from "../constructs/redis/users-acl";
import type { SecretNeeds } from "../secrets/secret-store";

type Certificates = SecretNeeds["certificates"];

/** The secrets that a cluster needs. */
export function redisNeeds(model: RedisClusterModel, certificates: Certificates): SecretNeeds {
  return {
    owner: model.name,
    users: loginNames(model.users),
    commands: model.renamedCommands.renamed,
    certificates,
  };
}

/** The secrets that a ring needs. */
export function memcachedNeeds(model: MemcachedModel, certificates: Certificates): SecretNeeds {
  return {
    owner: model.name,
    users: model.users.map(({ name }) => name),
    commands: [],
    certificates,
  };
}

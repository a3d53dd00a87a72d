import { SECRET_PASSWORD_KEY } from "../../aws/secret-fields";
import type { MemcachedManifest } from "../../core/manifest";
import { memcachedManifest } from "../manifest";
import type { AwsMemcachedModel } from "./aws-memcached-model";
import { serviceName } from "./ring-alarm-plan";
import { ringSecretNames } from "./ring-secret-names";

/**
 * The manifest of a ring on AWS, as that of every target; a node's `ref` is `cluster/service` of ECS.
 *
 * @param clusterName name of the cluster of ECS; may be a token
 */
export function awsMemcachedManifest(
  model: AwsMemcachedModel,
  clusterName: string,
): MemcachedManifest {
  const { authorities } = ringSecretNames(model);
  const active = new Map(
    model.logins.filter(({ isActive }) => isActive).map((login) => [login.user, login]),
  );
  return memcachedManifest(model, {
    target: "aws",
    authority: { trusted: authorities.map((secretsManager) => ({ secretsManager })) },
    password: (user) => ({
      secretsManager: active.get(user)?.secret ?? "",
      key: SECRET_PASSWORD_KEY,
    }),
    login: (user) => active.get(user)?.name ?? user,
    node: (id) => `${clusterName}/${serviceName(model, id)}`,
  });
}

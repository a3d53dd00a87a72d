import { join } from "node:path";
import { redisPropsOf } from "../../configs/redis-props";
import type { DockerEnvironmentConfig } from "../../configs/schema";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { DockerEnvironment } from "../../constructs/docker/docker-environment";
import { redisImageOf } from "../../constructs/docker/images";
import { containerName } from "../../constructs/docker/node-conf";
import { dockerMemcachedModel } from "../../constructs/memcached/docker/docker-memcached-model";
import type { MemcachedModel } from "../../constructs/memcached/model";
import { dockerRedisModel } from "../../constructs/redis/docker/docker-redis-model";
import type { RedisClusterModel } from "../../constructs/redis/model";
import { nodeCertificateNames, type CertificateNames } from "../../constructs/tls/names";
import { ensurePrivateFolder } from "../../secrets/files";
import { SecretStore } from "../../secrets/secret-store";
import { withLock } from "../host/lock";
import { requireSamePlace } from "../same-place";
import { memcachedNeeds, redisNeeds } from "../secret-needs";
import { imagesOf } from "./images";
import { layMemcachedNodes } from "./lay-memcached";
import { layRedisNodes } from "./lay-redis";

/** A thousand certificates take less. */
const WAIT_MS = 60_000;

/**
 * Makes ready what containers mount: secrets, configuration, and a birth seed for each node of a cluster
 * that never ran. What exists is left as it is.
 *
 * @param project folder that holds `cdktf.json`, absolute
 * @throws ValidationError HOST_CHECKOUT_MOVED, REDIS_TOPOLOGY_CHANGED, and those of the models
 * @throws UnavailableError HOST_LOCKED, SECRET_UNREADABLE
 */
export async function prepareDocker(
  project: string,
  name: string,
  environment: DockerEnvironmentConfig,
): Promise<DockerEnvironment> {
  const caller = process.getuid?.() ?? 0;
  const paths = new EnvironmentPaths(project, name, caller === 0);
  ensurePrivateFolder(paths.directory);
  requireSamePlace(paths);
  const secrets = new SecretStore(paths.secrets, name);
  const docker: DockerEnvironment = {
    name,
    paths,
    secrets,
    ...imagesOf(environment),
    subnet: environment.subnet,
    access: environment.access,
    // Root's servers get the image's own user; anybody else's are the caller, who owns the files.
    accountOf: ({ uid, gid }) =>
      caller === 0 ? { uid, gid } : { uid: caller, gid: process.getgid?.() ?? caller },
  };
  const clusters = environment.redis.map((config) => {
    const props = redisPropsOf(config);
    return { model: dockerRedisModel(props, docker), image: redisImageOf(props, docker.redis) };
  });
  const rings = environment.memcached.map((config) => dockerMemcachedModel(config, docker));
  await withLock(join(paths.state, "secrets.lock"), WAIT_MS, async () => {
    await secrets.ensure([
      ...clusters.map(({ model }) => redisNeeds(model, certificatesOf(model))),
      ...rings.map((model) => memcachedNeeds(model, certificatesOf(model))),
    ]);
    for (const { model, image } of clusters) {
      layRedisNodes(model, paths, secrets, docker.accountOf(image));
    }
    for (const model of rings) {
      layMemcachedNodes(model, paths, secrets, docker.accountOf(docker.memcached));
    }
  });
  return docker;
}

/** Names for those who come from the machine, from the network and from the node itself. */
function certificatesOf(
  model: RedisClusterModel | MemcachedModel,
): Record<string, CertificateNames> {
  return Object.fromEntries(
    model.nodes.map(({ id, host, address }) => [
      id,
      nodeCertificateNames(containerName(model.environment, model.name, id), [
        host,
        "127.0.0.1",
        ...(address === undefined ? [] : [address]),
      ]),
    ]),
  );
}

import { join } from "node:path";
import type { HostEnvironmentConfig } from "../../configs/schema";
import { redisPropsOf } from "../../configs/redis-props";
import { EnvironmentPaths } from "../../constructs/core/environment-paths";
import type { HostEnvironment } from "../../constructs/host/host-environment";
import { createMemcachedModel } from "../../constructs/memcached/model";
import { hostRedisModel } from "../../constructs/redis/host/host-redis-model";
import { nodeCertificateNames, type CertificateNames } from "../../constructs/tls/names";
import { ensurePrivateFolder } from "../../secrets/files";
import { SecretStore, type SecretNeeds } from "../../secrets/secret-store";
import { requireSamePlace } from "../same-place";
import { memcachedNeeds, redisNeeds } from "../secret-needs";
import { incidentOf } from "./incident";
import { installedMemcached, installedRedis } from "./installed";
import { withLock } from "./lock";

/** A thousand certificates take less. */
const SECRETS_WAIT_MS = 60_000;

/**
 * Makes ready what a synth for this machine needs: the environment's folder and its secrets. What
 * exists is left as it is.
 *
 * @param project folder that holds `cdktf.json`, absolute
 * @throws ValidationError HOST_CHECKOUT_MOVED, and those of the models
 * @throws UnavailableError HOST_PROGRAM_MISSING, HOST_LOCKED, SECRET_UNREADABLE
 */
export async function prepareHost(
  project: string,
  name: string,
  environment: HostEnvironmentConfig,
): Promise<HostEnvironment> {
  const paths = new EnvironmentPaths(project, name, process.getuid?.() === 0);
  ensurePrivateFolder(paths.directory);
  requireSamePlace(paths);
  const secrets = new SecretStore(paths.secrets, name);
  const host: HostEnvironment = {
    name,
    paths,
    secrets,
    redis: installedRedis(),
    memcached: installedMemcached(),
    incident: incidentOf,
  };
  // Two commands that make the same secret would each go on with its own.
  await withLock(join(paths.state, "secrets.lock"), SECRETS_WAIT_MS, () =>
    secrets.ensure(needsOf(environment, host)),
  );
  return host;
}

/** The secrets that an environment on this machine needs. */
export function needsOf(
  environment: HostEnvironmentConfig,
  host: Pick<HostEnvironment, "name" | "redis" | "memcached">,
): SecretNeeds[] {
  return [
    ...environment.redis.map((config) => {
      const model = hostRedisModel(redisPropsOf(config), host);
      return redisNeeds(model, certificatesOf(model.name, model.nodes));
    }),
    ...environment.memcached.map((config) => {
      const model = createMemcachedModel(host.name, config, { build: host.memcached });
      return memcachedNeeds(model, certificatesOf(model.name, model.nodes));
    }),
  ];
}

function certificatesOf(
  owner: string,
  nodes: readonly { readonly id: string; readonly host: string }[],
): Record<string, CertificateNames> {
  return Object.fromEntries(
    nodes.map(({ id, host }) => [id, nodeCertificateNames(`${owner}-${id}`, [host])]),
  );
}

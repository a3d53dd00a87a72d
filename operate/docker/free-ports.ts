import { redisPropsOf } from "../../configs/redis-props";
import type { DockerEnvironmentConfig } from "../../configs/schema";
import { UnavailableError } from "../../constructs/core/errors";
import type { EnvironmentPaths } from "../../constructs/core/environment-paths";
import { isPublished } from "../../constructs/docker/access";
import { containerName } from "../../constructs/docker/node-conf";
import { dockerMemcachedModel } from "../../constructs/memcached/docker/docker-memcached-model";
import { dockerRedisModel } from "../../constructs/redis/docker/docker-redis-model";
import { requireFreePort } from "../host/ports";
import { docker } from "./engine";
import { existingContainers } from "./existing";
import { imagesOf } from "./images";

/** Where ports are published. */
const PUBLISHED_AT = "127.0.0.1";

/**
 * Makes sure that every port of an environment is free, or one of its own running containers has it.
 *
 * @throws ValidationError what the models refuse
 * @throws UnavailableError HOST_PORT_TAKEN, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function requireFreePorts(
  paths: EnvironmentPaths,
  environment: DockerEnvironmentConfig,
): Promise<void> {
  const { access, subnet } = environment;
  if (!isPublished(access)) return;
  const docker = { name: paths.environment, ...imagesOf(environment), subnet, access };
  const models = [
    ...environment.redis.map((config) => dockerRedisModel(redisPropsOf(config), docker)),
    ...environment.memcached.map((config) => dockerMemcachedModel(config, docker)),
  ];
  const existing = await existingContainers(paths);
  const running = new Set(existing.filter(({ isRunning }) => isRunning).map(({ name }) => name));
  for (const model of models) {
    for (const { id, port } of model.nodes) {
      if (running.has(containerName(paths.environment, model.name, id))) continue;
      await requireUnpublished(port, id);
    }
  }
}

/**
 * Makes sure that a container can publish a port.
 *
 * @param node id of the node that is to have it
 * @throws UnavailableError HOST_PORT_TAKEN, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function requireUnpublished(port: number, node: string): Promise<void> {
  try {
    await requireFreePort(PUBLISHED_AT, port, node);
  } catch (error) {
    // The program that listens is the engine's own.
    const { stdout } = await docker(
      ...["container", "ls", "--filter", `publish=${port}`, "--format", "{{.Names}}"],
    );
    const container = stdout.trim();
    if (container === "") throw error;
    throw new UnavailableError(
      "HOST_PORT_TAKEN",
      {
        problem: `node ${node} cannot have port ${port} of ${PUBLISHED_AT}: container ${container} has it`,
        received: port,
        allowed: "a port that no other container publishes",
        fix: "give the cluster another `port`, or stop that container",
      },
      undefined,
      { cause: error },
    );
  }
}

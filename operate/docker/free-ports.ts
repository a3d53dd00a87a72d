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
import { existingContainers, type ExistingContainer } from "./existing";
import { imagesOf } from "./images";

/** Where ports are published. */
const PUBLISHED_AT = "127.0.0.1";

/** A port that a node's container is to publish. */
export interface WantedPort {
  readonly container: string;
  /** Id of the node. */
  readonly node: string;
  readonly port: number;
}

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
  const wanted = models.flatMap(({ name, nodes }) =>
    nodes.map(({ id, port }) => ({
      container: containerName(paths.environment, name, id),
      node: id,
      port,
    })),
  );
  await requireUnpublished(wanted, await existingContainers(paths));
}

/**
 * Makes sure that containers can publish their ports; those that run have them already.
 *
 * @throws UnavailableError HOST_PORT_TAKEN, DOCKER_MISSING, DOCKER_UNREACHABLE, DOCKER_FAILED
 */
export async function requireUnpublished(
  wanted: readonly WantedPort[],
  existing: readonly ExistingContainer[],
): Promise<void> {
  const running = new Set(existing.filter(({ isRunning }) => isRunning).map(({ name }) => name));
  for (const { container, node, port } of wanted) {
    if (!running.has(container)) await requirePort(port, node);
  }
}

async function requirePort(port: number, node: string): Promise<void> {
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

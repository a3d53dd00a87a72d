import { nodeNetworkOf } from "../../docker/access";
import { containerPrefix } from "../../docker/node-conf";
import type { DockerEnvironment } from "../../docker/docker-environment";
import { redisImageOf, type RedisImage } from "../../docker/images";
import type { ContainerLimits } from "../../docker/limits";
import { createRedisModel, type RedisClusterModel } from "../model";
import type { RedisClusterProps } from "../props";

/** A Redis Cluster of containers on one engine. */
export interface DockerRedisClusterProps extends RedisClusterProps, ContainerLimits {
  /**
   * TLS port of the first node, inside and at 127.0.0.1; the others follow. The bus ports, 10000 higher,
   * are never published.
   *
   * @default 7200
   */
  readonly port?: number;
  /**
   * Image of the server; it names the engine and its version.
   *
   * @default - the official image of `engine`, or that of the environment
   */
  readonly image?: RedisImage;
  readonly docker: DockerEnvironment;
}

/** Name that clients on the machine reach every published node by. */
const PUBLISHED_HOST = "localhost";

/** The model of a cluster in containers. */
export function dockerRedisModel(
  props: Omit<DockerRedisClusterProps, "docker">,
  docker: Pick<DockerEnvironment, "name" | "redis" | "subnet" | "access">,
): RedisClusterModel {
  return createRedisModel(props, {
    environment: docker.name,
    engine: redisImageOf(props, docker.redis).engine,
    host: PUBLISHED_HOST,
    basePort: props.port ?? 7200,
    network: nodeNetworkOf(docker, containerPrefix(docker.name, props.name)),
  });
}

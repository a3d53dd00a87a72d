import { nodeNetworkOf } from "../../docker/access";
import { containerPrefix } from "../../docker/node-conf";
import type { DockerEnvironment } from "../../docker/docker-environment";
import type { MemcachedImage } from "../../docker/images";
import type { ContainerLimits } from "../../docker/limits";
import { createMemcachedModel, type MemcachedModel } from "../model";
import type { MemcachedClusterProps } from "../props";

/** A Memcached ring of containers on one engine. */
export interface DockerMemcachedProps extends MemcachedClusterProps, ContainerLimits {
  /**
   * Image of the server.
   *
   * @default - that of the environment
   */
  readonly image?: MemcachedImage;
  readonly docker: DockerEnvironment;
}

const PUBLISHED_HOST = "localhost";
const FIRST_PORT = 11511;

/** The model of a ring in containers. */
export function dockerMemcachedModel(
  props: Omit<DockerMemcachedProps, "docker">,
  docker: Pick<DockerEnvironment, "name" | "memcached" | "subnet" | "access">,
): MemcachedModel {
  const { version, userDatabase } = props.image ?? docker.memcached;
  return createMemcachedModel(docker.name, props, {
    build: { version, passwordDatabase: userDatabase !== "sasldb" },
    host: PUBLISHED_HOST,
    port: FIRST_PORT,
    network: nodeNetworkOf(docker, containerPrefix(docker.name, props.name)),
  });
}

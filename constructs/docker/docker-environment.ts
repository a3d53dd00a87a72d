import type { DockerAccess } from "./access";
import type { EnvironmentPaths } from "../core/environment-paths";
import type { SecretDigests } from "../core/secret-digests";
import type { MemcachedImage, RedisImage } from "./images";
import type { ContainerAccount, ContainerImageProps } from "./container-image";

/** What the Docker target knows of the environment it deploys to. */
export interface DockerEnvironment {
  readonly name: string;
  readonly paths: EnvironmentPaths;
  readonly secrets: SecretDigests;
  /** Image of Redis clusters that name none. */
  readonly redis: RedisImage;
  /** Image of Memcached rings that name none. */
  readonly memcached: MemcachedImage;
  /** Addresses of the environment's network, in CIDR notation. */
  readonly subnet: string;
  /** Who reaches the nodes. */
  readonly access: DockerAccess;
  /** User and group that the containers of an image run as. */
  accountOf(image: ContainerImageProps): ContainerAccount;
}

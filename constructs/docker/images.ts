import { isVersionBelow } from "../core/version";
import { ValidationError } from "../core/errors";
import { MEMCACHED_FLOOR } from "../memcached/version-floor";
import type { EngineName } from "../redis/engine-floors";
import { requireSafeEngine, type RedisEngine } from "../redis/engine";
import { imageReference, requireImage, type ContainerImageProps } from "./container-image";

/** An image of Redis or Valkey. It holds `redis-server` and `redis-cli`, or the same of Valkey, and a shell. */
export interface RedisImage extends ContainerImageProps {
  readonly engine: RedisEngine;
}

/** Repository and account of the official images, which are built for every release on Debian 12. */
const OFFICIAL: Readonly<Record<EngineName, Omit<ContainerImageProps, "tag">>> = {
  redis: { repository: "redis", uid: 999, gid: 999 },
  valkey: { repository: "valkey/valkey", uid: 999, gid: 999 },
};

/** The official image of an engine. */
export function officialRedisImage(engine: RedisEngine): RedisImage {
  return { ...OFFICIAL[engine.name], tag: `${engine.version}-bookworm`, engine };
}

/**
 * The image that a cluster's props mean.
 *
 * @throws ValidationError DOCKER_IMAGE_OTHER_ENGINE, DOCKER_IMAGE_INVALID, REDIS_ENGINE_BELOW_FLOOR,
 * REDIS_ENGINE_NOT_OFFERED
 */
export function redisImageOf(
  { engine, image }: { readonly engine?: RedisEngine; readonly image?: RedisImage },
  usual: RedisImage,
): RedisImage {
  const chosen = image ?? (engine === undefined ? usual : officialRedisImage(engine));
  requireImage(chosen);
  requireSafeEngine(chosen.engine);
  const { name, version } = chosen.engine;
  if (engine === undefined || (engine.name === name && engine.version === version)) return chosen;
  throw new ValidationError("DOCKER_IMAGE_OTHER_ENGINE", {
    problem: `image ${imageReference(chosen)} holds another engine than the cluster asks for`,
    received: `${engine.name} ${engine.version}`,
    allowed: `${name} ${version}`,
    fix: "leave engine out, or name an image of that engine",
  });
}

/** An image of memcached with TLS and SASL, and a shell. */
export interface MemcachedImage extends ContainerImageProps {
  /** Version of the server, such as `1.6.45`. */
  readonly version: string;
  /**
   * Where the server finds its users: a text file (built with `--enable-sasl-pwdb`, as the official image
   * is), or the sasldb of Cyrus SASL, which takes `saslpasswd2` in the image.
   *
   * @default "password database"
   */
  readonly userDatabase?: "password database" | "sasldb";
  /**
   * `distribution`: a package that gets the fixes without a new number.
   *
   * @default - the image's authors: a version with known defects is refused
   */
  readonly patchedBy?: "distribution";
}

/**
 * Refuses an image with known defects.
 *
 * @throws ValidationError MEMCACHED_BELOW_FLOOR, DOCKER_IMAGE_INVALID
 */
export function requireMemcachedImage(image: MemcachedImage): void {
  requireImage(image);
  if (image.patchedBy !== undefined || !isVersionBelow(image.version, MEMCACHED_FLOOR)) return;
  throw new ValidationError("MEMCACHED_BELOW_FLOOR", {
    problem: `memcached ${image.version} has known defects`,
    received: image.version,
    allowed: `${MEMCACHED_FLOOR} or later`,
    fix: `use an image of memcached ${MEMCACHED_FLOOR}; for a package that its distribution patches, add patchedBy: "distribution"`,
  });
}

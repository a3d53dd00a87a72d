import { digestOfParts } from "../../core/digest";
import { ValidationError } from "../../core/errors";
import { requireInteger } from "../../core/validate";
import type { AwsElastiCacheMemcachedProps } from "./elasticache-props";

/** Own parameters of a ring in ElastiCache. */
export interface ElastiCacheParameterGroup {
  readonly name: string;
  readonly family: typeof FAMILY;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
}

/** Of every version 1.6. */
const FAMILY = "memcached1.6";
const MIB = 1024 * 1024;
/** Chunks of large items (`slab_chunk_max`): the service refuses an item size that they do not divide. */
const ITEM_SIZE_STEP = 512 * 1024;
const ITEM_SIZE = { min: ITEM_SIZE_STEP, max: 128 * MIB, unit: "bytes" };
const OVERHEAD = { min: 10, max: 1024, unit: "MiB" };
const IDLE = { min: 0, max: 86_400, unit: "seconds, or 0: never" };
/** Digits of the digest in a name: two groups of one ring exist at a time, during a replacement. */
const DIGEST_DIGITS = 8;

/**
 * The parameter group of a ring. Its name changes with every value: a group that is in use cannot be replaced
 * under its own name. Each of the parameters can be modified: user guide, "Memcached specific parameters".
 *
 * @param id of the ring in ElastiCache
 * @throws ValidationError ELASTICACHE_MEMCACHED_ITEM_SIZE, ELASTICACHE_MEMCACHED_OVERHEAD,
 * ELASTICACHE_MEMCACHED_IDLE, TOKEN_NOT_ALLOWED
 */
export function elastiCacheParameters(
  id: string,
  props: Pick<
    AwsElastiCacheMemcachedProps,
    "allowFlushAll" | "connectionOverheadMib" | "idleTimeoutSeconds" | "maxItemSizeBytes"
  >,
): ElastiCacheParameterGroup {
  const { allowFlushAll = false, connectionOverheadMib = 100, idleTimeoutSeconds = 0 } = props;
  requireInteger(
    "ELASTICACHE_MEMCACHED_OVERHEAD",
    "connectionOverheadMib",
    connectionOverheadMib,
    OVERHEAD,
  );
  requireInteger("ELASTICACHE_MEMCACHED_IDLE", "idleTimeoutSeconds", idleTimeoutSeconds, IDLE);
  const parameters = Object.entries({
    disable_flush_all: allowFlushAll ? 0 : 1,
    idle_timeout: idleTimeoutSeconds,
    max_item_size: requireItemSize(props.maxItemSizeBytes ?? MIB),
    memcached_connections_overhead: connectionOverheadMib,
  }).map(([name, value]) => ({ name, value: String(value) }));
  const digest = digestOfParts([FAMILY, ...parameters.flatMap(({ name, value }) => [name, value])]);
  // A name of a parameter group has no dots.
  const family = FAMILY.replaceAll(".", "-");
  return { name: `${id}-${family}-${digest.slice(0, DIGEST_DIGITS)}`, family: FAMILY, parameters };
}

function requireItemSize(size: number): number {
  requireInteger("ELASTICACHE_MEMCACHED_ITEM_SIZE", "maxItemSizeBytes", size, ITEM_SIZE);
  if (size % ITEM_SIZE_STEP === 0) return size;
  throw new ValidationError("ELASTICACHE_MEMCACHED_ITEM_SIZE", {
    problem: "maxItemSizeBytes is not a multiple of the size of the server's chunks",
    received: size,
    allowed: `a multiple of ${ITEM_SIZE_STEP} bytes`,
    fix: `round maxItemSizeBytes to ${Math.ceil(size / ITEM_SIZE_STEP) * ITEM_SIZE_STEP}`,
  });
}

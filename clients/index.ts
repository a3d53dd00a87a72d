export {
  CachefortError,
  OperationError,
  UnavailableError,
  ValidationError,
} from "../constructs/core/errors";
export type { ClientPlace } from "./client-place";
export {
  type LoadedManifest,
  loadManifest,
  loadMemcachedManifest,
  loadRedisManifest,
} from "./manifest-file";
export { type ManagedSecretsOptions, withSecrets } from "./secrets/managed-secrets";
export { awsSecretsReader } from "./secrets/aws-secrets-reader";
export type { SecretsManagerReader } from "./secrets-manager";

export { connectRedis } from "./redis/connect-redis";
export { connectNodeRedis } from "./redis/node-redis/connect-node-redis";
export { connectGlide } from "./redis/glide/connect-glide";
export { type RedisCredentials, redisCredentials } from "./redis/credentials";
export { type AwsLoginOptions, type RedisLogin, redisLogin } from "./redis/login";
export type { AwsCredentialProvider, AwsCredentials } from "./redis/iam-token";
export type { GlideOptions, PresetOptions, RedisConnectionOptions } from "./redis/preset-options";
export type { Resend } from "./redis/resend/resend-rule";

export { connectMemcached, type MemcachedClientOptions } from "./memcached/connect";
export type { CounterStart, Failover, MemcachedClient } from "./memcached/client";
export { MemcachedBatchError } from "./memcached/many";
export type { MemcachedStats } from "./memcached/stats";

export type { Cache, EntryOptions, ValueSchema } from "./cache/cache";
export { CacheBatchError } from "./cache/cache-batch-error";
export type { CacheOptions } from "./cache/json-cache";
export type { JsonValue } from "./cache/json-value";
export { type KeyFilters, type KeyPart, KeySpace, type KeySpaceOptions } from "./cache/key-space";
export { memcachedCache, redisCache } from "./cache/open-cache";

export { CacheAside } from "./cache/aside/cache-aside";
export type { CacheAsideProps } from "./cache/aside/cache-aside-props";
export { WriteThrough, type WriteThroughProps } from "./cache/through/write-through";
export {
  CacheTags,
  type CacheTagsProps,
  type TagInvalidation,
  type TagVersions,
} from "./cache/tags/cache-tags";
export { TaggedCache, type TaggedEntryOptions } from "./cache/tags/tagged-cache";
export { deleteMatching } from "./cache/matching/delete-matching";
export type { MatchingDeletion, MatchingOptions } from "./cache/matching/matching-options";

export { WriteBehind, type WriteBehindFigures } from "./cache/behind/write-behind";
export type { WriteBehindProps } from "./cache/behind/write-behind-props";
export { WriteBehindQueue, type WriteBehindQueueOptions } from "./cache/behind/queue";
export { WriteBehindWorker } from "./cache/behind/write-behind-worker";
export type { WorkerFigures } from "./cache/behind/worker-counters";
export type { BuriedUpdate, WriteBehindWorkerProps } from "./cache/behind/worker-props";
export { type DeadLetter, DeadLetters } from "./cache/behind/dead-letters";
export type { VersionedStore, VersionedUpdate, WriteResult } from "./cache/behind/versioned-store";

export { MonitoredCache } from "./cache/monitored/monitored-cache";
export { cacheMetrics } from "./cache/monitored/cache-metrics";
export type { CacheObserver, CacheOperation, CallResult } from "./cache/monitored/cache-observer";
export type { CacheFigures, OperationFigures } from "./cache/monitored/cache-statistics";
export type { LatencySummary } from "./cache/monitored/latency";

export { describeConnection } from "./connection/describe";
export type {
  ConnectionDescription,
  MemcachedConnection,
  RedisConnection,
} from "./connection/schema";

export { connectionCompose } from "./compose";
export { describeConnection } from "./describe";
export { connectionEnv } from "./env";
export {
  type ConnectionDescription,
  type MemcachedConnection,
  type RedisConnection,
} from "./schema";

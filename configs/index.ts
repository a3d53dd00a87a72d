export { environmentNames, findEnvironment } from "./environments";
export type { Environment, EnvironmentConfig, RedisClusterConfig } from "./schema";

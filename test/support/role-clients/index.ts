export { connectGlide } from "./glide";
export { connectIoredis } from "./ioredis";
export { connectNodeRedis } from "./node-redis";
export { connectRedisCli } from "./redis-cli";
export { connectRedisPy } from "./redis-py";
export type { ConnectRoleClient, RoleClient, RoleLogin } from "./role-client";

export { snippetConnection, type SnippetConnection } from "./connection";
export { ioredisSnippet } from "./ioredis";
export { nodeRedisSnippet } from "./node-redis";
export { redisCliSnippet } from "./redis-cli";
export { redisPySnippet } from "./redis-py";

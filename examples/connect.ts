// Uses a deployed environment as an application does. Usage: tsx examples/connect.ts [environment]
import {
  connectMemcached,
  connectRedis,
  loadMemcachedManifest,
  loadRedisManifest,
} from "../clients";

async function useRedis(environment: string): Promise<void> {
  // snippet:redis
  const file = `.cachefort/${environment}/manifests/sessions.json`;
  const redis = await connectRedis(loadRedisManifest(file), "api");
  try {
    await redis.set("session:42", JSON.stringify({ user: "ada" }), "EX", 3600);
    console.log(await redis.get("session:42"));
  } finally {
    redis.disconnect();
  }
  // end
}

async function useMemcached(environment: string): Promise<void> {
  // snippet:memcached
  const file = `.cachefort/${environment}/manifests/pages.json`;
  const pages = connectMemcached(loadMemcachedManifest(file), "web");
  try {
    await pages.set("page:/start", "<h1>Hello</h1>", 60);
    console.log(await pages.get("page:/start"));
  } finally {
    await pages.close();
  }
  // end
}

async function main(): Promise<void> {
  const environment = process.argv[2] ?? "local";
  await useRedis(environment);
  await useMemcached(environment);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

// Uses a deployed cluster by node-redis and by GLIDE. Usage: tsx examples/redis-clients.ts [environment]
import { connectGlide, connectNodeRedis, loadRedisManifest } from "../clients";

async function useNodeRedis(file: string): Promise<void> {
  // snippet:node-redis
  const redis = await connectNodeRedis(loadRedisManifest(file), "api");
  try {
    await redis.set("session:42", "ada", { expiration: { type: "EX", value: 3600 } });
    console.log(await redis.get("session:42"));
  } finally {
    await redis.close();
  }
  // end
}

async function useGlide(file: string): Promise<void> {
  // snippet:glide
  const valkey = await connectGlide(loadRedisManifest(file), "api", { resend: ["incr"] });
  try {
    console.log(await valkey.incr("session:visits"));
  } finally {
    valkey.close();
  }
  // end
}

async function main(): Promise<void> {
  const file = `.cachefort/${process.argv[2] ?? "local"}/manifests/sessions.json`;
  await useNodeRedis(file);
  await useGlide(file);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

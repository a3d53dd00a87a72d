import { GlideClusterClient, Logger, TimeUnit } from "@valkey/valkey-glide";
import { Cluster } from "ioredis";
import * as nodeRedis from "redis";
import type { LoadedManifest } from "../../clients/manifest-file";
import { clusterOptions } from "../../clients/redis/cluster-options";
import { connectRedis } from "../../clients/redis/connect-redis";
import { connectGlide } from "../../clients/redis/glide/connect-glide";
import { glideConfiguration } from "../../clients/redis/glide/glide-options";
import { redisLogin } from "../../clients/redis/login";
import { loginOfNow } from "../../clients/redis/login-of-now";
import { makeCluster, nodeRedisOptions } from "../../clients/redis/node-redis/cluster-options";
import { connectNodeRedis } from "../../clients/redis/node-redis/connect-node-redis";
import { nodePlaces } from "../../clients/redis/node-places";
import type { RedisManifest } from "../../constructs/core/manifest";
import type { Contender } from "./client-turns";

type Connect = (deployed: LoadedManifest<RedisManifest>) => Promise<Contender>;

const USER = "api";
const TTL_SECONDS = 300;

/** Each client by the kit's preset, and the same client alone with the same login, TLS and limits of time. */
export const REDIS_CONTENDERS = {
  ioredis: {
    preset: async (deployed) => ofIoredis(await connectRedis(deployed, USER)),
    alone: async (deployed) => {
      const { addressMap, startup } = nodePlaces(deployed.manifest, "machine");
      const login = await redisLogin(deployed, USER);
      const cluster = new Cluster([...startup], {
        ...clusterOptions(deployed, login, {}, undefined),
        natMap: { ...addressMap },
      });
      await cluster.connect();
      return ofIoredis(cluster);
    },
  },
  "node-redis": {
    preset: async (deployed) => ofNodeRedis(await connectNodeRedis(deployed, USER)),
    alone: async (deployed) => {
      const login = await loginOfNow(deployed, USER, {}, () => undefined);
      const places = nodePlaces(deployed.manifest, "machine");
      const cluster = makeCluster(nodeRedis, nodeRedisOptions(deployed, login, places, {}));
      await cluster.connect();
      return ofNodeRedis(cluster);
    },
  },
  glide: {
    preset: async (deployed) => {
      Logger.init("off");
      return ofGlide(await connectGlide(deployed, USER));
    },
    alone: async (deployed) => {
      const { manifest } = deployed;
      const login = await loginOfNow(deployed, USER, {}, () => undefined);
      const places = nodePlaces(manifest, "machine");
      const now = await login.current();
      return ofGlide(
        await GlideClusterClient.createClient(
          glideConfiguration(manifest, now, login.authority, places, {}),
        ),
      );
    },
  },
} satisfies Readonly<Record<string, { readonly preset: Connect; readonly alone: Connect }>>;

function ofIoredis(cluster: Cluster): Contender {
  return {
    set: (key, value) => cluster.set(key, value, "EX", TTL_SECONDS),
    get: (key) => cluster.get(key),
    close: () => cluster.disconnect(),
  };
}

function ofNodeRedis(cluster: Awaited<ReturnType<typeof connectNodeRedis>>): Contender {
  const expiration = { type: "EX", value: TTL_SECONDS } as const;
  return {
    set: (key, value) => cluster.set(key, value, { expiration }),
    get: (key) => cluster.get(key),
    close: () => cluster.close(),
  };
}

function ofGlide(client: GlideClusterClient): Contender {
  const expiry = { type: TimeUnit.Seconds, count: TTL_SECONDS } as const;
  return {
    set: (key, value) => client.set(key, value, { expiry }),
    get: async (key) => (await client.get(key))?.toString(),
    close: () => client.close(),
  };
}

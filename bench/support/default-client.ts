import { Cluster } from "ioredis";
import { readAuthority, type LoadedManifest } from "../../clients/manifest-file";
import { redisCredentials } from "../../clients/redis/credentials";
import type { RedisManifest } from "../../constructs/core/manifest";
import { SMOKE_USER } from "../../constructs/redis/system-users";

/** What an application gets that changes only what it must: who it is, whom it trusts, no INFO. */
export async function connectDefaults(deployed: LoadedManifest<RedisManifest>): Promise<Cluster> {
  const { password, user } = redisCredentials(deployed, SMOKE_USER);
  const ca = readAuthority(deployed);
  const cluster = new Cluster([...deployed.manifest.entrypoints], {
    lazyConnect: true,
    redisOptions: {
      username: user,
      password,
      tls: ca === undefined ? {} : { ca },
      enableReadyCheck: false,
    },
  });
  // A command reports its own failure; without a listener ioredis prints it as well.
  cluster.on("error", () => undefined);
  await cluster.connect();
  return cluster;
}

import { ClusterBatch, type GlideClusterClient, Logger } from "@valkey/valkey-glide";
import { connectGlide } from "../../../clients/redis/glide/connect-glide";
import { connectNodeRedis } from "../../../clients/redis/node-redis/connect-node-redis";
import type { NodeRedisCluster } from "../../../clients/redis/node-redis/cluster-options";
import { rejection } from "../../support/coded";
import { codeOf } from "../../support/redis-presets/preset-client";
import { PROXY_HOST, proxied, type Proxied } from "../../support/redis-presets/proxied";
import { keyOfShard } from "../../support/redis-presets/shard-keys";
import { startTestCluster, type TestCluster, withManifest } from "../../support/redis-server";

let servers: TestCluster;
let proxy: Proxied;
let key: string;
beforeAll(async () => {
  servers = await startTestCluster({
    port: 20120,
    names: (good) => ({ ...good, ipAddresses: [...good.ipAddresses, PROXY_HOST] }),
  });
  proxy = await proxied(servers, "all");
  key = keyOfShard(servers, 1, "methods");
});
afterAll(async () => {
  await proxy.close();
  await servers.close();
});

/** The code of what a call ends with when its connection is cut, or its answer. */
async function whenCut(name: string, call: () => Promise<unknown>): Promise<unknown> {
  proxy.cutNext(name);
  return call().catch(codeOf);
}

describe("the methods of node-redis", () => {
  let client: NodeRedisCluster;
  beforeAll(async () => {
    client = await connectNodeRedis(proxy.cluster.deployed, "api");
  });
  afterAll(() => client.destroy());
  beforeEach(() => client.del(key));

  test("are sent again by what they send", async () => {
    expect(await whenCut("SET", () => client.set(key, "1"))).toBe("OK");
    expect(proxy.seen).toBe(2);
    const claim = (): Promise<unknown> => client.set(key, "1", { condition: "NX" });
    expect(await whenCut("SET", claim)).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(await whenCut("INCR", () => client.incr(key))).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(await client.get(key)).toBe("2");
  });

  test("of a transaction are not", async () => {
    const transaction = (): Promise<unknown> => client.multi().incr(key).exec();
    expect(await whenCut("EXEC", transaction)).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(await client.get(key)).toBe("1");
    expect(await client.multi().incr(key).get(key).exec()).toEqual([2, "2"]);
  });

  test("reach keys of several shards", async () => {
    const keys = [0, 1, 2].map((shard) => keyOfShard(servers, shard, "many"));
    for (const each of keys) await client.set(each, "1");
    expect(await client.del(keys)).toBe(3);
  });

  test("refuse reads from replicas alone", async () => {
    const connecting = connectNodeRedis(servers.deployed, "api", { readFrom: "replicas" });
    expect(await rejection(connecting)).toMatchObject({ code: "REDIS_OPTION_UNSUPPORTED" });
  });
});

describe("the methods of GLIDE", () => {
  let client: GlideClusterClient;
  beforeAll(async () => {
    // It logs each connection that it loses.
    Logger.init("off");
    client = await connectGlide(proxy.cluster.deployed, "api");
  });
  afterAll(() => client.close());
  beforeEach(() => client.del([key]));

  test("are sent again by their names and options", async () => {
    expect(await whenCut("SET", () => client.set(key, "1"))).toBe("OK");
    expect(proxy.seen).toBe(2);
    const claim = (): Promise<unknown> =>
      client.set(key, "1", { conditionalSet: "onlyIfDoesNotExist" });
    expect(await whenCut("SET", claim)).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(await whenCut("INCR", () => client.incr(key))).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(proxy.seen).toBe(1);
    expect(await client.get(key)).toBe("2");
  });

  test("of a batch are not", async () => {
    const batch = (): Promise<unknown> => client.exec(new ClusterBatch(true).incr(key), true);
    expect(await whenCut("EXEC", batch)).toBe("REDIS_OUTCOME_UNKNOWN");
    expect(await client.get(key)).toBe("1");
    expect(await client.exec(new ClusterBatch(true).incr(key).get(key), true)).toEqual([2, "2"]);
  });

  test("refuse an address map, and a lowest version of TLS", async () => {
    const { manifest } = servers.deployed;
    const mapped = manifest.nodes.map((node) => ({ ...node, networkHost: "node.internal" }));
    for (const changes of [
      { nodes: mapped },
      { tls: { ...manifest.tls, minVersion: "TLSv1.3" as const } },
    ]) {
      const connecting = connectGlide(withManifest(servers, changes).deployed, "api");
      expect(await rejection(connecting)).toMatchObject({ code: "REDIS_OPTION_UNSUPPORTED" });
    }
  });
});

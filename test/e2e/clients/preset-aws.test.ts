import { inspect } from "node:util";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { until } from "../../../operate/host/until";
import { rejection } from "../../support/coded";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";
import { freezeIntervals } from "../../support/frozen-date";
import {
  asOnAws,
  callEachNode,
  IAM,
  IAM_KEYS,
  iamTokenOfNow,
  KEY_OF_EACH_SHARD,
  takeOnly,
} from "../../support/iam-cluster";
import { randomPassword } from "../../support/memcached-server";
import { connectGlidePreset } from "../../support/redis-presets/glide-preset";
import { connectNodeRedisPreset } from "../../support/redis-presets/node-redis-preset";
import type { ConnectPreset, PresetClient } from "../../support/redis-presets/preset-client";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

jest.setTimeout(60_000);

const BEGIN = new Date("2026-11-30T08:00:00Z").getTime();
const HOUR = 3_600_000;
const RENEWED_MS = 5 * 60_000;
/** The pause of a password that stays wrong. */
const REFUSED_MS = 5000;

let cluster: TestCluster;
let fake: FakeSecretsManager;
const opened: PresetClient[] = [];
const nodeErrors: Error[] = [];
let run = 0;

beforeAll(async () => {
  fake = await FakeSecretsManager.start(20_999);
  cluster = await startTestCluster({ port: 20_920 });
});
afterAll(async () => {
  await cluster.close();
  await fake.close();
});
beforeEach(() => {
  run += 1;
  freezeIntervals(BEGIN);
});
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
  nodeErrors.length = 0;
  jest.useRealTimers();
});

async function useEveryShard(client: PresetClient): Promise<void> {
  for (const name of KEY_OF_EACH_SHARD) {
    await client.call("SET", name, "value", "EX", "60");
    expect(await client.call("GET", name)).toBe("value");
  }
}

function endConnections(user: string): Promise<unknown> {
  return callEachNode(cluster, "CLIENT", "KILL", "USER", user);
}

describe.each([
  ["node-redis", connectNodeRedisPreset, false],
  ["GLIDE", connectGlidePreset, true],
] as const)("%s", (_client, preset: ConnectPreset, isHandedOver) => {
  async function connect(
    changes: Partial<RedisManifest> = {},
    user = "api",
  ): Promise<PresetClient> {
    const client = await preset(asOnAws(cluster, changes).deployed, user, {
      awsCredentials: () => Promise.resolve(IAM_KEYS),
      onNodeError: (error: Error) => nodeErrors.push(error),
    });
    opened.push(client);
    return client;
  }

  /** A client that takes no password when it connects again is given it at intervals. */
  async function letRenew(logins: () => Promise<number>): Promise<void> {
    if (!isHandedOver) return;
    const before = await logins();
    await jest.advanceTimersByTimeAsync(RENEWED_MS);
    expect(await until(5000, async () => (await logins()) > before)).toBe(true);
  }

  async function loginsAgain(): Promise<number> {
    const infos = (await callEachNode(cluster, "INFO", "commandstats")).map(String);
    return infos
      .map((info) => Number(/cmdstat_auth:.*?calls=(\d+)/.exec(info)?.[1] ?? 0))
      .reduce((total, count) => total + count, 0);
  }

  test("an entrypoint and a token of AWS IAM are enough for every shard", async () => {
    await takeOnly(cluster, await iamTokenOfNow());
    await useEveryShard(await connect());
    expect(nodeErrors).toEqual([]);
  });

  test("connections that end come back with the token of then", async () => {
    await takeOnly(cluster, await iamTokenOfNow());
    const client = await connect();
    await useEveryShard(client);
    // The interval of a renewal moves the clock as well.
    jest.setSystemTime(BEGIN + HOUR + (isHandedOver ? RENEWED_MS : 0));
    await takeOnly(cluster, await iamTokenOfNow());
    jest.setSystemTime(BEGIN + HOUR);
    await letRenew(loginsAgain);
    await endConnections(IAM.userId);
    await useEveryShard(client);
    expect(inspect(nodeErrors, { depth: null })).not.toContain("X-Amz");
  });

  test("a token that is refused is told, and stands in no error", async () => {
    await takeOnly(cluster, "another token");
    const refused = await rejection(connect());
    expect(refused.code).toBe("REDIS_LOGIN_REFUSED");
    expect(inspect([refused, nodeErrors], { depth: null })).not.toContain("X-Amz");
  });

  describe("with secrets in AWS Secrets Manager", () => {
    const name = (noun: string): string => `presets-${run}/sessions/${noun}`;
    const store = (password: string): void =>
      fake.put(name("api"), JSON.stringify({ username: "api", password }));
    const take = (password: string): Promise<unknown> =>
      callEachNode(cluster, "ACL", "SETUSER", "api", "resetpass", `>${password}`);
    const connectShop = (): Promise<PresetClient> =>
      connect(
        {
          tls: { ca: { trusted: [{ secretsManager: name("authority") }] }, minVersion: "TLSv1.2" },
          users: [
            {
              ...{ name: "shop", role: "readWrite" as const, keys: ["session:*"] },
              auth: { password: { secretsManager: name("api"), key: "password" }, login: "api" },
            },
          ],
        },
        "shop",
      );
    beforeEach(() => fake.put(name("authority"), cluster.secrets.authority()));

    test("a password that is changed while the client runs fails no command, and stops none for long", async () => {
      const [first, second] = [randomPassword(), randomPassword()];
      store(first);
      await take(first);
      const client = await connectShop();
      await useEveryShard(client);
      store(second);
      await take(second);
      await letRenew(loginsAgain);
      await endConnections("api");
      const changedAt = performance.now();
      await useEveryShard(client);
      expect(performance.now() - changedAt).toBeLessThan(REFUSED_MS);
      expect(fake.countOf(name("api"))).toBe(2);
      const text = inspect(nodeErrors, { depth: null });
      for (const password of [first, second]) expect(text).not.toContain(password);
    });

    test("a password that is wrong from the beginning is told", async () => {
      store("of-nobody");
      const error = await rejection(connectShop());
      expect(error.code).toBe("REDIS_LOGIN_REFUSED");
      expect(inspect([error, nodeErrors], { depth: null })).not.toContain("of-nobody");
    });
  });
});

import { inspect } from "node:util";
import type { Cluster } from "ioredis";
import { connectRedis } from "../../../clients/redis/connect-redis";
import type { RedisConnectionOptions } from "../../../clients/redis/preset-options";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { until } from "../../../operate/host/until";
import { isHeardAgain } from "../../support/heard-again";
import { createTestAuthority, type TestAuthority } from "../../support/certificates";
import { rejection } from "../../support/coded";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";
import { freezeDate } from "../../support/frozen-date";
import { asOnAws, callEachNode, IAM, KEY_OF_EACH_SHARD, takeOnly } from "../../support/iam-cluster";
import { randomPassword } from "../../support/memcached-server";
import { startTestCluster, type TestCluster } from "../../support/redis-server";

const BEGIN = new Date("2026-11-30T08:00:00Z").getTime();

const consoleOutput = [jest.spyOn(console, "warn"), jest.spyOn(console, "error")];
const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown): void => void unhandled.push(reason);
const nodeErrors: Error[] = [];
const passwords: string[] = [];
const clients: Cluster[] = [];
let stranger: TestAuthority;
let cluster: TestCluster;
let fake: FakeSecretsManager;
let run = 0;

beforeAll(async () => {
  process.on("unhandledRejection", noteUnhandled);
  fake = await FakeSecretsManager.start(21_859);
  stranger = await createTestAuthority("stranger");
  cluster = await startTestCluster({ port: 21_850 });
});
afterAll(async () => {
  expect(fake.refused).toEqual([]);
  await cluster.close();
  await fake.close();
  process.off("unhandledRejection", noteUnhandled);
  expect(unhandled).toEqual([]);
});

beforeEach(async () => {
  freezeDate(BEGIN);
  run += 1;
  fake.put(name("authority-a"), stranger.certificate);
  fake.put(name("authority-b"), cluster.secrets.authority());
  await changePassword(randomPassword());
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
  const text = inspect(nodeErrors.splice(0), { depth: null });
  for (const password of passwords) expect(text).not.toContain(password);
  jest.useRealTimers();
  for (const output of consoleOutput) expect(output).not.toHaveBeenCalled();
});

/** Secrets of each test are its own: what was read once is known to this process. */
function name(noun: string): string {
  return `test-${run}/sessions/${noun}`;
}

function connect(options: RedisConnectionOptions = {}, changes: Partial<RedisManifest> = {}) {
  const trusted = ["authority-a", "authority-b"].map((noun) => ({ secretsManager: name(noun) }));
  const auth = { password: { secretsManager: name("api"), key: "password" }, login: "api" };
  const user = {
    ...{ name: "shop", role: "readWrite" as const, keys: ["session:*"] },
    channels: ["session:*"],
    auth,
  };
  const { deployed } = asOnAws(cluster, {
    tls: { ca: { trusted }, minVersion: "TLSv1.2" },
    users: [user],
    ...changes,
  });
  const connecting = connectRedis(deployed, "shop", {
    onNodeError: (error) => nodeErrors.push(error),
    ...options,
  });
  return connecting.then((client) => {
    clients.push(client);
    return client;
  });
}

function storePassword(password: string): void {
  passwords.push(password);
  fake.put(name("api"), JSON.stringify({ username: "api", password }));
}

async function takePassword(password: string): Promise<void> {
  passwords.push(password);
  await callEachNode(cluster, "ACL", "SETUSER", "api", "resetpass", `>${password}`);
}

async function changePassword(password: string): Promise<void> {
  storePassword(password);
  await takePassword(password);
}

function endConnections(): Promise<unknown> {
  return callEachNode(cluster, "CLIENT", "KILL", "USER", "api");
}

async function useEveryShard(client: Cluster): Promise<void> {
  for (const key of KEY_OF_EACH_SHARD) {
    await client.set(key, "value", "EX", 60);
    expect(await client.get(key)).toBe("value");
  }
}

/** How many logins all nodes together have refused. */
async function refusedLogins(): Promise<number> {
  const infos = (await callEachNode(cluster, "INFO", "errorstats")).map(String);
  return infos
    .map((info) => Number(/errorstat_WRONGPASS:count=(\d+)/.exec(info)?.[1] ?? 0))
    .reduce((total, count) => total + count, 0);
}

test("each secret is read once for all clients of a process", async () => {
  const both = await Promise.all([connect(), connect()]);
  await Promise.all(both.map(useEveryShard));
  expect(fake.calls.filter((call) => call.name.startsWith(name("")))).toHaveLength(3);
  expect(nodeErrors).toEqual([]);
});

test("a password that is changed while the client runs costs one refused login and no command", async () => {
  const client = await connect();
  await useEveryShard(client);
  const before = await refusedLogins();
  await changePassword(randomPassword());
  await useEveryShard(client);
  await endConnections();
  await useEveryShard(client);
  expect((await refusedLogins()) - before).toBe(1);
  expect(fake.countOf(name("api"))).toBe(2);
});

test("the same at one node of many", async () => {
  const client = await connect();
  await useEveryShard(client);
  const before = await refusedLogins();
  await changePassword(randomPassword());
  const node = await cluster.operator("0-0");
  await node.call("CLIENT", "KILL", "USER", "api");
  node.disconnect();
  await useEveryShard(client);
  expect((await refusedLogins()) - before).toBe(1);
});

test("commands under way on every shard are carried out", async () => {
  const client = await connect();
  await useEveryShard(client);
  const before = await refusedLogins();
  await changePassword(randomPassword());
  await endConnections();
  await Promise.all(KEY_OF_EACH_SHARD.map((key) => client.set(key, "late", "EX", 60)));
  expect(await Promise.all(KEY_OF_EACH_SHARD.map((key) => client.get(key)))).toEqual(
    KEY_OF_EACH_SHARD.map(() => "late"),
  );
  expect((await refusedLogins()) - before).toBe(1);
});

test("a client that connects with a password that was changed reads it anew", async () => {
  await useEveryShard(await connect());
  const before = await refusedLogins();
  await changePassword(randomPassword());
  await useEveryShard(await connect());
  expect((await refusedLogins()) - before).toBe(1);
});

test("a password that stays wrong is asked once in 5 seconds, of the cluster and of AWS", async () => {
  const client = await connect({ commandTimeoutMs: 200 });
  await useEveryShard(client);
  const before = await refusedLogins();
  const refused = async () => (await refusedLogins()) - before;
  const wrong = randomPassword();
  await takePassword(wrong);
  await endConnections();
  const failing = async () => {
    for (let i = 0; i < 12; i++) {
      const error: unknown = await client.get("session:1").catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: null })).not.toContain(wrong);
    }
  };
  await failing();
  jest.setSystemTime(BEGIN + 4_999);
  await failing();
  expect(await refused()).toBe(1);
  expect(fake.countOf(name("api"))).toBe(2);
  expect(nodeErrors.some(({ message }) => message.startsWith("WRONGPASS"))).toBe(true);

  jest.setSystemTime(BEGIN + 5_001);
  await failing();
  expect(await refused()).toBe(2);
  expect(fake.countOf(name("api"))).toBe(3);

  storePassword(wrong);
  jest.setSystemTime(BEGIN + 10_002);
  expect(
    await until(5_000, async () => (await client.get("session:1").catch(() => "")) !== ""),
  ).toBe(true);
  await useEveryShard(client);
  expect(await refused()).toBe(2);
});

test("a password that is wrong from the beginning is told, after one attempt", async () => {
  const before = await refusedLogins();
  storePassword("of-nobody");
  const error = await rejection(connect());
  expect(error.code).toBe("REDIS_LOGIN_REFUSED");
  expect(inspect(error, { depth: null })).not.toContain("of-nobody");
  expect((await refusedLogins()) - before).toBe(1);
});

test("an authority that was exchanged is read anew when a client connects", async () => {
  fake.putOnce(name("authority-b"), stranger.certificate);
  await useEveryShard(await connect());
  expect(fake.countOf(name("authority-b"))).toBe(2);
});

test("an authority that is exchanged while the client runs fails no command", async () => {
  const client = await connect();
  await useEveryShard(client);
  fake.putOnce(name("authority-b"), stranger.certificate);
  jest.setSystemTime(BEGIN + 300_000);
  await endConnections();
  await useEveryShard(client);
  expect(fake.countOf(name("authority-b"))).toBe(3);
  expect(inspect(nodeErrors)).toMatch(/SELF_SIGNED|UNABLE_TO_/);
});

test("an authority that is nowhere is told", async () => {
  fake.put(name("authority-b"), stranger.certificate);
  const error = await rejection(connect());
  expect(error.code).toBe("REDIS_TLS_UNTRUSTED");
});

test("a user of AWS IAM trusts authorities of Secrets Manager as well", async () => {
  await takeOnly(cluster);
  const users = [
    { name: "shop", role: "readWrite" as const, keys: ["session:*"], auth: { iam: IAM } },
  ];
  fake.putOnce(name("authority-b"), stranger.certificate);
  await useEveryShard(await connect({}, { users }));
  expect(fake.countOf(name("api"))).toBe(0);
});

test("a subscription comes back with the password of then", async () => {
  const client = await connect();
  const heard: string[] = [];
  client.on("message", (_channel, message) => heard.push(String(message)));
  await client.subscribe("session:news");
  await changePassword(randomPassword());
  await endConnections();
  try {
    expect(await isHeardAgain(client, heard)).toBe(true);
  } finally {
    // ioredis asks INFO on this connection, which the role may not call.
    consoleOutput[0]?.mockClear();
  }
});

test("a subscription whose password stays wrong asks once in 5 seconds, and comes back", async () => {
  const client = await connect();
  const heard: string[] = [];
  client.on("message", (_channel, message) => heard.push(String(message)));
  await client.subscribe("session:news");
  const before = await refusedLogins();
  const refused = async () => (await refusedLogins()) - before;
  const wrong = randomPassword();
  await takePassword(wrong);
  await endConnections();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await refused()).toBe(1);
  jest.setSystemTime(BEGIN + 5_001);
  expect(await until(5_000, async () => (await refused()) === 2)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await refused()).toBe(2);

  storePassword(wrong);
  jest.setSystemTime(BEGIN + 10_002);
  try {
    expect(await isHeardAgain(client, heard)).toBe(true);
  } finally {
    // ioredis asks INFO on this connection, which the role may not call.
    consoleOutput[0]?.mockClear();
  }
});

test("new connections use what was read for 5 minutes, then read again", async () => {
  const client = await connect();
  jest.setSystemTime(BEGIN + 299_999);
  await useEveryShard(client);
  expect(fake.countOf(name("api"))).toBe(1);
  const before = await refusedLogins();
  await changePassword(randomPassword());
  jest.setSystemTime(BEGIN + 300_000);
  await endConnections();
  await useEveryShard(client);
  expect(fake.countOf(name("api"))).toBe(2);
  expect((await refusedLogins()) - before).toBe(0);
});

// The stand-in is gone afterwards: these tests are the last.
test("while AWS cannot be reached, what was read serves on, and why is told", async () => {
  const client = await connect();
  await fake.goAway();
  jest.setSystemTime(BEGIN + 300_000);
  await endConnections();
  await useEveryShard(client);
  expect(inspect(nodeErrors)).toContain("SECRET_UNREADABLE");
});

test("AWS that cannot be reached is told with what to do", async () => {
  const error = await rejection(connect());
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(error.message).toContain("ECONNREFUSED");
  expect(error.detail.fix).toContain("VPC endpoint");
});

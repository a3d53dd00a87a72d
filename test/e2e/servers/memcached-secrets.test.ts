import { inspect } from "node:util";
import type { MemcachedClient } from "../../../clients/memcached/client";
import { statsOfNode } from "../../../clients/memcached/stats";
import { connectMemcached, type MemcachedClientOptions } from "../../../clients/memcached/connect";
import { type MemcachedServer, randomPassword } from "../../support/memcached-server";
import type { MemcachedManifest } from "../../../constructs/core/manifest";
import { loginOf } from "../../../constructs/memcached/sasl";
import { waitForRing } from "../../../operate/memcached/wait-for-ring";
import {
  createTestAuthority,
  type IssuedCertificate,
  type TestAuthority,
} from "../../support/certificates";
import { rejection } from "../../support/coded";
import { FakeSecretsManager } from "../../support/fake-secrets-manager";
import { freezeDate } from "../../support/frozen-date";
import { startTestRing, type TestRing } from "../../support/memcached-ring";
import { nodeConnections } from "../../support/ring-logins";

const PORT = 21_840;
const BEGIN = new Date("2026-11-30T08:00:00Z").getTime();

const consoleOutput = [jest.spyOn(console, "warn"), jest.spyOn(console, "error")];
const clients: MemcachedClient[] = [];
const passwords: string[] = [];
let authorities: readonly [TestAuthority, TestAuthority, TestAuthority];
let certificates: readonly IssuedCertificate[];
let fake: FakeSecretsManager;
let ring: TestRing;
let run = 0;

beforeAll(async () => {
  fake = await FakeSecretsManager.start(21_849);
  authorities = [
    await createTestAuthority("a"),
    await createTestAuthority("b"),
    await createTestAuthority("c"),
  ];
  certificates = await Promise.all(
    authorities.map((authority) => authority.issue({ ipAddresses: ["127.0.0.1"] })),
  );
  ring = await startTestRing({ port: PORT, signer: authorities[0], users: ["watcher", "web"] });
});
afterAll(async () => {
  expect(fake.refused).toEqual([]);
  await ring.close();
  await fake.close();
});

beforeEach(async () => {
  freezeDate(BEGIN);
  run += 1;
  fake.put(name("authority-a"), authorities[0].certificate);
  fake.put(name("authority-b"), authorities[1].certificate);
  changePassword(randomPassword());
  for (const server of ring.servers) await restart(server);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  fake.delayMs = 0;
  jest.useRealTimers();
  for (const output of consoleOutput) expect(output).not.toHaveBeenCalled();
});

function firstNode(): MemcachedServer {
  const [server] = ring.servers;
  if (server === undefined) throw new Error("there is no server");
  return server;
}

/** Issued while the clock went: a certificate has a time as well. */
function certificateOf(authority: number): IssuedCertificate {
  const certificate = certificates[authority];
  if (certificate === undefined) throw new Error("there is no such certificate");
  return certificate;
}

/** Secrets of each test are its own: what was read once is known to this process. */
function name(noun: string): string {
  return `test-${run}/pages/${noun}`;
}

function manifest(): MemcachedManifest {
  const password = { secretsManager: name("web"), key: "password" };
  const trusted = ["authority-a", "authority-b"].map((noun) => ({ secretsManager: name(noun) }));
  return {
    ...ring.deployed.manifest,
    tls: { ca: { trusted }, minVersion: "TLSv1.2" },
    users: [{ name: "pages", auth: { password, login: "web" } }],
  };
}

function connect(options: MemcachedClientOptions = {}): MemcachedClient {
  const deployed = { ...ring.deployed, manifest: manifest() };
  const client = connectMemcached(deployed, "pages", { timeoutMs: 2_000, ...options });
  clients.push(client);
  return client;
}

function storePassword(password: string): void {
  passwords.push(password);
  fake.put(name("web"), JSON.stringify({ username: "web", password }));
}

function changePassword(password: string): void {
  storePassword(password);
  for (const server of ring.servers) server.setPassword("web", password);
}

/** Ends its connections, and counts from 0. */
async function restart(server: MemcachedServer): Promise<void> {
  await server.kill();
  await server.start();
}

/** Sets and gets on every node. */
async function useEveryNode(client: MemcachedClient): Promise<void> {
  const keys = client.ring.servers.map((server) => {
    for (let i = 0; ; i++) if (client.ring.serverOf(`k:${i}`) === server) return `k:${i}`;
  });
  for (const key of keys) {
    await client.set(key, "value", 60);
    expect(await client.get(key)).toBe("value");
  }
}

/** How many logins each node has refused, but for that of who asks. */
async function refusedLogins(): Promise<number[]> {
  const { sasl } = ring.deployed.manifest;
  if (sasl === undefined) throw new Error("the ring takes no login");
  const login = loginOf(sasl.login, "watcher", sasl.realm);
  const password = ring.passwords.get("watcher") ?? "";
  const signed = { secrets: new Map([[name("a"), authorities[0].certificate]]) };
  const ca = { trusted: [{ secretsManager: name("a") }] };
  const described = { ...ring.deployed.manifest, tls: { ca, minVersion: "TLSv1.2" as const } };
  const deployed = { ...ring.deployed, ...signed, manifest: described };
  return Promise.all(
    nodeConnections(deployed, { login, password }).map(async (node) => {
      const value = await statsOfNode(node, node.server);
      await node.close();
      return Number(value["auth_errors"]);
    }),
  );
}

function expectHidden(...values: unknown[]): void {
  const text = inspect(values, { depth: null });
  for (const password of passwords) expect(text).not.toContain(password);
}

test("each secret is read once for all nodes and all clients of a process", async () => {
  const [first, second] = [connect(), connect()];
  await Promise.all([useEveryNode(first), useEveryNode(second)]);
  expect(fake.calls.filter((call) => call.name.startsWith(name("")))).toHaveLength(3);
  expect(await refusedLogins()).toEqual([0, 0, 0]);
});

test("a password that is changed while the client runs costs one refused login and no command", async () => {
  const client = connect();
  await useEveryNode(client);
  changePassword(randomPassword());
  await useEveryNode(client);
  for (const server of ring.servers) await restart(server);
  await useEveryNode(client);
  expect(await refusedLogins()).toEqual([1, 0, 0]);
  expect(fake.countOf(name("web"))).toBe(2);
});

test("a password that stays wrong is asked once in 5 seconds, of the node and of AWS", async () => {
  const client = connect();
  await useEveryNode(client);
  const node = firstNode();
  const wrong = randomPassword();
  node.setPassword("web", wrong);
  passwords.push(wrong);
  await restart(node);
  const failing = async () => {
    const errors = await Promise.all(
      Array.from({ length: 20 }, () => rejection(client.version(`127.0.0.1:${PORT}`))),
    );
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["MEMCACHED_LOGIN_REFUSED"]));
    expectHidden(errors);
  };
  await failing();
  jest.setSystemTime(BEGIN + 4_999);
  await failing();
  expect(await refusedLogins()).toEqual([1, 0, 0]);
  expect(fake.countOf(name("web"))).toBe(2);

  jest.setSystemTime(BEGIN + 5_001);
  await failing();
  expect(await refusedLogins()).toEqual([2, 0, 0]);
  expect(fake.countOf(name("web"))).toBe(3);

  storePassword(wrong);
  jest.setSystemTime(BEGIN + 10_002);
  expect(await client.version(`127.0.0.1:${PORT}`)).toMatch(/^1\./);
  expect(await refusedLogins()).toEqual([2, 0, 0]);
});

test("an authority that is exchanged while the client runs fails no command", async () => {
  const client = connect();
  await useEveryNode(client);
  const node = firstNode();
  node.show(certificateOf(2));
  await restart(node);
  fake.put(name("authority-b"), authorities[2].certificate);
  await useEveryNode(client);
  expect(fake.countOf(name("authority-b"))).toBe(2);
  node.show(certificateOf(0));
  await restart(node);
  await useEveryNode(client);
  expect(fake.countOf(name("authority-b"))).toBe(2);
});

test("a node whose authority is nowhere is refused", async () => {
  fake.put(name("authority-a"), authorities[1].certificate);
  const error = await rejection(connect().get("k"));
  expect(error.code).toBe("MEMCACHED_CERTIFICATE_REFUSED");
  expect(fake.countOf(name("authority-a"))).toBe(2);
});

test("new connections use what was read for 5 minutes, then read again", async () => {
  const client = connect();
  await useEveryNode(client);
  jest.setSystemTime(BEGIN + 299_999);
  await restart(firstNode());
  await useEveryNode(client);
  expect(fake.countOf(name("web"))).toBe(1);
  changePassword(randomPassword());
  jest.setSystemTime(BEGIN + 300_000);
  for (const server of ring.servers) await restart(server);
  await useEveryNode(client);
  expect(fake.countOf(name("web"))).toBe(2);
  expect(await refusedLogins()).toEqual([0, 0, 0]);
});

test("while AWS does not answer, what was read serves on", async () => {
  const client = connect({ secretMaxAgeMs: 0, timeoutMs: 5_000 });
  await useEveryNode(client);
  fake.delayMs = 20_000;
  jest.setSystemTime(BEGIN + 1);
  await restart(firstNode());
  await useEveryNode(client);
});

test("an answer that takes too long is told, and serves the next command", async () => {
  fake.delayMs = 1_000;
  const client = connect({ timeoutMs: 300 });
  const error = await rejection(client.get("k"));
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(error.message).toContain("has not answered within 300 ms");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await useEveryNode(client);
});

test.each([
  ["no secret of that name", () => fake.remove(name("web")), "role"],
  ["no field of that name", () => fake.put(name("web"), '{"pass":"x"}'), "deployed it write it"],
])("%s is told with what to do", async (_what, spoil, advice) => {
  spoil();
  const error = await rejection(connect().get("k"));
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(error.detail.problem).toContain(name("web"));
  expect(error.detail.fix).toContain(advice);
});

test("a deployment waits for the ring, and the harness proves it, with secrets of AWS", async () => {
  const deployed = { ...ring.deployed, manifest: manifest() };
  await waitForRing(deployed, { logTail: () => Promise.resolve("") } as never);
  jest.resetModules();
  jest.doMock("../../../cli/deployed", () => ({
    ...jest.requireActual<object>("../../../cli/deployed"),
    deployedManifests: () => [deployed],
  }));
  const output = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const progress = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const { smoke } = await import("../../../cli/smoke");
  const exitCode = await smoke("test", { suite: "quick", json: true });
  const report = output.mock.calls.map(String).join("");
  output.mockRestore();
  progress.mockRestore();
  expect([exitCode, exitCode === 0 ? "" : report]).toEqual([0, ""]);
  expectHidden(report);
});

// The stand-in is gone afterwards: this test is the last.
test("AWS that cannot be reached is told with what to do", async () => {
  await fake.goAway();
  const error = await rejection(connect().get("k"));
  expect(error.code).toBe("SECRET_UNREADABLE");
  expect(error.message).toContain("ECONNREFUSED");
  expect(error.detail.fix).toContain("VPC endpoint");
});

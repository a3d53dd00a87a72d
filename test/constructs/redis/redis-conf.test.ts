import { Persistence } from "../../../constructs/redis/persistence";
import {
  renderRedisConf,
  renderSecretConf,
  type RedisPaths,
} from "../../../constructs/redis/redis-conf";
import { RenamedCommands } from "../../../constructs/redis/renamed-commands";
import type { RedisClusterProps } from "../../../constructs/redis/props";
import { redisModel } from "../../support/redis-model";

const paths: RedisPaths = {
  dataDirectory: "/n/data",
  certificate: "/n/conf/node.crt",
  key: "/n/conf/node.key",
  authority: "/n/conf/ca.crt",
  users: "/n/conf/users.acl",
  secrets: "/n/conf/secrets.conf",
  log: "",
};

function render(props: Partial<RedisClusterProps> = {}, over: Partial<RedisPaths> = {}): string[] {
  const model = redisModel(props);
  const [node] = model.nodes;
  if (node === undefined) throw new Error("no node");
  return renderRedisConf(model, node, { ...paths, ...over }).split("\n");
}

test("no plaintext port exists and every link is TLS", () => {
  expect(render()).toEqual(
    expect.arrayContaining([
      "bind 127.0.0.1",
      "port 0",
      "tls-port 7000",
      "tls-replication yes",
      "tls-cluster yes",
      'tls-protocols "TLSv1.2 TLSv1.3"',
      'tls-ca-cert-file "/n/conf/ca.crt"',
    ]),
  );
});

test.each<[string, Partial<RedisClusterProps>, string]>([
  ["nodeTimeoutMs", { nodeTimeoutMs: 2000 }, "cluster-node-timeout 2000"],
  ["fullCoverage", { fullCoverage: true }, "cluster-require-full-coverage yes"],
  ["maxMemoryMib", { maxMemoryMib: 64 }, "maxmemory 64mb"],
  ["eviction", { eviction: "noeviction" }, "maxmemory-policy noeviction"],
  ["persistence", { persistence: Persistence.none() }, "appendonly no"],
  ["fsync", { persistence: Persistence.appendOnly("always") }, "appendfsync always"],
  ["durability", { durability: { minReplicasToWrite: 1 } }, "min-replicas-to-write 1"],
  ["the lag", { durability: { minReplicasToWrite: 1 } }, "min-replicas-max-lag 2"],
  [
    "renamedCommands",
    { renamedCommands: RenamedCommands.of({ disabled: ["FLUSHALL"], renamed: [] }) },
    'rename-command FLUSHALL ""',
  ],
])("%s changes the text", (_prop, props, line) => {
  expect(render()).not.toEqual(render(props));
  expect(render(props)).toContain(line);
});

test("replicas do not wait 5 s before their first synchronisation", () => {
  expect(render()).toContain("repl-diskless-sync-delay 0");
});

test("a replica that lags holds no stop up for as long as the engine would", () => {
  expect(render()).toContain("shutdown-timeout 4");
});

test("paths with blanks, quotation marks and backslashes are quoted", () => {
  expect(render({}, { dataDirectory: 'a b"c\\d' })).toContain('dir "a b\\"c\\\\d"');
});

test("secrets stand in the included file only, which comes last", () => {
  const lines = render();
  expect(lines.at(-2)).toBe('include "/n/conf/secrets.conf"');
  expect(lines.join("\n")).not.toMatch(/masterauth|masteruser|rename-command CONFIG/);
  expect(
    renderSecretConf({
      replicationUser: "cf-replica",
      replicationPassword: "p",
      commandNames: { CONFIG: "cabc" },
    }),
  ).toBe("masteruser cf-replica\nmasterauth p\nrename-command CONFIG cabc\n");
});

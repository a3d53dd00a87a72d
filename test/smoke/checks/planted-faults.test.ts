import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as memcached from "../../../smoke/checks/memcached";
import * as redis from "../../../smoke/checks/redis";

/** For each check a test in which a real server deserves to fail it: file in `test/e2e/`, of `servers/` where none is named, and title. */
const PLANTED: Readonly<Record<string, readonly [file: string, title: string]>> = {
  "redis/tls-names": ["redis-checks-bad-servers", "of another name"],
  "redis/tls-wrong-ca": [
    "redis-checks-bad-servers",
    "of another authority, also one of the same name",
  ],
  "redis/old-tls": ["redis-checks-bad-servers", "TLS 1.1"],
  "redis/plaintext-refused": ["redis-checks-bad-servers", "a data port in clear"],
  "redis/cluster-state": ["redis-checks", "a slot has no owner"],
  "redis/sharding": ["redis-checks", "a slot has no owner"],
  "redis/hash-tags": ["redis-checks", "the engine's slot of a key is not to be had"],
  "redis/json-values": ["redis-checks", "an application user lacks TTL"],
  "redis/acl": ["redis-checks", "%s"],
  "redis/default-user": ["redis-checks", "`default` needs no password"],
  "redis/renamed-commands": [
    "redis-checks-bad-servers",
    "that are not disabled, and keep their own name",
  ],
  "redis/memory-limit": [
    "broken-clusters",
    "no limit of memory, and nothing else, fails redis/memory-limit",
  ],
  "redis/hardening": ["docker/hardening", "a container that keeps its capabilities"],
  "redis/crash-failover": ["redis-failover", "fails when replicas may not be elected"],
  "redis/crash-recovery": [
    "crash-recovery",
    "one that nobody notices but the engine deserves to fail",
  ],
  "redis/repeated-crash": [
    "crash-recovery",
    "a runner that asks before the vote is due deserves to fail",
  ],
  "redis/random-crashes": ["random-crashes", "a node that claims what another one has won"],
  "redis/planned-failover": ["redis-failover", "a planned failover that writes wait for"],
  "redis/rolling-restart": ["redis-rolling-restart", "a cluster whose primaries may not hand over"],
  "redis/service-failover": ["aws-faults", "fails when no replica may take over"],
  "redis/pattern-values": ["patterns", "a user who may not count"],
  "redis/pattern-aside": ["patterns", "a cluster whose older data is restored, for cacheAside"],
  "redis/pattern-through": ["patterns", "a cluster whose older data is restored, for writeThrough"],
  "redis/pattern-matching": ["pattern-matching", "a replica on which the user may not delete"],
  "redis/pattern-behind": ["patterns", "a queue that somebody empties"],
  "memcached/pattern-values": ["patterns", "a ring whose entries somebody else overwrites"],
  "memcached/pattern-aside": ["patterns", "a ring whose older data is restored, for cacheAside"],
  "memcached/pattern-through": [
    "patterns",
    "a ring whose older data is restored, for writeThrough",
  ],
  "redis/epochs": ["redis-epochs", "two owners with one config epoch deserve to fail"],
  "redis/all-restart": [
    "scenarios/redis-all-down",
    "deserves to fail when keys are lost, or live on after their time",
  ],
  "redis/all-crash": [
    "scenarios/redis-all-down",
    "deserves to fail when it takes older writes with it",
  ],
  "redis/forget": ["redis-forget", "a forgotten node that somebody knows again deserves to fail"],
  "redis/replica-reads": [
    "redis-replica-reads",
    "deserve to fail when half of a transaction is there",
  ],
  "redis/tls-ports": ["redis-replica-reads", "deserve to fail when one of them is in clear"],
  "redis/partition": ["scenarios-docker/partition", "a primary that goes on without its majority"],
  "redis/minority-partition": ["scenarios-docker/partition", "a minority that goes on"],
  "redis/deaf-primary": ["scenarios-docker/partition", "a primary that hears nobody and goes on"],
  "redis/mute-primary": [
    "scenarios-docker/partition",
    "a primary that nobody hears and that is not replaced",
  ],
  "redis/disconnected-node": [
    "scenarios-docker/partition",
    "a disconnected node that is not replaced",
  ],
  "redis/volume-lost": [
    "scenarios-docker/volume-and-memory",
    "a node that takes replicated writes with it",
  ],
  "redis/out-of-memory-kill": [
    "scenarios-docker/volume-and-memory",
    "a limit of memory that does not hold",
  ],
  "redis/failover-loop": [
    "scenarios/redis-failover-loop",
    "fails when replicas may not be elected",
  ],
  "redis/lagging-replica": ["scenarios/redis-lagging-replica", "a replica that nobody elects"],
  "redis/replicas-crash": [
    "scenarios/redis-elections",
    "fails when it refuses writes for lack of replicas",
  ],
  "redis/second-failover": ["scenarios/redis-elections", "a second failover that nobody wins"],
  "redis/primaries-crash-together": [
    "scenarios/redis-elections-shapes",
    "fail when one of them is not replaced",
  ],
  "redis/best-replica": [
    "scenarios/redis-elections-shapes",
    "fails when the lagging one is elected",
  ],
  "redis/stale-replica": ["scenarios/redis-elections", "fails when it is elected all the same"],
  "redis/no-failover": [
    "scenarios/redis-elections",
    "a replica that is elected though it may not be",
  ],
  "redis/forced-failover": [
    "scenarios/redis-elections",
    "stays when a voter hangs as well: deserves to fail",
  ],
  "redis/majority-lost": ["scenarios/redis-elections", "fails when somebody is elected"],
  "redis/voting-primaries": [
    "scenarios/redis-elections",
    "fails when it is marked as failed meanwhile",
  ],
  "redis/replica-migration": ["scenarios/redis-elections-shapes", "fails when nobody comes"],
  "redis/disk-full": ["disk/primary-disk-full", "a primary that stores nothing and says nothing"],
  "redis/certificate-expired": [
    "scenarios/redis-certificate",
    "one that does not run out deserves to fail",
  ],
  "redis/busy-node": [
    "scenarios/redis-busy-node",
    "deserves to fail when a short time is enough to be replaced",
  ],
  "redis/acl-change": [
    "scenarios/redis-connections",
    "deserves to fail when it drops connections of others",
  ],
  "redis/connection-lost": [
    "scenarios/redis-connections",
    "deserve to fail when a replica may not link again",
  ],
  "redis/loading-replica": [
    "scenarios/redis-loading-replica",
    "deserves to fail when it answers as if a key were not there",
  ],
  "memcached/certificate": ["memcached-bad-servers", "a certificate of another name"],
  "memcached/old-tls": ["memcached-bad-servers", "%s"],
  "memcached/access": ["memcached-bad-servers", "a certificate of another authority"],
  "memcached/no-login": ["memcached-bad-servers", "login switched off"],
  "memcached/wrong-password": ["memcached-bad-servers", "login switched off"],
  "memcached/after-refusal": ["memcached-bad-servers", "login switched off"],
  "memcached/ascii": [
    "memcached-bad-servers",
    "a listener for ASCII, which asks for no login even with -S",
  ],
  "memcached/plaintext": ["memcached-bad-servers", "a listener without TLS"],
  "memcached/udp": ["memcached-bad-servers", "a listener for UDP"],
  "memcached/ring-shares": [
    "memcached-bad-servers",
    "fails memcached/ring-shares: strange keys and a share that is too large",
  ],
  "memcached/stats": ["memcached-checks", "another version"],
  "memcached/hardening": ["docker/hardening", "a container that keeps its capabilities"],
  "memcached/node-stopped": ["memcached-checks", "hangs instead of refusing"],
  "memcached/rolling-restart": ["memcached-checks", "takes another one with it"],
  "memcached/crash": ["scenarios/memcached-faults", "a crash that takes another node along"],
  "memcached/pause": ["scenarios/memcached-faults", "a node that freezes another one"],
  "memcached/slow-node": ["scenarios/memcached-faults", "a slow node that slows another one down"],
  "memcached/cold-restart": [
    "scenarios/memcached-faults",
    "a restart that takes another node along",
  ],
  "memcached/connection-storm": [
    "scenarios/memcached-limits",
    "a node behind something that takes fewer",
  ],
  "memcached/oversized-item": [
    "scenarios/memcached-limits",
    "a node whose pages all belong to smaller items",
  ],
  "memcached/password-change": [
    "scenarios/memcached-faults",
    "a node that keeps to the password that a user had",
  ],
  "memcached/eviction-pressure": [
    "scenarios/memcached-limits",
    "a server that keeps no item in use apart",
  ],
};

const registered = [
  ...redis.redisChecks.map((check) => ({ check, exports: Object.entries(redis) })),
  ...memcached.memcachedChecks.map((check) => ({ check, exports: Object.entries(memcached) })),
];

/** Texts of the tests with a title, each up to the next test. */
function testsOf(file: string, title: string): string[] {
  const path = file.includes("/") ? file : `servers/${file}`;
  const source = readFileSync(join(__dirname, `../../e2e/${path}.test.ts`), "utf8");
  const tests = source.split(/(?=\n *(?:test|describe)(?:\.each)?\()/);
  return tests.filter((text) => text.includes(`("${title}", async `));
}

test("every registered check has a planted fault, and no other has", () => {
  const ids = registered.map(({ check }) => check.id);
  expect(Object.keys(PLANTED).sort()).toEqual([...ids].sort());
});

test.each(registered)("$check.id fails where it deserves to", ({ check, exports }) => {
  const name = exports.find(([, value]) => value === check)?.[0] ?? "not exported";
  const [file, title] = PLANTED[check.id] ?? ["", ""];
  const run = new RegExp(`\\b(?:runOn|runCheck)\\(\\s*(?:[^;]*, )?(?:checks\\.)?${name}\\b`);
  const planted = testsOf(file, title).filter((text) => run.test(text));
  expect(planted).not.toEqual([]);
  for (const text of planted) expect(text).toContain("expectFailure(");
});

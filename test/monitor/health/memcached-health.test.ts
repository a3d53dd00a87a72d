import { MEMCACHED_HEALTH_SIGNALS } from "../../../monitor/memcached-health-signals";
import { memcachedHealth } from "../../../monitor/health/memcached-health";
import { thresholdsOf } from "../../../monitor/health/thresholds";
import type { MemcachedNodeSample } from "../../../monitor/sample/memcached-sample";
import { memcachedSample, NOW } from "../../support/health-samples";

const manifest = { kind: "memcached", name: "pages", target: "docker" } as const;

function healthOf(after: MemcachedNodeSample, before = memcachedSample()) {
  const looks = { before: [before], after: [{ ...after, at: 1000 }] };
  return memcachedHealth(manifest, { ...looks, thresholds: thresholdsOf(), now: NOW });
}

const codesOf = (after: MemcachedNodeSample): string[] =>
  healthOf(after).findings.map(({ code, severity }) => `${severity} ${code}`);

const DAY = 86_400_000;

const BAD: readonly (readonly [string, MemcachedNodeSample])[] = [
  ["warning LOW_HIT_RATE", memcachedSample({ get_hits: 79, get_misses: 21 })],
  ["warning HIGH_RESPONSE_TIME", memcachedSample({}, { responsesMs: [10.1] })],
  ["warning HIGH_MEMORY_USAGE", memcachedSample({ bytes: 60_000_000 })],
  ["warning EVICTIONS", memcachedSample({ evictions: 1 })],
  [
    "critical OUT_OF_MEMORY",
    memcachedSample({}, { items: { "items:5:outofmemory": "0", "items:9:outofmemory": "1" } }),
  ],
  ["warning HIGH_CONNECTION_COUNT", memcachedSample({ curr_connections: 1001 })],
  ["critical LISTEN_DISABLED", memcachedSample({ listen_disabled_num: 1 })],
  ["critical LISTEN_DISABLED", memcachedSample({ rejected_connections: 1 })],
  ["warning AUTHENTICATION_FAILURES", memcachedSample({ auth_errors: 1 })],
  ["warning CERTIFICATE_EXPIRES", memcachedSample({}, { certificateEndsAt: NOW + 13 * DAY })],
  ["warning VERSION_BELOW_FLOOR", memcachedSample({ version: "1.6.44" })],
];

test("a healthy node has no finding", () => {
  expect(healthOf(memcachedSample())).toMatchObject({ status: "healthy", findings: [] });
});

test.each(BAD)("%s", (expected, sample) => {
  expect(codesOf(sample)).toEqual([expected]);
});

test("every signal of the table is judged", () => {
  const tried = BAD.map(([text]) => text.split(" ")[1]);
  expect(new Set([...tried, "NODE_DOWN"])).toEqual(
    new Set(MEMCACHED_HEALTH_SIGNALS.map(({ health }) => health.code)),
  );
});

test("a full node that evicts is critical", () => {
  expect(codesOf(memcachedSample({ bytes: 66_000_000, evictions: 1 }))).toEqual([
    "critical HIGH_MEMORY_USAGE",
    "warning EVICTIONS",
  ]);
});

test("a restart between makes no figure negative, even where every server is process 1", () => {
  const before = memcachedSample({ get_hits: 1000, evictions: 9, cmd_set: 7 });
  const after = memcachedSample({ uptime: 2, get_hits: 1500, cmd_set: 1 });
  expect(healthOf(after, before).nodes[0]?.figures).toMatchObject({
    reads: 1500,
    evicted: 0,
    commandsPerSecond: 1501,
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "ioredis";
import type { RedisManifest } from "../../../constructs/core/manifest";
import { type Check, type CheckContext, CheckSkip } from "../../check";
import { deleteOnExit, openClient, through } from "./cluster-client";
import { exampleOf } from "./glob";
import { observed, requireAll, type Judgement, type Observation } from "../judge";

const TTL_SECONDS = 30;
const SHORT_TTL_MS = 200;
/** Much later than the short lifetime: the machine may be busy, the engine is exact. */
const EXPIRED_BY_MS = 3_000;
const POLL_MS = 50;
const DOCUMENT = { id: 7, name: "Zoë 🚀", tags: ["a", 'quoted "b"'], nested: { empty: null } };

const judgement: Judgement = {
  expected: "set with expiry, get, ttl, exists, delete and expiry of a JSON value",
  hint: "the message names the user and the step: login, grant or command",
};

interface Writer {
  readonly name: string;
  /** A key of the user's own patterns that belongs to this run alone. */
  readonly key: string;
}

export const jsonValues: Check<RedisManifest> = {
  id: "redis/json-values",
  title: "Every application user stores, reads, expires and deletes JSON values",
  proves: "Client access works for each readWrite user with its own login and its own keys.",
  kind: "redis-cluster",
  suite: "quick",
  injectsFaults: false,
  run: async (context) => {
    const writers = writersOf(context);
    const observations = await Promise.all(
      writers.map(({ name, key }) =>
        observed(async () => {
          const client = await openClient(context, name);
          deleteOnExit(context, client, [key]);
          return through(() => useKey(client, key, context.signal));
        }).then((seen) => seen.map((one) => ({ ...one, seen: `as ${name}: ${one.seen}` }))),
      ),
    );
    context.signal.throwIfAborted();
    requireAll(judgement, observations.flat());
    return {
      expected: judgement.expected,
      measured: `all of it as ${writers.map(({ name, key }) => `${name} (${key})`).join(", ")}`,
    };
  },
};

function writersOf({ deployed, runId }: CheckContext<RedisManifest>): Writer[] {
  const users = deployed.manifest.users.filter(({ role }) => role === "readWrite");
  if (users.length === 0) throw new CheckSkip("the cluster has no readWrite user");
  const writers = users.flatMap(({ name, keys }) => {
    const examples = keys.map((pattern) => exampleOf(pattern, `cf-smoke-${runId}-json`));
    const key = examples.find((example) => example !== undefined);
    return key === undefined ? [] : [{ name, key }];
  });
  if (writers.length > 0) return writers;
  throw new CheckSkip("no readWrite user has a key pattern with `*`: each key could be in use");
}

async function useKey(client: Cluster, key: string, signal: AbortSignal): Promise<Observation[]> {
  const text = JSON.stringify(DOCUMENT);
  await client.set(key, text, "EX", TTL_SECONDS);
  const read = await client.get(key);
  const ttl = await client.ttl(key);
  const before = await client.exists(key);
  const deleted = await client.del(key);
  const after = await client.exists(key);
  const gone = await client.get(key);
  await client.set(key, text, "PX", SHORT_TTL_MS);
  const isExpired = await expires(client, key, signal);
  return [
    { holds: read === text, seen: `get after set: ${read === null ? "missing" : "other text"}` },
    { holds: 0 < ttl && ttl <= TTL_SECONDS, seen: `ttl ${ttl} s of ${TTL_SECONDS}` },
    { holds: before === 1 && after === 0, seen: `exists ${before}, after delete ${after}` },
    { holds: deleted === 1 && gone === null, seen: `deleted ${deleted}, then get ${gone}` },
    { holds: isExpired, seen: `a lifetime of ${SHORT_TTL_MS} ms went on for ${EXPIRED_BY_MS} ms` },
  ];
}

async function expires(client: Cluster, key: string, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + EXPIRED_BY_MS;
  while ((await client.exists(key)) === 1) {
    if (performance.now() >= deadline) return false;
    await sleep(POLL_MS, undefined, { signal });
  }
  return true;
}

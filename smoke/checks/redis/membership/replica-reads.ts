import type { Cluster } from "ioredis";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { slotOf } from "../../../../constructs/redis/slots";
import { SMOKE_USER } from "../../../../constructs/redis/system-users";
import { until } from "../../../../operate/host/until";
import type { Check, CheckContext } from "../../../check";
import {
  describeReply,
  isError,
  type RedisSession,
  type Reply,
} from "../../../probes/redis-session";
import { SeededRandom } from "../../../random";
import { conclude } from "../../conclude";
import { type AddressedNode, demand, type Judgement, type Observation } from "../../judge";
import { deleteOnExit, openClient, through } from "../cluster-client";
import { findWholeCluster } from "../failover-stage";
import type { LiveNode } from "../live-shards";
import { KEY_TTL_SECONDS, openSession } from "../nodes";
import { NO_HAND_OVER_ON_AWS } from "../not-on-aws";
import { chooseQuietShard } from "../quiet-shard";
import { lookUntil, wholeProblem } from "../whole-cluster";
import { handOver } from "../hand-over";
import { keysInShard } from "./shard-keys";

const TIMEOUT_MS = 180_000;
/** A linked replica is sent a write at once; a loaded machine may take its time. */
const REPLICATED_MS = 2000;
/** The old primary keeps its data and copies the difference, or everything. */
const RELINK_MS = 60_000;
const BEFORE = "before";
const AFTER = "after";

const JUDGEMENT: Judgement = {
  expected:
    "a replica redirects reads until READONLY and serves them from then on, also in a transaction; it never takes a write; a transaction queued at a primary that hands over is refused as a whole",
  hint: "see which user lacks which right in CLUSTER clients' rules, and what CLUSTER NODES says on the node that is named",
};

/** Where the check reads and writes. */
interface Place {
  readonly primary: LiveNode;
  readonly replica: LiveNode;
  /** Two keys of one slot; the first is written, the second is not. */
  readonly keys: readonly [written: string, unwritten: string];
}

export const replicaReads: Check<RedisManifest> = {
  id: "redis/replica-reads",
  title: "A replica serves reads to who asks for it, and a failover splits no transaction",
  proves:
    "A replica serves a client after READONLY and redirects every other, never takes a write, and a transaction that meets a failover between MULTI and EXEC is executed not at all.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: NO_HAND_OVER_ON_AWS },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { shardOfSlot, shards, watch } = await findWholeCluster(context, JUDGEMENT);
    const shard = await demand(JUDGEMENT, () => chooseQuietShard(context, shards, JUDGEMENT));
    const replica = new SeededRandom(context.seed).pick(shard.replicas);
    const [written = "", unwritten = ""] = keysInShard(
      `cf-smoke:${context.runId}:read`,
      ["a", "b"],
      shard,
      shardOfSlot,
    );
    const place: Place = { primary: shard.primary, replica, keys: [written, unwritten] };
    const seen = await demand(JUDGEMENT, async () => {
      const client = await openClient(context);
      deleteOnExit(context, client, place.keys);
      await through(() => client.set(written, BEFORE, "EX", KEY_TTL_SECONDS));
      const reader = await open(context, replica);
      const reads = await judgeReads(reader, place);
      const writer = await open(context, shard.primary);
      const queued = await queue(writer, reader, place);
      await handOver(context, watch, JUDGEMENT, shard, replica);
      return [...reads, ...queued, ...(await judgeExec(writer, reader, client, place))];
    });
    await lookUntil(context, watch, JUDGEMENT, {
      withinMs: RELINK_MS,
      problem: (views) => wholeProblem(context, views),
    });
    const choice = { holds: true, seen: `seed ${context.seed} chose node ${replica.id}` };
    return conclude(JUDGEMENT, [choice, ...seen], { seed: context.seed, node: replica.id });
  },
};

/** A session that ends with the check. */
async function open(
  context: CheckContext<RedisManifest>,
  node: AddressedNode,
): Promise<RedisSession> {
  const session = await openSession(context, node, SMOKE_USER);
  context.onExit(() => Promise.resolve(session.close()));
  return session;
}

async function judgeReads(session: RedisSession, place: Place): Promise<Observation[]> {
  const [key] = place.keys;
  const before = await session.ask("GET", key);
  const readOnly = await session.ask("READONLY");
  let read: Reply = before;
  await until(REPLICATED_MS, async () => {
    read = await session.ask("GET", key);
    return read.kind === "error" || read.value !== null;
  });
  const write = await session.ask("SET", key, AFTER);
  const [, , exec = read] = await session.askAll([["MULTI"], ["GET", key], ["EXEC"]]);
  const readWrite = await session.ask("READWRITE");
  const after = await session.ask("GET", key);
  return [
    redirected("a read without READONLY", before, place),
    is("READONLY", readOnly, "OK"),
    is("a read after it", read, BEFORE),
    redirected("a write after it", write, place),
    is("a transaction of reads after it", exec, [BEFORE]),
    is("READWRITE", readWrite, "OK"),
    redirected("a read after that", after, place),
  ];
}

/** Begins a transaction at the primary, and one of reads at the replica. */
async function queue(
  writer: RedisSession,
  reader: RedisSession,
  { keys: [written, unwritten] }: Place,
): Promise<Observation[]> {
  await reader.ask("READONLY");
  const replies = [
    ...(await writer.askAll([["MULTI"], ["SET", written, AFTER], ["SET", unwritten, AFTER]])).slice(
      1,
    ),
    ...(await reader.askAll([["MULTI"], ["GET", written]])).slice(1),
  ];
  return replies
    .map((reply) => is("a command in a transaction", reply, "QUEUED"))
    .filter(({ holds }) => !holds);
}

/** Ends the transactions after the hand-over. */
async function judgeExec(
  writer: RedisSession,
  reader: RedisSession,
  client: Cluster,
  { keys }: Place,
): Promise<Observation[]> {
  const exec = await writer.ask("EXEC");
  const next = await writer.ask("GET", keys[0]);
  const read = await reader.ask("EXEC");
  const values = await through(() => Promise.all(keys.map((key) => client.get(key))));
  const isRefused = isError(exec, "MOVED") || isError(exec, "EXECABORT");
  return [
    { holds: isRefused, seen: `EXEC after the hand-over: ${describeReply(exec)}` },
    {
      holds: !(next.kind === "value" && next.value === "QUEUED"),
      seen: `the connection afterwards: ${describeReply(next)}`,
    },
    {
      holds: values[0] === BEFORE && values[1] === null,
      seen: `its keys: ${describeReply({ kind: "value", value: values })}`,
    },
    is("EXEC of reads at the new primary", read, [BEFORE]),
  ];
}

function is(what: string, reply: Reply, wanted: unknown): Observation {
  const holds = reply.kind === "value" && JSON.stringify(reply.value) === JSON.stringify(wanted);
  return { holds, seen: `${what}: ${describeReply(reply)}` };
}

/** Redirected to the primary that owns the slot. */
function redirected(what: string, reply: Reply, { keys, primary }: Place): Observation {
  const to = `${primary.networkHost ?? primary.host}:${primary.port}`;
  const wanted = `MOVED ${slotOf(keys[0])} ${to}`;
  return {
    holds: isError(reply, "MOVED") && describeReply(reply) === wanted,
    seen: `${what}: ${describeReply(reply)}`,
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { slotOf } from "../../../../constructs/redis/slots";
import { OPERATOR_USER, SMOKE_USER } from "../../../../constructs/redis/system-users";
import { type CheckContext, CheckFailure } from "../../../check";
import { NodeFailure, type RedisSession } from "../../../probes/redis-session";
import type { Judgement } from "../../judge";
import { deleteOnExit, openClient } from "../cluster-client";
import type { LiveShard } from "../live-shards";
import { KEY_TTL_SECONDS, openSession } from "../nodes";

const MEBIBYTE = 1024 * 1024;
/**
 * What is written at most until the way to a frozen node is full: the buffers of both kernels, with Linux's
 * defaults 6 MiB to receive and 4 MiB to send (`tcp_rmem`, `tcp_wmem`). Below the 64 MiB at which the
 * engine may end the link (`client-output-buffer-limit replica`).
 */
const FILL_LIMIT_MIB = 48;
/** Bytes that wait in the primary's own memory once the way is full. */
const WAITING_BYTES = MEBIBYTE;
const SETTLED_MS = 100;

/**
 * Chooses a key of a shard to fill the way with, and has it removed with the end of the check: to be called
 * before anything is done that has to be undone first.
 *
 * @param isOfShard whether a slot is the shard's
 */
export async function prepareFiller(
  context: CheckContext<RedisManifest>,
  isOfShard: (slot: number) => boolean,
): Promise<string> {
  const key = fillerKey(context.runId, isOfShard);
  deleteOnExit(context, await openClient(context), [key]);
  return key;
}

/**
 * Writes to a primary whose replicas are frozen until nothing more reaches them: kernels deliver what they
 * hold also after a crash, so that a write is the primary's alone only once it waits in its own memory.
 * One key is written over and over.
 *
 * @param key as `prepareFiller` returned it
 * @throws CheckFailure when the replicas still receive
 * @throws NodeFailure
 */
export async function leavePrimaryAlone(
  context: CheckContext<RedisManifest>,
  { primary, replicas }: LiveShard,
  key: string,
  { expected, hint }: Judgement,
): Promise<void> {
  const operator = await openSession(context, primary, OPERATOR_USER);
  const writer = await openSession(context, primary, SMOKE_USER);
  try {
    for (let written = 0; written < FILL_LIMIT_MIB; written++) {
      context.signal.throwIfAborted();
      const value = "x".repeat(MEBIBYTE);
      await require(writer, primary.id, "SET", key, value, "EX", KEY_TTL_SECONDS);
      if ((await waiting(operator, primary.id, replicas.length)) < WAITING_BYTES) continue;
      // What was just written may still be on its way into the kernel.
      await sleep(SETTLED_MS, undefined, { signal: context.signal });
      if ((await waiting(operator, primary.id, replicas.length)) >= WAITING_BYTES) return;
    }
  } finally {
    operator.close();
    writer.close();
  }
  const measured = `replicas of node ${primary.id} still receive after they were frozen: ${FILL_LIMIT_MIB} MiB written, and nothing waits for them`;
  throw new CheckFailure({ expected, measured }, hint);
}

/** Bytes that wait for the replica which is furthest ahead; 0 while one is missing. */
async function waiting(session: RedisSession, node: string, replicas: number): Promise<number> {
  const list = String(await require(session, node, "CLIENT", "LIST", "TYPE", "replica"));
  const bytes = [...list.matchAll(/ omem=(\d+)/g)].map(([, omem]) => Number(omem));
  return bytes.length < replicas ? 0 : Math.min(...bytes);
}

async function require(
  session: RedisSession,
  node: string,
  command: string,
  ...args: (string | number)[]
): Promise<unknown> {
  const reply = await session.ask(command, ...args);
  if (reply.kind === "value") return reply.value;
  throw new NodeFailure(`node ${node}`, new Error(reply.message));
}

function fillerKey(runId: string, isOfShard: (slot: number) => boolean): string {
  for (let number = 0; ; number++) {
    const key = `cf-smoke:${runId}:filler:${number}`;
    if (isOfShard(slotOf(key))) return key;
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { RedisManifest } from "../../../../constructs/core/manifest";
import { SMOKE_USER } from "../../../../constructs/redis/system-users";
import type { Check, CheckContext } from "../../../check";
import type { RedisSession } from "../../../probes/redis-session";
import { conclude } from "../../conclude";
import { demand, judgeFigure, type Judgement } from "../../judge";
import { deleteOnExit, openClient } from "../cluster-client";
import { type FailoverStage, setStage } from "../failover-stage";
import { gapsText, impossibleValues, loadDetails, writesText } from "../fault-report";
import { loadExhibits } from "../load-exhibits";
import { KEY_TTL_SECONDS, openSession } from "../nodes";
import { judgeUntouched, untouchedDetails } from "../untouched-writes";
import { lookUntil, wholeProblem } from "../whole-cluster";
import { makeRoom } from "./make-room";
import { requireOwnDisk } from "./own-disk";

const TIMEOUT_MS = 240_000;
const OBSERVATION_MS = 500;
/** `flushAppendOnlyFile` waits at most 2 s for an fsync that is under way. */
const REFUSED_MS = 2000 + OBSERVATION_MS;
/** `serverCron` tries a failed write again every second. */
const ACCEPTED_MS = 1000 + OBSERVATION_MS;
/** An answer that takes longer than its bound is still waited for up to this multiple of it. */
const PATIENCE = 2;
/** Milliseconds that the disk stays full after the first refusal. */
const FULL_MS = 1000;
const POLL_MS = 25;

const JUDGEMENT: Judgement = {
  expected: `writes refused with MISCONF within ${REFUSED_MS} ms, and taken again within ${ACCEPTED_MS} ms after there is room; no restart, no other primary, no acknowledged write lost`,
  hint: "see the node's log for errors of its log of writes, and whether appendonly is on: CONFIG GET appendonly",
};

export const diskFull: Check<RedisManifest> = {
  id: "redis/disk-full",
  title: "The disk of a primary is full, and has room again",
  proves:
    "A primary that cannot store writes refuses them instead of acknowledging what it would lose, and takes them again by itself when there is room.",
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: { aws: "not on this target: ElastiCache has the disks, and keeps no log of writes" },
  timeoutMs: TIMEOUT_MS,
  run: async (context) => {
    const { driver, seed } = context;
    await requireOwnDisk(context);
    const stage = await setStage(context, JUDGEMENT, TIMEOUT_MS);
    const { primary } = stage.shard;
    const key = keyOf(context, stage);
    deleteOnExit(context, await openClient(context), [key]);
    const session = await demand(JUDGEMENT, () => openSession(context, primary, SMOKE_USER));
    context.onExit(() => Promise.resolve(session.close()));
    // Keys are deleted after this: a node that refuses writes would keep them.
    context.onExit(() => makeRoom(context, primary));
    const answer = (isMeant: (code: string) => boolean, withinMs: number) =>
      firstAnswer(context, session, key, isMeant, withinMs);
    context.progress(`filling the disk of node ${primary.id}`);
    await driver.fillDisk?.(primary.ref);
    const fullAt = performance.now();
    const refusedMs = await answer((code) => code === "MISCONF", REFUSED_MS);
    await sleep(FULL_MS, undefined, { signal: context.signal });
    context.progress(`making room for node ${primary.id}`);
    await driver.freeDisk?.(primary.ref);
    const freedAt = performance.now();
    const acceptedMs = await answer((code) => code === "", ACCEPTED_MS);
    await lookUntil(context, stage.watch, JUDGEMENT, {
      withinMs: 2 * context.deployed.manifest.nodeTimeoutMs,
      problem: (views) => wholeProblem(context, views) ?? otherOwner(views[0]?.lines ?? [], stage),
    });
    const result = await stage.load.finish(fullAt, JUDGEMENT);
    const untouched = await stage.untouched.stop();
    const { lost } = result.account;
    const what = `disk of node ${primary.id} full`;
    return conclude(
      JUDGEMENT,
      [
        { holds: true, seen: `seed ${seed} chose: ${what}` },
        judgeFigure({
          what: "refused",
          unit: "ms",
          measured: refusedMs,
          atMost: REFUSED_MS,
          derivation:
            "a write of the log waits at most 2 s for an fsync that is under way; 500 ms for busy machines",
        }),
        judgeFigure({
          what: "taken again",
          unit: "ms",
          measured: acceptedMs,
          atMost: ACCEPTED_MS,
          derivation:
            "a failed write of the log is tried again every second; 500 ms for busy machines",
        }),
        { holds: true, seen: `${writesText(result)}; ${gapsText(result, stage.shard.number)}` },
        { holds: lost.length === 0, seen: `${lost.length} acknowledged writes lost` },
        ...impossibleValues(result),
        ...judgeUntouched(untouched, result.span, false),
      ],
      {
        seed,
        node: primary.id,
        ...loadDetails(result, fullAt),
        ...untouchedDetails(untouched, result.span),
      },
      loadExhibits(result, fullAt, [{ what, from: fullAt, to: freedAt }]),
    );
  },
};

function keyOf({ runId }: CheckContext<RedisManifest>, { load, shard }: FailoverStage): string {
  for (let number = 0; ; number++) {
    const key = `cf-smoke:${runId}:disk:${number}`;
    if (load.shardOf(key) === shard.number) return key;
  }
}

/** Milliseconds until a write is answered as it is meant to be; `undefined` when it never is. */
async function firstAnswer(
  { signal }: CheckContext<RedisManifest>,
  session: RedisSession,
  key: string,
  isMeant: (code: string) => boolean,
  boundMs: number,
): Promise<number | undefined> {
  const since = performance.now();
  while (performance.now() - since < PATIENCE * boundMs) {
    signal.throwIfAborted();
    const reply = await demand(JUDGEMENT, () =>
      session.ask("SET", key, "written", "EX", KEY_TTL_SECONDS),
    );
    if (isMeant(reply.kind === "error" ? reply.code : "")) {
      return Math.round(performance.now() - since);
    }
    await sleep(POLL_MS, undefined, { signal });
  }
  return undefined;
}

/** The same session was answered throughout: the server has not been started again. */
function otherOwner(
  lines: readonly { readonly id: string; readonly slots: readonly string[] }[],
  { shard }: FailoverStage,
): string | undefined {
  const own = lines.find(({ id }) => id === shard.primary.clusterId);
  if (own !== undefined && own.slots.length > 0) return undefined;
  return `node ${shard.primary.id} owns its slots no more`;
}

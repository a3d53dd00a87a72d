import type { RedisManifest } from "../../../../constructs/core/manifest";
import type { Check, CheckContext, Evidence } from "../../../check";
import { SeededRandom } from "../../../random";
import type { Judgement } from "../../judge";
import { type FailoverStage, findWholeCluster, setStage } from "../failover-stage";
import { faultNodes, type LiveNode } from "../live-shards";
import { NO_NETWORK_OF_ITS_OWN, requireIsolation } from "./network-cut";
import { judgeLoss, namesOf, type Split, splitAndHeal } from "./split";
import { lossBoundMs, SPLIT_DERIVATIONS } from "./split-bounds";
import { concludeTakeover } from "./takeover-report";

const TIMEOUT_MS = 240_000;

const common = {
  kind: "redis-cluster",
  suite: "full",
  injectsFaults: true,
  skippedOn: NO_NETWORK_OF_ITS_OWN,
  timeoutMs: TIMEOUT_MS,
} as const;

export const partition: Check<RedisManifest> = {
  ...common,
  id: "redis/partition",
  title: "A primary is cut off from all other nodes, and clients still reach it",
  proves:
    "The majority elects a replica in bound; the cut-off primary stops acknowledging writes within 1.5 node timeouts and 500 ms; what it acknowledged is counted as lost; once healed it is a replica, and other shards never noticed.",
  run: (context) => runPartition(context, {}, () => Promise.resolve([])),
};

export const minorityPartition: Check<RedisManifest> = {
  ...common,
  id: "redis/minority-partition",
  title: "A primary and another shard's replica are cut off together, and clients still reach both",
  proves:
    "A minority of several nodes elects nobody and stops acknowledging writes in bound; the majority serves every shard; once healed there is one view.",
  run: (context) => runPartition(context, {}, otherReplica),
};

export const deafPrimary: Check<RedisManifest> = {
  ...common,
  id: "redis/deaf-primary",
  title: "A primary sends to all other nodes and hears none: its links fail in one direction",
  proves:
    "A link that is half open counts as none: the others elect a replica in the bound of a whole cut, and the primary that hears nobody stops acknowledging writes.",
  run: (context) => runPartition(context, { directions: ["in"] }, () => Promise.resolve([])),
};

export const mutePrimary: Check<RedisManifest> = {
  ...common,
  id: "redis/mute-primary",
  title:
    "A primary hears all other nodes and is heard by none: its links fail in the other direction",
  proves:
    "A primary that still hears its peers is replaced in the bound of a whole cut when they do not hear it, and stops acknowledging writes.",
  run: (context) => runPartition(context, { directions: ["out"] }, () => Promise.resolve([])),
};

/** @param companions who is cut off together with the primary */
async function runPartition(
  context: CheckContext<RedisManifest>,
  split: Pick<Split, "directions">,
  companions: typeof otherReplica,
): Promise<Evidence> {
  for (const node of faultNodes(context)) await requireIsolation(context, node);
  const judgement = judgementOf(lossBoundMs(context.deployed.manifest.nodeTimeoutMs));
  const stage = await setStage(context, judgement, TIMEOUT_MS);
  const minority = [stage.shard.primary, ...(await companions(context, judgement, stage))];
  const result = await splitAndHeal(context, judgement, stage, { ...split, minority });
  return concludeTakeover(context, judgement, stage, result, {
    what: `${namesOf(minority)} cut off`,
    derivations: SPLIT_DERIVATIONS,
    observations: [judgeLoss(context, result)],
  });
}

function judgementOf(lossBound: number): Judgement {
  return {
    expected: `a new primary of the majority in bound; no write of the minority acknowledged later than ${lossBound} ms after the cut; one view after it, the former primary a replica; no write to another shard lost or refused`,
    hint: "see the logs of the cut-off primary (when it counted its peers as failed) and of its replica (who voted)",
  };
}

/** A replica of another shard, chosen by the seed. */
async function otherReplica(
  context: CheckContext<RedisManifest>,
  judgement: Judgement,
  { shard }: FailoverStage,
): Promise<readonly LiveNode[]> {
  const { shards } = await findWholeCluster(context, judgement);
  const replicas = shards
    .filter(({ number }) => number !== shard.number)
    .flatMap((other) => other.replicas);
  return [new SeededRandom(context.seed).pick(replicas)];
}
